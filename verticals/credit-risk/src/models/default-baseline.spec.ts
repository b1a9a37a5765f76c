import { Rng, rocAuc } from '@proofline/learn';
import type { FeatureSchema, Frame } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { baseline } from './default-baseline.model.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'income', type: 'number', role: 'feature' },
    { name: 'collected', type: 'number', role: 'feature' },
    { name: 'bad', type: 'category', role: 'target', positive: '1' },
  ],
};

/** `share` of the rows have an amount above zero and are bad, each of them; of the others a tenth is. */
function book(share: number): { frame: Frame; y: Float64Array } {
  const rows = 2000;
  const rng = new Rng('book');
  const values = Float64Array.from({ length: rows }, () => (rng.next() < share ? 5 + 500 * rng.next() : 0));
  const y = values.map((value) => (value > 0 || rng.next() < 0.1 ? 1 : 0));
  const income = y.map((bad) => rng.next() - 0.1 * bad);
  const columns = new Map([
    ['income', { kind: 'numeric' as const, values: income }],
    ['collected', { kind: 'numeric' as const, values }],
  ]);
  return { frame: { rows, columns }, y };
}

describe('the trivial baseline', () => {
  it.each([0.2, 0.03])('is a column of zeros whose part above zero is all bad (%f of the rows)', async (share) => {
    const { frame, y } = book(share);
    const truth = { y, positive: '1', negative: '0' };
    const model = await baseline.fit({ frame, truth, schema, parameters: {}, context: { rng: new Rng(1) } });
    expect(model.uses).toEqual(['collected']);
    const column = frame.columns.get('collected')! as { values: Float64Array };
    expect(rocAuc(y, model.predict(frame))).toBeCloseTo(rocAuc(y, column.values.map(Math.sign)), 6);
  });
});
