import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { readBinaryTruth } from './binary-truth.js';

function withTarget(values: (string | null)[], positive?: string, name = 'outcome'): Dataset {
  const levels = [...new Set(values.filter((v) => v !== null))];
  return {
    rows: values.length,
    columns: new Map([
      [
        name,
        { kind: 'categorical', levels, codes: Int32Array.from(values, (v) => (v === null ? -1 : levels.indexOf(v))) },
      ],
    ]),
    schema: { version: 1, columns: [{ name, type: 'category', role: 'target', positive }] },
    rowNumbers: Int32Array.from(values, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

const repeat = (n: number, ...values: (string | null)[]): (string | null)[] =>
  Array.from({ length: n }, (_, i) => values[i % values.length]!);

describe('readBinaryTruth', () => {
  it('reads the named event as 1', () => {
    const truth = readBinaryTruth(withTarget(repeat(80, 'good', 'bad', 'good', 'good'), 'bad'));
    expect(truth.positive).toBe('bad');
    expect([...truth.y.slice(0, 4)]).toEqual([0, 1, 0, 0]);
  });

  it('takes an obvious event without being told, and asks where there is none', () => {
    expect(readBinaryTruth(withTarget(repeat(80, 'no', 'yes'))).positive).toBe('yes');
    expect(() => readBinaryTruth(withTarget(repeat(80, '2', '3')))).toThrow(/which one is the event.*--positive/);
  });

  it('asks where yes would be the opposite of the event, and takes an outcome that says so itself', () => {
    expect(() => readBinaryTruth(withTarget(repeat(80, 'no', 'yes'), undefined, 'repaid'))).toThrow(
      /'repaid'.*welcome.*--positive/,
    );
    expect(() => readBinaryTruth(withTarget(repeat(80, '0', '1'), undefined, 'loanApproved'))).toThrow(/--positive/);
    expect(readBinaryTruth(withTarget(repeat(80, 'good', 'bad'), undefined, 'good_bad')).positive).toBe('bad');
    expect(readBinaryTruth(withTarget(repeat(80, '0.0', '1.0'), undefined, 'default')).positive).toBe('1.0');
  });

  it('takes 1 for 1.0', () => {
    expect(readBinaryTruth(withTarget(repeat(80, '0.0', '1.0'), '1')).positive).toBe('1.0');
  });

  it('takes true of a configuration for True, and says how an unquoted yes came to be true', () => {
    expect(readBinaryTruth(withTarget(repeat(80, 'False', 'True'), 'true')).positive).toBe('True');
    expect(() => readBinaryTruth(withTarget(repeat(80, 'A', 'a'), 'á'))).toThrow(/does not occur/);
    expect(readBinaryTruth(withTarget(repeat(80, 'A', 'a'), 'a')).positive).toBe('a');
    expect(() => readBinaryTruth(withTarget(repeat(80, 'no', 'yes'), 'true'))).toThrow(/unquoted yes.*in quotes/);
  });

  it('refuses one class, three classes, an absent event and too few rows with what was found', () => {
    expect(() => readBinaryTruth(withTarget(repeat(80, 'good')))).toThrow(/has 1 outcome: good \(80 rows\)/);
    expect(() => readBinaryTruth(withTarget(repeat(90, 'a', 'b', 'c')))).toThrow(/has 3 outcomes/);
    expect(() => readBinaryTruth(withTarget(repeat(80, 'a', 'b'), 'x'))).toThrow(/'x' does not occur/);
    expect(() => readBinaryTruth(withTarget(repeat(30, 'a', 'b'), 'a'))).toThrow(/30 rows; at least 60/);
    expect(() => readBinaryTruth(withTarget([...repeat(100, 'a'), 'b'], 'b'))).toThrow(/Only 1 of 101/);
  });

  it('reads a file to judge on with the event that was learnt, however few rows it has', () => {
    const learnt = readBinaryTruth(withTarget(repeat(80, 'good', 'bad'), 'bad'));
    const few = readBinaryTruth(withTarget(['bad', 'good', 'bad'], 'bad'), learnt);
    expect([...few.y]).toEqual([1, 0, 1]);
    expect(readBinaryTruth(withTarget(['good', 'good'], 'bad'), learnt).positive).toBe('bad');
    expect(() => readBinaryTruth(withTarget(['bad', 'fraud'], 'bad'), learnt)).toThrow(
      /does not have: fraud \(1 rows\)/,
    );
  });

  it('refuses rows without an outcome and says which', () => {
    expect(() => readBinaryTruth(withTarget([...repeat(80, 'a', 'b'), null], 'a'))).toThrow(
      /1 of 81 rows have no outcome in 'outcome' \(first: data row 81\)/,
    );
  });
});
