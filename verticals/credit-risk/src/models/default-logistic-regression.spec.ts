import { decodeArtifact, encodeArtifact, Rng } from '@proofline/learn';
import { type BinaryTruth, defaultParameters, type FeatureSchema, type Frame } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { logisticRegression } from './default-logistic-regression.model.js';

const schema: FeatureSchema = { version: 1, columns: [{ name: 'use', type: 'number', role: 'feature' }] };

/** The risk is least in the middle of the range from 0 to 100, and higher at the upper end than at the lower. */
function book(): { frame: Frame; truth: BinaryTruth } {
  const rng = new Rng(4);
  const values = Float64Array.from({ length: 3000 }, () => 100 * rng.next());
  const y = values.map((v) => (rng.next() < 1 / (1 + Math.exp(2.5 - Math.abs(v - 50) / 15 - v / 100)) ? 1 : 0));
  return {
    frame: { rows: values.length, columns: new Map([['use', { kind: 'numeric', values }]]) },
    truth: { y, positive: '1', negative: '0' },
  };
}

const row = (value: number): Frame => ({
  rows: 1,
  columns: new Map([['use', { kind: 'numeric', values: Float64Array.of(value) }]]),
});

async function fit(knots: number) {
  const model = await logisticRegression.fit({
    ...book(),
    schema,
    parameters: { ...defaultParameters(logisticRegression), knots },
    context: { rng: new Rng(1) },
  });
  return logisticRegression.load(decodeArtifact(encodeArtifact(model.toArtifact())));
}

describe('the logistic regression', () => {
  it('bends where it has knots, and gives the side that is worse from where the row lies', async () => {
    const bent = await fit(5);
    const risk = (value: number): number => bent.predict(row(value))[0]!;
    expect(risk(2)).toBeGreaterThan(2 * risk(50));
    expect(risk(98)).toBeGreaterThan(2 * risk(50));
    const codes = (value: number) => bent.explain!(row(value), 0, 1).map(({ code }) => code);
    expect([codes(2), codes(98)]).toEqual([['use.low'], ['use.high']]);
  });

  it('has one slope where it has none', async () => {
    const straight = await fit(0);
    const odds = (value: number): number => {
      const p = straight.predict(row(value))[0]!;
      return Math.log(p / (1 - p));
    };
    expect(odds(60) - odds(50)).toBeCloseTo(odds(20) - odds(10), 9);
    expect(straight.explain!(row(98), 0, 1).map(({ code }) => code)).toEqual(['use.high']);
    expect(straight.explain!(row(2), 0, 1)).toEqual([]);
  });
});
