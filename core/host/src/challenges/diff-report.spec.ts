import { describe, expect, it } from 'vitest';
import { agreements, latencyOf, type Pair, refusalsOf, scoreDifferences } from './diff-report.js';

const side = (score: number | null, decision: string, latencyMs = 1) => ({
  score,
  latencyMs,
  prediction: { probability: score, decision, cutOff: 0.5 },
});

const pair = (id: string, champion: Pair['champion'], challenger: Pair['challenger'], requestId = id): Pair => ({
  id,
  requestId,
  champion,
  challenger,
  outcome: null,
});

const PAIRS = [
  pair('a', side(0.25, 'approve', 2), side(0.5, 'approve', 3), 'r1'),
  pair('b', side(0.5, 'approve', 2), side(0.75, 'decline', 3), 'r1'),
  pair('c', side(0.75, 'decline', 4), side(0.25, 'approve', 1)),
  pair('d', side(0.5, 'approve', 6), side(0.5, 'approve', 8)),
];

describe('the difference of two models', () => {
  it('is where their words differ, and what became of what', () => {
    expect(agreements(PAIRS)).toEqual([
      {
        name: 'decision',
        rows: 4,
        agree: 2,
        share: 0.5,
        changes: [
          { champion: 'approve', challenger: 'decline', rows: 1 },
          { champion: 'decline', challenger: 'approve', rows: 1 },
        ],
      },
    ]);
    expect(agreements([])).toEqual([]);
  });

  it('is how far their scores are apart', () => {
    // Differences: 0.25, 0.25, −0.5, 0.
    const scores = scoreDifferences(PAIRS)!;
    expect(scores).toMatchObject({ rows: 4, mean: 0, meanAbsolute: 0.25 });
    expect(scores.quantiles).toEqual([
      { q: 0.05, difference: -0.5 },
      { q: 0.25, difference: -0.5 },
      { q: 0.5, difference: 0 },
      { q: 0.75, difference: 0.25 },
      { q: 0.95, difference: 0.25 },
    ]);
    expect(scores.largest.map(({ id }) => id)).toEqual(['c', 'a', 'b', 'd']);
    expect(scores.largest[0]).toEqual({ id: 'c', champion: 0.75, challenger: 0.25, difference: -0.5 });
    expect(scoreDifferences([pair('a', side(null, 'x'), side(null, 'y'))])).toBeUndefined();
  });

  it('is how long their requests took', () => {
    expect(latencyOf(PAIRS, 'champion')).toEqual({ p50: 4, p90: 6, p99: 6, max: 6 });
    expect(latencyOf(PAIRS, 'challenger')).toEqual({ p50: 3, p90: 8, p99: 8, max: 8 });
    expect(latencyOf([], 'champion')).toBeUndefined();
  });

  it('is what one refuses', () => {
    const refused = ['a', 'b', 'c'].map((id) => ({
      id,
      code: id === 'c' ? 'DEFECT' : 'COLUMN_MISSING',
      failed: id === 'c',
    }));
    expect(refusalsOf(refused)).toEqual([
      { code: 'COLUMN_MISSING', failed: false, rows: 2, examples: ['a', 'b'] },
      { code: 'DEFECT', failed: true, rows: 1, examples: ['c'] },
    ]);
  });
});
