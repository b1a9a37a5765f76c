import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import {
  informationValue,
  optimalCut,
  type PreBins,
  type Trend,
  weightOfEvidence,
  withHalfRows,
} from './optimal-binning.js';

const totalsOf = ({ events, nonEvents }: PreBins) => ({
  events: events.reduce((a, b) => a + b, 0),
  nonEvents: nonEvents.reduce((a, b) => a + b, 0),
});

function allows(trend: Trend, rates: number[]): boolean {
  const rising = (r: number[]): boolean => r.every((v, k) => k === 0 || v >= r[k - 1]!);
  const falling = (r: number[]): boolean => r.every((v, k) => k === 0 || v <= r[k - 1]!);
  const turns = (a: (r: number[]) => boolean, b: (r: number[]) => boolean): boolean =>
    rates.some((_, k) => a(rates.slice(0, k + 1)) && b(rates.slice(k)));
  switch (trend) {
    case 'ascending':
      return rising(rates);
    case 'descending':
      return falling(rates);
    case 'peak':
      return turns(rising, falling);
    case 'valley':
      return turns(falling, rising);
    case 'monotone':
      return rising(rates) || falling(rates);
    case 'auto':
      return turns(rising, falling) || turns(falling, rising);
    case 'none':
      return true;
  }
}

/** The best of all groupings, one by one. */
function bruteForce(
  preBins: PreBins,
  trend: Trend,
  {
    maxBins,
    minShare,
    minEvents,
    strictCounts,
  }: Record<'maxBins' | 'minShare' | 'minEvents', number> & {
    strictCounts: boolean;
  },
): number {
  const m = preBins.events.length;
  const totals = totalsOf(preBins);
  let best = Number.NEGATIVE_INFINITY;
  for (let mask = 0; mask < 1 << (m - 1); mask++) {
    const bins: { e: number; n: number }[] = [{ e: 0, n: 0 }];
    for (let k = 0; k < m; k++) {
      bins.at(-1)!.e += preBins.events[k]!;
      bins.at(-1)!.n += preBins.nonEvents[k]!;
      if (k < m - 1 && mask & (1 << k)) bins.push({ e: 0, n: 0 });
    }
    const total = totals.events + totals.nonEvents;
    if (bins.length > maxBins) continue;
    const isShort = (count: number, least: number, rows: number, all: number): boolean =>
      count < least && (strictCounts || (rows * all) / total < least);
    const isRefused = ({ e, n }: { e: number; n: number }): boolean =>
      e + n < minShare * total ||
      isShort(e, Math.max(1, minEvents), e + n, totals.events) ||
      isShort(n, 1, e + n, totals.nonEvents);
    if (bins.some(isRefused)) continue;
    if (
      !allows(
        trend,
        bins.map(({ e, n }) => e / (e + n)),
      )
    )
      continue;
    best = Math.max(
      best,
      bins.reduce((sum, { e, n }) => {
        const counted = withHalfRows(e, n);
        return sum + informationValue(counted.events, counted.nonEvents, totals);
      }, 0),
    );
  }
  return best;
}

describe('optimalCut', () => {
  it.each(['ascending', 'descending', 'peak', 'valley', 'monotone', 'auto', 'none'] as const)(
    'finds what trying every grouping finds (%s)',
    (trend) => {
      const rng = new Rng(trend);
      for (let round = 0; round < 60; round++) {
        const m = 2 + rng.int(9);
        const preBins = {
          events: Float64Array.from({ length: m }, () => rng.int(12)),
          nonEvents: Float64Array.from({ length: m }, () => rng.int(20)),
        };
        const maxBins = 1 + rng.int(6);
        const minShare = rng.int(3) * 0.1;
        const minEvents = rng.int(6);
        const constraints = { maxBins, minShare, minEvents, strictCounts: round % 2 === 0 };
        const cut = optimalCut(preBins, totalsOf(preBins), { ...constraints, minNonEvents: 0, trend });
        const best = bruteForce(preBins, trend, constraints);
        if (best === Number.NEGATIVE_INFINITY) expect(cut).toBeUndefined();
        else expect(cut!.informationValue).toBeCloseTo(best, 10);
      }
    },
  );

  it('never does worse with auto than with any trend that auto allows', () => {
    const rng = new Rng(5);
    const preBins = {
      events: Float64Array.from({ length: 30 }, () => 1 + rng.int(30)),
      nonEvents: Float64Array.from({ length: 30 }, () => 20 + rng.int(60)),
    };
    const value = (trend: Trend): number =>
      optimalCut(preBins, totalsOf(preBins), { maxBins: 6, minShare: 0.05, minEvents: 1, minNonEvents: 1, trend })!
        .informationValue;
    for (const trend of ['ascending', 'descending', 'peak', 'valley', 'monotone'] as const) {
      expect(value('auto')).toBeGreaterThanOrEqual(value(trend) - 1e-12);
    }
  });
});

describe('bins short of one outcome', () => {
  const constraints = { maxBins: 6, minShare: 0.05, minEvents: 5, minNonEvents: 5, trend: 'monotone' as const };

  it('stand where so many rows would have had enough of it at the overall rate', () => {
    // Ten rows in a hundred are all events; at the overall 19 % they would have had 8.1 non-events.
    const preBins = { events: Float64Array.of(9, 10), nonEvents: Float64Array.of(81, 0) };
    expect(optimalCut(preBins, totalsOf(preBins), constraints)!.ends).toEqual([0, 1]);
    expect(optimalCut(preBins, totalsOf(preBins), { ...constraints, strictCounts: true })!.ends).toEqual([1]);
  });

  it('do not where so few rows say nothing', () => {
    // Ten rows without an event, of which 1.9 were expected.
    const preBins = { events: Float64Array.of(19, 0), nonEvents: Float64Array.of(71, 10) };
    expect(optimalCut(preBins, totalsOf(preBins), constraints)!.ends).toEqual([1]);
  });

  it('never have less information value than under strict counts', () => {
    const rng = new Rng('short');
    for (let round = 0; round < 40; round++) {
      const preBins = {
        events: Float64Array.from({ length: 12 }, () => rng.int(6)),
        nonEvents: Float64Array.from({ length: 12 }, () => rng.int(30)),
      };
      const value = (strictCounts: boolean): number =>
        optimalCut(preBins, totalsOf(preBins), { ...constraints, strictCounts })?.informationValue ?? 0;
      expect(value(false)).toBeGreaterThanOrEqual(value(true) - 1e-12);
    }
  });
});

describe('weight of evidence', () => {
  it('has its hand-computed value', () => {
    // 20 of 100 events and 40 of 100 non-events: ln 2, and (0.4 − 0.2)·ln 2.
    const totals = { events: 100, nonEvents: 100 };
    expect(weightOfEvidence(20, 40, totals)).toBeCloseTo(Math.log(2), 12);
    expect(informationValue(20, 40, totals)).toBeCloseTo(0.2 * Math.log(2), 12);
  });
});
