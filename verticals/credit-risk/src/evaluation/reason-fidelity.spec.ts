import { Rng } from '@proofline/learn';
import type { CategoricalColumn, Column, Frame, Reason } from '@proofline/pipeline';
import { text } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { reasonFidelity } from './reason-fidelity.js';

const numeric = (values: number[]): Column => ({ kind: 'numeric', values: Float64Array.from(values) });
const frame = (columns: Record<string, Column>, rows: number): Frame => ({
  rows,
  columns: new Map(Object.entries(columns)),
});
const numbers = (f: Frame, name: string): Float64Array => (f.columns.get(name) as { values: Float64Array }).values;

/** Training: a from 0 to 10 (median 5), b always 1. */
const train = frame({ a: numeric([...Array(11).keys()]), b: numeric(new Array<number>(11).fill(1)) }, 11);
/** Risk a / 100, b has no part in it. */
const predict = (f: Frame): Float64Array => numbers(f, 'a').map((a) => a / 100);
const reason = (feature: string, contribution: number): Reason => ({
  feature,
  code: feature,
  text: text(feature),
  contribution,
  value: '',
});

describe('reasonFidelity', () => {
  const declined = frame({ a: numeric([9, 4, 0, 7]), b: numeric([0, 0, 0, 0]) }, 4);

  it('counts how often the first reason, repaired, lowers the risk', () => {
    const truthful = {
      predict,
      explain: (f: Frame, row: number, limit?: number) => {
        const all = [reason('a', numbers(f, 'a')[row]! - 5), reason('b', 0)];
        return limit === undefined ? all : all.filter(({ contribution }) => contribution > 0);
      },
    };
    const { best, typical, control, reasons } = reasonFidelity(truthful, declined, train, new Rng(1));
    // Reasons for 9 and 7 only (above 5): both fall at the best value 0 and at the median 5. Two declines have no reason.
    expect(reasons.map((given) => given.map(({ feature }) => feature))).toEqual([['a'], [], [], ['a']]);
    expect(best.value).toBe(0.5);
    expect(typical.value).toBe(0.5);
    // 2 of 4: Wilson's interval.
    expect(best.interval[0]).toBeCloseTo(0.15, 2);
    expect(best.interval[1]).toBeCloseTo(0.85, 2);
    // The other factor of rows 1 and 4 is b, which does nothing; of rows 2 and 3 it is a or b.
    expect(control.value).toBeLessThanOrEqual(0.25);
  });

  it('finds out reasons that have no part in the score', () => {
    const wrong = { predict, explain: () => [reason('b', 1), reason('a', 0.5)] };
    const { best, typical, control } = reasonFidelity(wrong, declined, train, new Rng(1));
    expect([best.value, typical.value]).toEqual([0, 0]);
    // The random other factor is a, put to 5: better for 9 and 7, worse for 4 and 0.
    expect(control.value).toBe(0.5);
  });

  it('repairs categories, special codes and missing cells with cells seen in training', () => {
    const levels = { kind: 'categorical' as const, levels: ['rent', 'own'] };
    const donors = frame(
      {
        housing: { ...levels, codes: Int32Array.of(0, 0, 1) },
        bureau: { kind: 'numeric', values: Float64Array.of(NaN, 2, NaN), special: Uint8Array.of(1, 0, 0) },
      },
      3,
    );
    const risky = frame(
      {
        housing: { kind: 'categorical', levels: ['own', 'rent', 'boat'], codes: Int32Array.of(2, 0) },
        bureau: { kind: 'numeric', values: Float64Array.of(2, 3) },
      },
      2,
    );
    // Own housing is good, the special code is better than any number; missing is bad.
    const risk = (f: Frame): Float64Array => {
      const housing = f.columns.get('housing') as CategoricalColumn;
      const bureau = f.columns.get('bureau') as { values: Float64Array; special?: Uint8Array };
      return Float64Array.from(bureau.values, (value, i) => {
        const special = bureau.special?.[i] ?? 0;
        const part = special === 1 ? 0 : Number.isNaN(value) ? 0.5 : 0.2;
        return part + (housing.levels[housing.codes[i]!] === 'own' ? 0 : 0.1);
      });
    };
    const by = (feature: string) => ({ predict: risk, explain: () => [reason(feature, 1)] });
    // Row 1: own housing is seen in training; row 2 owns already.
    expect(reasonFidelity(by('housing'), risky, donors, new Rng(1)).best.value).toBe(0.5);
    // The most frequent category, rent, is no better than a boat.
    expect(reasonFidelity(by('housing'), risky, donors, new Rng(1)).typical.value).toBe(0);
    // Both improve at the special code; the typical number 2 is as good as theirs.
    expect(reasonFidelity(by('bureau'), risky, donors, new Rng(1)).best.value).toBe(1);
    expect(reasonFidelity(by('bureau'), risky, donors, new Rng(1)).typical.value).toBe(0);
  });
});
