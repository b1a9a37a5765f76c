import { describe, expect, it } from 'vitest';
import { splitWords } from './split-words.js';

const words = (text: string): string[] => splitWords(text).map(({ word }) => word);

describe('splitWords', () => {
  it('takes letters, numbers and signs apart, and leaves compounds whole', () => {
    expect(words("Paris's best close-by café, at 10:30pm on 2/6/2020?")).toEqual([
      'Paris',
      "'s",
      'best',
      'close-by',
      'café',
      ',',
      'at',
      '10:30',
      'pm',
      'on',
      '2/6/2020',
      '?',
    ]);
    expect(words("o'clock don't $1,000.50 rock-'n'-roll l.a.")).toEqual([
      "o'clock",
      "don't",
      '$',
      '1,000.50',
      'rock',
      '-',
      "'",
      'n',
      "'",
      '-',
      'roll',
      'l.a',
      '.',
    ]);
  });

  it('takes each ideogram for a word', () => {
    expect(words('我想订北京到London的票，2张')).toEqual([...'我想订北京到', 'London', ...'的票，2张']);
    expect(words('東京タワー')).toEqual([...'東京タワー']);
  });

  it('says where each word stands, and leaves no character out', () => {
    const text = '  a😀b\u0301 \u200b c\u00a0d';
    for (const { word, start, end } of splitWords(text)) expect(text.slice(start, end)).toBe(word);
    expect(words(text).join('')).toBe(text.replace(/\s/g, ''));
    expect(splitWords(' \n')).toEqual([]);
  });
});
