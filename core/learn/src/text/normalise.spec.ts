import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.js';

describe('normalise', () => {
  it.each([
    ['  Where is\tmy\n\ncard? ', 'where is my card?'],
    ['I don’t know, I can`t', "i don't know, i can't"],
    ['“Quoted” «text»', '"quoted" "text"'],
    ['ＡＢＣ１２３，ｗｉｄｅ！', 'abc123,wide!'],
    ['ﾃｽﾄ', 'テスト'],
    ['ﬁnance №5 ②', 'finance no5 2'],
    ['e\u0301te\u0301', '\u00e9t\u00e9'],
    ['zero\u200bwidth\0control\ufeff soft\u00adhyphen', 'zero width control softhyphen'],
    ['non\u00a0breaking　ideographic', 'non breaking ideographic'],
    ['', ''],
    ['👩‍💻 OK', '👩‍💻 ok'],
  ])('of %j is %j', (text, expected) => {
    expect(normalise(text)).toBe(expected);
  });

  it('keeps case where asked for', () => {
    expect(normalise(' IBAN  Ｎr ', { lowerCase: false })).toBe('IBAN Nr');
  });

  it('changes nothing the second time', () => {
    for (const text of ['İSTANBUL ½ ´ ’', 'ǅ … ﷺ', 'ẞ ʼn K', '\ud800 lone']) {
      const once = normalise(text);
      expect(normalise(once)).toBe(once);
    }
  });
});
