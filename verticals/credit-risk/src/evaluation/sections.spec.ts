import { Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BINNING, fitBinning } from '../scorecard/binning.js';
import { riskBands } from './bands.js';
import { calibrationLine } from './calibration.js';
import { characteristicShift, scoreShift, shiftOfSamples } from './stability.js';
import { swapSet } from './swap-set.js';
import { binLabel, collinearity, isSmoothed } from './variables.js';

describe('riskBands', () => {
  it('are of equal size from the riskiest to the safest', () => {
    const pd = Float64Array.from({ length: 100 }, (_, i) => i / 100);
    const y = pd.map((p) => (p >= 0.75 ? 1 : 0));
    const bands = riskBands(y, pd, 4);
    expect(bands.map(({ rows }) => rows)).toEqual([25, 25, 25, 25]);
    expect(bands[0]).toMatchObject({ lowest: 0.75, highest: 0.99, bad: 25, badRate: 1, captured: 1, lift: 4 });
    expect(bands[0]!.meanPredicted).toBeCloseTo(0.87, 12);
    expect(bands[3]).toMatchObject({ lowest: 0, bad: 0, badRate: 0 });
  });

  it('are fewer where there are few rows', () => {
    const pd = Float64Array.from({ length: 60 }, (_, i) => i / 60);
    expect(
      riskBands(
        pd.map((p) => (p > 0.5 ? 1 : 0)),
        pd,
        10,
      ),
    ).toHaveLength(3);
  });
});

describe('calibrationLine', () => {
  it('finds intercept and slope of log-odds that were bent on purpose', () => {
    const rng = new Rng(1);
    const rows = 20_000;
    const p = Float64Array.from({ length: rows }, () => 0.02 + 0.9 * rng.next());
    const y = p.map((q) => {
      const z = 0.3 + 0.7 * Math.log(q / (1 - q));
      return rng.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
    });
    const line = calibrationLine(y, p);
    expect(line.slope).toBeCloseTo(0.7, 1);
    expect(line.intercept).toBeCloseTo(0.3, 1);
    expect(line.slopeInterval[0]).toBeLessThan(0.7);
    expect(line.slopeInterval[1]).toBeGreaterThan(0.7);
    // Wald intervals of 20,000 rows are narrow.
    expect(line.slopeInterval[1] - line.slopeInterval[0]).toBeLessThan(0.12);
  });
});

describe('swapSet', () => {
  it('counts who is approved by which score', () => {
    const y = Float64Array.of(0, 0, 1, 1);
    const byNew = Float64Array.of(0.1, 0.2, 0.8, 0.9);
    const byOld = Float64Array.of(1, 4, 2, 3);
    expect(swapSet(y, byNew, byOld, 2)).toEqual({
      approvalRate: 0.5,
      both: { rows: 1, badRate: 0, effectiveRows: 1 },
      swapIn: { rows: 1, badRate: 0, effectiveRows: 1 },
      swapOut: { rows: 1, badRate: 1, effectiveRows: 1 },
      neither: { rows: 1, badRate: 1, effectiveRows: 1 },
    });
  });
});

describe('stability', () => {
  it('is the index of populations, with what chance allows', () => {
    // (0.5 − 0.6)·ln(0.5/0.6) + (0.5 − 0.4)·ln(0.5/0.4), with the samples the other way round.
    const shift = shiftOfSamples({ counts: [60, 40], rows: 100 }, { counts: [50, 50], rows: 100 });
    expect(shift.psi).toBeCloseTo(0.1 * Math.log(1.2) + 0.1 * Math.log(1.25), 12);
    // χ²(1) has its 95 % quantile at 3.8415.
    expect(shift.byChance).toBeCloseTo(3.8415 * (1 / 100 + 1 / 100), 4);
  });

  it('leaves groups aside that neither sample has', () => {
    expect(shiftOfSamples({ counts: [60, 0, 40], rows: 100 }, { counts: [50, 0, 50], rows: 100 })).toEqual(
      shiftOfSamples({ counts: [60, 40], rows: 100 }, { counts: [50, 50], rows: 100 }),
    );
  });

  it('counts weighted rows as often as their weight, and has no more rows for it', () => {
    const before = Float64Array.from({ length: 40 }, (_, i) => i);
    const weight = before.map((_, i) => (i < 20 ? 1 : 3));
    const repeated = Float64Array.from([...before, ...before.slice(20), ...before.slice(20)]);
    const column = (values: Float64Array) => ({ kind: 'numeric' as const, values });
    const spec = { name: 'x', type: 'number' as const, role: 'feature' as const };
    const after = before.map((value) => value + 5);
    // (20·1 + 20·3)² / (20·1 + 20·9) rows of equal weight are 32.
    const chance = scoreShift(before.slice(0, 32), after).byChance;
    for (const [weighted, plain] of [
      [scoreShift(before, after, { before: weight }), scoreShift(repeated, after)],
      [
        characteristicShift(spec, column(before), column(after), { weights: { before: weight } })!,
        characteristicShift(spec, column(repeated), column(after))!,
      ],
    ]) {
      expect(weighted!.psi).toBeCloseTo(plain!.psi, 9);
      expect(weighted!.byChance).toBeCloseTo(chance, 9);
    }
    const heavy = scoreShift(before, after, { before: weight.map((w) => 1000 * w), after: after.map(() => 0.001) });
    expect(heavy.psi).toBeCloseTo(scoreShift(before, after, { before: weight }).psi, 9);
  });

  it('counts weighted categories', () => {
    const spec = { name: 'x', type: 'category' as const, role: 'feature' as const };
    const before = { kind: 'categorical' as const, codes: Int32Array.of(0, 1, 1, 1), levels: ['a', 'b'] };
    const after = { ...before, codes: Int32Array.of(0, 1) };
    const weights = { before: Float64Array.of(3, 1, 1, 1) };
    expect(characteristicShift(spec, before, after, { weights })!.psi).toBeCloseTo(0, 12);
    expect(characteristicShift(spec, before, after)!.psi).toBeGreaterThan(0.2);
  });

  it('sees cells that are missing in one sample only', () => {
    const spec = { name: 'x', type: 'number' as const, role: 'feature' as const };
    const full = { kind: 'numeric' as const, values: Float64Array.from({ length: 100 }, (_, i) => i) };
    const holes = { ...full, values: full.values.map((value, i) => (i % 2 === 0 ? Number.NaN : value)) };
    // Half of the rows moved into a group that was empty, counted as half a row: more than 0.5·ln(0.5/0.005).
    expect(characteristicShift(spec, full, holes)!.psi).toBeGreaterThan(2);
    expect(characteristicShift(spec, holes, full)!.psi).toBeGreaterThan(2);
  });

  it('finds a shift of scores and none between samples of one population', () => {
    const rng = new Rng(3);
    const draw = (shift: number) => Float64Array.from({ length: 4000 }, () => rng.next() + shift);
    const same = scoreShift(draw(0), draw(0));
    expect(same.psi).toBeLessThan(same.byChance);
    expect(scoreShift(draw(0), draw(0.3)).psi).toBeGreaterThan(0.25);
  });

  it('compares categories by name, and new ones count', () => {
    const before = { kind: 'categorical' as const, codes: Int32Array.from([0, 0, 1, 1]), levels: ['a', 'b'] };
    const after = { kind: 'categorical' as const, codes: Int32Array.from([0, 0, 1, 1]), levels: ['b', 'a'] };
    const spec = { name: 'x', type: 'category' as const, role: 'feature' as const };
    expect(characteristicShift(spec, before, after)!.psi).toBeCloseTo(0, 12);
    const other = { ...after, levels: ['c', 'd'] };
    expect(characteristicShift(spec, before, other)!.psi).toBeGreaterThan(1);
  });
});

