import type {
  EvaluationContext,
  FoundEntity,
  SequencePrediction,
  SequenceTruth,
  TableBlock,
} from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { evaluateEntities } from './entities.evaluation.js';

const span = (start: number, end: number, label: string) => ({ start, end, label });
const found = (start: number, end: number, label: string, confidence: number): FoundEntity => ({
  ...span(start, end, label),
  confidence,
  value: '',
});

function contextOf(texts: string[], truth: SequenceTruth['entities'], answers: SequencePrediction['entities']) {
  return {
    schema: { version: 1, columns: [{ name: 'text', type: 'text', role: 'feature' }] },
    test: { rows: texts.length, columns: new Map([['text', { kind: 'text', values: texts }]]) },
    truth: {
      train: { entities: [[span(0, 1, 'city')], [span(0, 1, 'city')]], labels: ['city'] },
      test: { entities: truth, labels: ['city'] },
    },
    champion: { test: { entities: answers } },
  } as unknown as EvaluationContext<SequenceTruth, SequencePrediction>;
}

describe('the evaluation of entities', () => {
  it('scores each label, counts faults and shows the surest first', async () => {
    const texts = ['to Rome and Oslo', 'on monday', 'nothing'];
    const { sections, warnings } = await evaluateEntities(
      contextOf(
        texts,
        [[span(3, 7, 'city'), span(12, 16, 'city')], [span(3, 9, 'day')], []],
        [[found(3, 7, 'city', 0.9), found(8, 16, 'city', 0.6)], [], [found(0, 7, 'city', 0.8)]],
      ),
    );
    const tables = sections.flatMap(({ blocks }) =>
      blocks.filter((block): block is TableBlock => block.type === 'table'),
    );
    const percent = (value: number) => ({ value, format: 'percent' });
    const integer = (value: number) => ({ value, format: 'integer' });
    expect(tables[0]!.rows).toEqual([
      ['city', integer(2), integer(2), percent(2 / 5), percent(1 / 3), percent(1 / 2)],
      ['day', integer(0), integer(1), percent(0), percent(0), percent(0)],
    ]);
    expect(tables[1]!.rows.map(([wanted, other]) => [wanted, other])).toEqual([
      ['city', expect.objectContaining({ en: 'city, other ends' })],
      ['day', expect.objectContaining({ en: 'nothing' })],
      [expect.objectContaining({ en: 'nothing' }), 'city'],
    ]);
    expect(tables[2]!.rows.map(([excerpt]) => excerpt)).toEqual(['[nothing]', 'to Rome and [Oslo]', 'on [monday]']);
    expect(warnings.map(({ en }) => en)).toEqual([
      'The test texts have labels that no training text has (day): no model can find them.',
    ]);
  });

  it('says so where nothing went wrong', async () => {
    const { sections, warnings } = await evaluateEntities(
      contextOf(['Rome'], [[span(0, 4, 'city')]], [[found(0, 4, 'city', 1)]]),
    );
    expect(sections[1]!.blocks).toEqual([expect.objectContaining({ type: 'callout', tone: 'good' })]);
    expect(warnings).toEqual([]);
  });
});
