import { describe, expect, it } from 'vitest';
import type { ColumnSpec } from '../schema/feature-schema.js';
import { CategoryReader } from './cell-reader.js';
import { joinSpellings, namedOutcome } from './outcome-text.js';

describe('outcomes', () => {
  it('are named by any spelling, unless two of them have it', () => {
    expect(namedOutcome('1', ['0.0', '1.0'])).toBe('1.0');
    expect(namedOutcome('yes', ['No', 'Yes'])).toBe('Yes');
    expect(namedOutcome('１', ['0', '1'])).toBe('1');
    expect(namedOutcome('b', ['B', 'b'])).toBe('b');
    expect(namedOutcome('b ', ['B', 'b'])).toBeUndefined();
    expect(namedOutcome('maybe', ['No', 'Yes'])).toBeUndefined();
  });

  it('are joined under their most frequent spelling', () => {
    expect(
      joinSpellings([
        ['1', 3],
        ['1.0', 5],
        ['0', 9],
      ]),
    ).toEqual([
      { outcome: '0', count: 9, spellings: ['0'] },
      { outcome: '1.0', count: 8, spellings: ['1.0', '1'] },
    ]);
  });

  it('are read in any spelling; categories of a feature are not', () => {
    const read = (spec: Partial<ColumnSpec>, text: string): string | undefined => {
      const column: ColumnSpec = { name: 'y', type: 'category', role: 'target', ...spec };
      const reader = new CategoryReader(column, { decimal: '.', unknownCategory: 'error' });
      return reader.read(text)?.code ?? reader.levels[reader.code];
    };
    expect(read({ categories: ['No', 'Yes'] }, 'YES ')).toBe('Yes');
    expect(read({ categories: ['No', 'Yes'], role: 'feature' }, 'YES ')).toBe('CATEGORY_UNKNOWN');
    expect(read({ categories: ['a', 'A'] }, 'A')).toBe('A');
    expect(read({ type: 'boolean' }, '1.0')).toBe('true');
    expect(read({ type: 'boolean' }, '2.0')).toBe('NOT_A_BOOLEAN');
  });
});
