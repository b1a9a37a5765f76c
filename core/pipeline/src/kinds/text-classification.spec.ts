import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { textClassification } from './multiclass.js';

function dataset(intents: readonly string[], outOfScope?: string): Dataset {
  const levels = [...new Set(outOfScope === undefined ? intents : [...intents, outOfScope])].sort();
  const schema: FeatureSchema = {
    version: 1,
    columns: [
      { name: 'said', type: 'text', role: 'feature' },
      {
        name: 'intent',
        type: 'category',
        categories: levels,
        role: 'target',
        ...(outOfScope === undefined ? {} : { outOfScope }),
      },
    ],
  };
  return {
    schema,
    rows: intents.length,
    rowNumbers: Int32Array.from(intents, (_, i) => i + 1),
    columns: new Map([
      ['said', { kind: 'text', values: intents.map((one, i) => `${one} ${i}`) }],
      ['intent', { kind: 'categorical', codes: Int32Array.from(intents, (one) => levels.indexOf(one)), levels }],
    ]),
  } as unknown as Dataset;
}

const many = (name: string, count: number): string[] => Array.from({ length: count }, () => name);

describe('text classification', () => {
  it('takes classes of two rows, and names all that have one', () => {
    const truth = textClassification.truth(dataset([...many('a', 58), ...many('b', 2)]));
    expect(truth.classes).toEqual(['a', 'b']);
    try {
      textClassification.truth(dataset([...many('a', 58), 'b', 'c']));
      expect.unreachable();
    } catch (error) {
      const { code, problems, message } = error as ProoflineError;
      expect(code).toBe('TOO_FEW_EVENTS');
      expect(message).toContain("2 classes have fewer than 2 rows, which each class needs: 'b' (1), 'c' (1).");
      expect(problems).toHaveLength(2);
    }
  });

  it('knows which class is out of scope, though no row is of it, and in every part and the test file', () => {
    const learnt = textClassification.truth(dataset([...many('a', 40), ...many('b', 40)], 'none'));
    expect(learnt).toMatchObject({ classes: ['a', 'b', 'none'], outOfScope: 2 });
    expect(textClassification.takeTruth(learnt, [0, 79])).toEqual({
      y: Float64Array.of(0, 1),
      classes: ['a', 'b', 'none'],
      outOfScope: 2,
    });
    const judged = textClassification.truth(dataset(['none', 'a'], 'none'), learnt);
    expect(judged).toEqual({ y: Float64Array.of(2, 0), classes: ['a', 'b', 'none'], outOfScope: 2 });
  });

  it('measures how far confidence is from being right', () => {
    // Ten rows at 0.9, nine of them right, and ten at 0.6, of which three are right: 0 and 0.3 off.
    const y = Float64Array.from({ length: 20 }, (_, i) => (i < 9 || (i >= 10 && i < 13) ? 0 : 1));
    const probability = Float64Array.from({ length: 40 }, (_, i) => {
      const sure = i < 20 ? 0.9 : 0.6;
      return i % 2 === 0 ? sure : 1 - sure;
    });
    const truth = { y, classes: ['a', 'b'] };
    const ece = textClassification.metrics.ece!.compute(truth, { probability, classes: ['a', 'b'] });
    expect(ece).toBeCloseTo(0.15, 12);
  });

  it('answers with the likeliest classes, from which the prediction comes back', () => {
    const classes = Array.from({ length: 12 }, (_, k) => `intent ${k}`);
    const own = [0.02, 0.03, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.04, 0.01];
    const answer = textClassification.row({ probability: Float64Array.from([...own].concat(own)), classes }, 1);
    expect(answer).toMatchObject({ class: 'intent 2', confidence: 0.3 });
    expect(Object.keys(answer.probability as object)).toHaveLength(10);
    const back = textClassification.predictionOf!([answer], classes).probability;
    expect(back[2]).toBe(0.3);
    // The two that are not named, 0.02 and 0.01, share 0.03.
    expect(back[0]).toBeCloseTo(0.015, 12);
    expect(back[11]).toBeCloseTo(0.015, 12);
    expect(back.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
  });

  it('refuses a file without text', () => {
    const { schema } = dataset(['a', 'b']);
    const columns = schema.columns.map((column) =>
      column.name === 'said' ? { ...column, role: 'ignore' as const } : column,
    );
    expect(() => textClassification.checkSchema({ ...schema, columns })).toThrow(
      /No column is free text, and this task reads nothing else\. Name the column of the utterances with --text\. Columns: said, intent\./,
    );
  });
});
