import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { groupFindings } from './groups.js';

function stores(names: (string | null)[]): Dataset {
  // Each file numbers its levels by itself.
  const levels = [...new Set(names.filter((name) => name !== null))];
  return {
    rows: names.length,
    columns: new Map([
      [
        'store',
        { kind: 'categorical', levels, codes: Int32Array.from(names, (v) => (v === null ? -1 : levels.indexOf(v))) },
      ],
    ]),
    schema: { version: 1, columns: [{ name: 'store', type: 'category', role: 'group' }] },
    rowNumbers: Int32Array.from(names, (_, i) => i + 1),
    fingerprint: 'sha256:test',
    source: { path: 'test.csv', bytes: 0, format: { kind: 'csv' } },
  };
}

describe('groupFindings', () => {
  const find = (train: Dataset, test: Dataset) => groupFindings(train, test, train.schema);

  it('counts test rows of groups that were learnt, by name', () => {
    const test = stores(['c', 'b', 'd', 'b', null]);
    expect(find(stores(['a', 'b', null]), test)).toMatchObject([
      { code: 'GROUP_ACROSS_SPLIT', column: 'store', severity: 'fail', value: 2 / 5 },
    ]);
  });

  it('only warns of a few, and is silent where there is none', () => {
    const test = stores(Array.from({ length: 40 }, (_, i) => (i === 0 ? 'a' : `t${i}`)));
    expect(find(stores(['a', 'b']), test)).toMatchObject([{ severity: 'warn', value: 1 / 40 }]);
    expect(find(stores(['x', null]), stores(['y', null]))).toEqual([]);
  });
});
