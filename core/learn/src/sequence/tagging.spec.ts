import { describe, expect, it } from 'vitest';
import { convertTags, parseTag, spansOf, tagsOf } from './tagging.js';

const split = (text: string): string[] => text.split(' ');

describe('tags', () => {
  it('are taken apart at the first hyphen', () => {
    expect(parseTag('B-time-range')).toEqual({ prefix: 'B', label: 'time-range' });
    expect(parseTag('O')).toEqual({ prefix: 'O', label: '' });
    for (const tag of ['', 'B', 'B-', 'X-city', 'city', 'o']) expect(parseTag(tag), tag).toBeUndefined();
  });

  it('give the spans that conlleval counts, also where they are invalid', () => {
    expect(spansOf(split('O B-a I-a O B-b B-b'))).toEqual([
      { start: 1, end: 3, label: 'a' },
      { start: 4, end: 5, label: 'b' },
      { start: 5, end: 6, label: 'b' },
    ]);
    // I- after O, after the start and after another label begins a span.
    expect(spansOf(split('I-a I-a O I-a I-b'))).toEqual([
      { start: 0, end: 2, label: 'a' },
      { start: 3, end: 4, label: 'a' },
      { start: 4, end: 5, label: 'b' },
    ]);
    // What follows L or U is new, even an I of the same label.
    expect(spansOf(split('B-a L-a I-a U-a I-a'))).toEqual([
      { start: 0, end: 2, label: 'a' },
      { start: 2, end: 3, label: 'a' },
      { start: 3, end: 4, label: 'a' },
      { start: 4, end: 5, label: 'a' },
    ]);
    expect(() => spansOf(['O', 'city'])).toThrow(/'city' \(token 2\) is no tag/);
  });

  it('are converted between schemes and repaired on the way', () => {
    const bio = split('B-a I-a I-a O B-b B-a I-a');
    const bilou = split('B-a I-a L-a O U-b B-a L-a');
    expect(convertTags(bio, 'BILOU')).toEqual(bilou);
    expect(convertTags(bilou, 'BIO')).toEqual(bio);
    expect(convertTags(split('B-a I-a E-a O S-b B-a E-a'), 'BIO')).toEqual(bio);
    expect(convertTags(split('O I-a I-b I-b'), 'BIO')).toEqual(split('O B-a B-b I-b'));
  });

  it('are not made from spans that overlap, are empty or lie outside', () => {
    for (const spans of [
      [
        { start: 0, end: 2, label: 'a' },
        { start: 1, end: 3, label: 'b' },
      ],
      [{ start: 1, end: 1, label: 'a' }],
      [{ start: 2, end: 4, label: 'a' }],
    ]) {
      expect(() => tagsOf(spans, 3)).toThrow(/overlaps another/);
    }
  });
});
