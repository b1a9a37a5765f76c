import { describe, expect, it } from 'vitest';
import { beginningOf, characterStart, shortened } from './shortened.js';

const FAMILY = '👨‍👩‍👧‍👦';
const ACCENTED = 'e\u0301';

describe('beginningOf', () => {
  it('cuts between characters as readers see them', () => {
    expect(FAMILY).toHaveLength(11);
    expect(beginningOf(`ab${FAMILY}c`, 13)).toBe(`ab${FAMILY}`);
    for (let limit = 2; limit < 13; limit++) expect(beginningOf(`ab${FAMILY}c`, limit)).toBe('ab');
    expect(beginningOf(`caf${ACCENTED}s`, 4)).toBe('caf');
    expect(beginningOf(`caf${ACCENTED}s`, 5)).toBe(`caf${ACCENTED}`);
    expect(beginningOf('发票', 1)).toBe('发');
  });

  it('leaves what is short enough, and cuts a character that is longer than all that is wanted', () => {
    expect(beginningOf('abc', 3)).toBe('abc');
    expect(beginningOf(`e${'\u0301'.repeat(9)}`, 4)).toBe('e\u0301\u0301\u0301');
    expect(beginningOf(FAMILY, 4)).toBe('👨‍');
    expect(beginningOf('', 4)).toBe('');
  });
});

describe('characterStart', () => {
  it('is where the character at an index begins, and the end behind the last', () => {
    expect([0, 1, 2, 11, 12, 13].map((index) => characterStart(`a${FAMILY}b`, index))).toEqual([0, 1, 1, 1, 12, 13]);
  });
});

describe('shortened', () => {
  it('is one line of whole characters', () => {
    expect(shortened('a\n b  c')).toBe('a b c');
    expect(shortened(`${'x'.repeat(59)}😀 and more`)).toBe(`${'x'.repeat(59)}…`);
    expect(shortened(`${' '.repeat(239)}😀`)).toBe('…');
    expect(shortened('😀'.repeat(30))).toBe('😀'.repeat(30));
  });
});
