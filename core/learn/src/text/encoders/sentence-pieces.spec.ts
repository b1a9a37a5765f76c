import { describe, expect, it } from 'vitest';
import { SentencePieces } from './sentence-pieces.js';

const control = ['?', '<s>', '</s>', 'x', 'y', 'z'].map((symbol) => [symbol, 0] as const);
/** Ids from 6 on. */
const pieces = new SentencePieces([
  ...control,
  ['\u2581', -5],
  ['a', -3],
  ['b', -3],
  ['ab', -4],
  ['\u2581a', -4],
  ['\u2581ab', -9],
  [':', null],
]);

describe('sentence pieces', () => {
  it('cut a word where the scores add up to most', () => {
    // _a b: -7; _ ab: -9; _ab: -9; _ a b: -11.
    expect(pieces.encode('ab', 9)).toEqual([10, 8]);
    // _a ab: -8; _a a b: -10; _ a ab: -12.
    expect(pieces.encode('aab', 9)).toEqual([10, 9]);
  });

  it('begin a word at white space of any kind and amount', () => {
    expect(pieces.encode('  a\t\nb\u00a0 ', 9)).toEqual([10, 6, 8]);
    expect(pieces.encode('', 9)).toEqual([]);
    expect(pieces.encode(' \n', 9)).toEqual([]);
  });

  it('give one unknown piece for what the vocabulary lacks, and 0 for a score that is missing', () => {
    expect(pieces.encode('a你好😀b', 9)).toEqual([10, 0, 8]);
    expect(pieces.encode('你 好', 9)).toEqual([6, 0, 6, 0]);
    expect(pieces.encode('a:', 9)).toEqual([10, 12]);
  });

  it('bring text to Unicode NFKC', () => {
    expect(pieces.encode('\uff41\u24d1', 9)).toEqual([10, 8]);
  });

  it('stop at the most that is asked for, however long the text', () => {
    expect(pieces.encode('a b a b', 3)).toEqual([10, 6, 8]);
    expect(pieces.encode('ab'.repeat(50_000), 4)).toEqual([10, 8, 9, 9]);
    expect(pieces.encode('a '.repeat(50_000), 4)).toEqual([10, 10, 10, 10]);
  });

  it('cut a word the same way again', () => {
    expect(pieces.encode('aab', 9)).toEqual(pieces.encode('aab', 9));
  });
});
