import type { Frame, NumericColumn } from '@proofline/pipeline';
import { describe, expect, it } from 'vitest';
import { probeSides, probesOf } from './side.js';

const numbers = (values: number[]): NumericColumn => ({ kind: 'numeric', values: Float64Array.from(values) });
const frameOf = (columns: Record<string, NumericColumn>): Frame => ({
  rows: Object.values(columns)[0]!.values.length,
  columns: new Map(Object.entries(columns)),
});

describe('probesOf', () => {
  it('takes five quantiles of the numbers, each value once', () => {
    const values = Array.from({ length: 101 }, (_, i) => 100 - i);
    const probes = probesOf(frameOf({ a: numbers(values), flag: numbers(values.map((v) => (v === 100 ? 1 : 0))) }));
    expect(probes).toEqual({ a: [5, 25, 50, 75, 95], flag: [0] });
  });

  it('leaves out missing cells and columns without any number', () => {
    expect(probesOf(frameOf({ a: numbers([Number.NaN, 4, 4]), b: numbers([NaN, NaN, NaN]) }))).toEqual({ a: [4] });
  });
});

describe('probeSides', () => {
  // The risk is least at utilisation 30 and falls with income.
  const risk = (frame: Frame): Float64Array => {
    const used = (frame.columns.get('used') as NumericColumn).values;
    const income = (frame.columns.get('income') as NumericColumn).values;
    return used.map((value, i) => Math.abs(value - 30) / 100 - income[i]! / 1000);
  };
  const probes = { used: [0, 30, 60], income: [10, 20] };

  it('finds the side of a U on which each row lies', () => {
    const frame = frameOf({ used: numbers([90, 5, 30]), income: numbers([15, 15, 15]) });
    expect([...probeSides(risk, frame, 0, ['used', 'income'], probes)]).toEqual([
      ['used', 'high'],
      ['income', 'low'],
    ]);
    expect(probeSides(risk, frame, 1, ['used'], probes).get('used')).toBe('low');
  });

  it('says nothing where no probe does better', () => {
    const frame = frameOf({ used: numbers([30]), income: numbers([500]) });
    expect(probeSides(risk, frame, 0, ['used', 'income'], probes).size).toBe(0);
  });

  it('leaves the frame as it was', () => {
    const frame = frameOf({ used: numbers([90]), income: numbers([15]) });
    probeSides(risk, frame, 0, ['used', 'income'], probes);
    expect((frame.columns.get('used') as NumericColumn).values).toEqual(Float64Array.of(90));
  });
});
