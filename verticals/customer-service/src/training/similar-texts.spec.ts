import { Rng } from '@proofline/learn';
import { TfidfVectorizer } from '@proofline/learn/text';
import { describe, expect, it } from 'vitest';
import { keyOfText, similarPairs } from './similar-texts.js';

/** All pairs, each held against each. */
async function everyPair(texts: readonly string[], least: number): Promise<string[]> {
  const { x } = await new TfidfVectorizer().fitTransform(texts);
  const rows = texts.map((_, i) => {
    const row = new Map<number, number>();
    for (let k = x.start[i]!; k < x.start[i + 1]!; k++) row.set(x.index[k]!, x.value[k]!);
    return row;
  });
  const found: string[] = [];
  for (let b = 0; b < texts.length; b++) {
    for (let a = 0; a < b; a++) {
      let product = 0;
      for (const [column, value] of rows[a]!) product += value * (rows[b]!.get(column) ?? 0);
      if (product / 2 >= least) found.push(`${a} ${b}`);
    }
  }
  return found.sort();
}

describe('similar texts', () => {
  it('are found as by holding each against each', async () => {
    const rng = new Rng(3);
    const words =
      'card order refund parcel lost late cancel money back where is my the a new please 退款 订单 包裹'.split(' ');
    const word = (): string => words[rng.int(words.length)]!;
    const texts: string[] = [];
    for (let i = 0; i < 60; i++) {
      const said = Array.from({ length: 3 + rng.int(6) }, word);
      texts.push(said.join(' '), [...said, word()].join(' '), said.slice(1).join(' '));
    }
    for (const least of [0.6, 0.75, 0.9]) {
      const pairs = await similarPairs(texts, least);
      expect(pairs.map(({ a, b }) => `${a} ${b}`).sort()).toEqual(await everyPair(texts, least));
      expect(pairs.length).toBeGreaterThan(0);
    }
  });

  it('are none among empty texts', async () => {
    expect(await similarPairs(['', ' '], 0.5)).toEqual([]);
  });

  it('have one key where only case, spacing and punctuation differ', () => {
    expect(keyOfText('Is my top-up there?')).toBe(keyOfText('is my TOP UP there'));
    expect(keyOfText('a £1 fee')).not.toBe(keyOfText('a $1 fee'));
    expect(keyOfText('😡')).not.toBe(keyOfText('😀'));
    expect(keyOfText('???')).toBe('???');
  });
});