describe('collinearity', () => {
  it('has a variance inflation factor of 1 / (1 − r²) for two variables', () => {
    const a = Float64Array.of(1, 2, 3, 4);
    const b = Float64Array.of(1, 3, 2, 4);
    const { inflation, closest } = collinearity([a, b]);
    // The correlation is 0.8.
    expect(inflation[0]).toBeCloseTo(1 / (1 - 0.64), 10);
    expect(closest[0]!.index).toBe(1);
    expect(closest[0]!.correlation).toBeCloseTo(0.8, 12);
  });

  it('is infinite for a copy and for a sum of others, and finite beside them', () => {
    const a = Float64Array.of(1, 2, 3, 4);
    const b = Float64Array.of(1, 3, 2, 4);
    expect(collinearity([a, a]).inflation).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    const { inflation } = collinearity([a, a.map((v) => 5 - 2 * v), b]);
    expect(inflation.slice(0, 2)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    // b on a alone, correlation 0.8: the copy adds nothing.
    expect(inflation[2]).toBeCloseTo(1 / (1 - 0.64), 10);
  });
});

describe('isSmoothed', () => {
  it('tells the WoE of counts from those of counts with rows added', () => {
    const column = { kind: 'numeric' as const, values: Float64Array.from({ length: 200 }, (_, i) => i) };
    const y = column.values.map((x) => (x % 10 < (x < 100 ? 2 : 6) ? 1 : 0));
    const cardOf = (smoothing: number) => {
      const binning = fitBinning('x', column, y, { ...DEFAULT_BINNING, smoothing });
      return { variables: [{ binning, coefficient: 1, logOdds: [], points: [], meanLogOdds: 0 }] };
    };
    expect(isSmoothed(cardOf(0))).toBe(false);
    expect(isSmoothed(cardOf(10))).toBe(true);
  });
});

describe('binLabel', () => {
  const numbers = {
    name: 'amount',
    type: 'number' as const,
    role: 'feature' as const,
    unit: 'EUR',
    special: [{ code: -1, meaning: 'none' }],
  };
  const counts = { events: 1, nonEvents: 1, woe: 0, iv: 0 };
  it('says a bin as its reader would', () => {
    expect(binLabel({ kind: 'ordinary', below: 1000, ...counts }, numbers).en).toBe('below 1,000 EUR');
    expect(binLabel({ kind: 'ordinary', from: 1000, below: 2500.5, ...counts }, numbers).en).toBe(
      '1,000 to below 2,500.5 EUR',
    );
    expect(binLabel({ kind: 'ordinary', from: 2500.5, ...counts }, numbers).zh).toBe('2,500.5 EUR 及以上');
    const months = { name: 'term', type: 'integer' as const, role: 'feature' as const, unit: 'months' };
    expect(binLabel({ kind: 'ordinary', from: 12, below: 24, ...counts }, months)).toEqual({
      en: '12 to below 24 months',
      zh: '12 至 24 个月以下',
    });
    expect(binLabel({ kind: 'special', special: 1, ...counts }, numbers).en).toBe('none');
    expect(binLabel({ kind: 'missing', ...counts }, numbers).en).toBe('not given');
    const levels = {
      name: 'kind',
      type: 'category' as const,
      role: 'feature' as const,
      categories: [{ value: 'c', label: { en: 'car', zh: '汽车' } }, 'boat'],
    };
    expect(binLabel({ kind: 'ordinary', levels: ['c', 'boat'], ...counts }, levels)).toEqual({
      en: 'car; boat',
      zh: '汽车；boat',
    });
  });
});
