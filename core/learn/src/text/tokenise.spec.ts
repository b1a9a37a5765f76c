import { describe, expect, it } from 'vitest';
import { type Token, tokenise } from './tokenise.js';

const texts = (text: string): string[] => tokenise(text).map((token) => token.text);
const kinds = (text: string): string[] => tokenise(text).map(({ text: word, kind }) => `${word}:${kind}`);

describe('tokenise', () => {
  it('gives words in lower case and symbols, with their places', () => {
    expect(tokenise('Where’s my  CARD?')).toEqual([
      { text: "where's", start: 0, end: 7, kind: 'word' },
      { text: 'my', start: 8, end: 10, kind: 'word' },
      { text: 'card', start: 12, end: 16, kind: 'word' },
      { text: '?', start: 16, end: 17, kind: 'symbol' },
    ] satisfies Token[]);
  });

  it.each([
    ["I don't, 'quoted' rock'n'roll", ['i', "don't", ',', "'", 'quoted', "'", "rock'n'roll"]],
    ['top-up or top up', ['top', '-', 'up', 'or', 'top', 'up']],
    ['Größe ÉTÉ e\u0301te\u0301 Привет Ελλάδα', ['größe', 'été', 'été', 'привет', 'ελλάδα']],
    ['안녕하세요 세계', ['안녕하세요', '세계']],
    ['स्वागत है', ['स्वागत', 'है']],
    ['テスト', ['テスト']],
    ['wait... what?!!!', ['wait', '...', 'what', '?', '!!!']],
    ['ＷＩＤＥ１２', ['wide12']],
    ['soft\u00adhyphen \ufeffx', ['softhyphen', 'x']],
    ['', []],
    [' \n\t\u3000', []],
    ['\ud800', []],
  ])('of %j are %j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it('keep numbers, addresses and emoji whole', () => {
    expect(kinds('£1,000.50 at 12:30 on 2024-01-05')).toEqual([
      '£:symbol',
      '1,000.50:number',
      'at:word',
      '12:30:number',
      'on:word',
      '2024-01-05:number',
    ]);
    expect(kinds('the 15th, 1.5kg, A12345, 5%')).toEqual([
      'the:word',
      '15th:word',
      ',:symbol',
      '1.5:number',
      'kg:word',
      ',:symbol',
      'a12345:word',
      ',:symbol',
      '5:number',
      '%:symbol',
    ]);
    expect(kinds('Mail John.Doe+x@Example.co.uk, or see https://a.example/b?c=1@d.com. Or www.x.org')).toEqual([
      'mail:word',
      'john.doe+x@example.co.uk:email',
      ',:symbol',
      'or:word',
      'see:word',
      'https://a.example/b?c=1@d.com:url',
      '.:symbol',
      'or:word',
      'www.x.org:url',
    ]);
    expect(kinds('👍🏽 👩‍💻👨‍👩‍👧 🇩🇪🇫🇷 ❤️')).toEqual([
      '👍🏽:emoji',
      '👩‍💻:emoji',
      '👨‍👩‍👧:emoji',
      '🇩🇪:emoji',
      '🇫🇷:emoji',
      '❤️:emoji',
    ]);
  });

  it('divide Chinese into words, and scripts where they meet', () => {
    expect(texts('我的银行卡还没有到，什么时候能收到？')).toEqual(
      '我 的 银行卡 还 没有 到 , 什么 时候 能 收到 ?'.split(' '),
    );
    expect(texts('我想用iPhone 15付款3次')).toEqual(['我', '想', '用', 'iphone', '15', '付款', '3', '次']);
    // No guesses: what the dictionary does not have is characters, and a negation stays by itself.
    expect(texts('钱没到账')).toEqual(['钱', '没', '到', '账']);
    expect(texts('𠮷野家')).toEqual(['𠮷', '野', '家']);
  });

  it('tell places in the original, whatever stands there', () => {
    const text = 'ﬁrst ＡＢＣ，e\u0301! 😀 我要退货 x@y.org';
    const found = tokenise(text);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      'ﬁrst',
      'ＡＢＣ',
      '，',
      'e\u0301',
      '!',
      '😀',
      '我',
      '要',
      '退货',
      'x@y.org',
    ]);
  });

  it('are stemmed where asked for, words only', () => {
    expect(tokenise('Charged payments: 100s', { stem: 'en' }).map((token) => token.text)).toEqual([
      'charg',
      'payment',
      ':',
      '100',
    ]);
    expect(tokenise('Zahlungen', { stem: 'de' })[0]!.text).toBe('zahlung');
  });

  it('keep case where asked for', () => {
    expect(tokenise('IBAN', { lowerCase: false })[0]!.text).toBe('IBAN');
  });

  it.each([
    ['one word', 'a'],
    ['an address without end', 'a.'],
    ['at signs', 'a@'],
    ['URLs', 'www.'],
    ['digits', '1,'],
    ['apostrophes', "a'"],
    ['exclamation', '!?'],
    ['one emoji', '👩\u200d'],
    ['Chinese', '啊'],
    ['spaces', ' '],
    ['closing brackets', 'http://a)'],
  ])('of 100,000 characters of %s are found', (_, unit) => {
    const text = unit.repeat(100_000 / unit.length);
    const found = tokenise(text);
    const outOfPlace = found.filter(({ start, end }, k) => start < (found[k - 1]?.end ?? 0) || end <= start);
    expect(outOfPlace).toEqual([]);
    expect(found.at(-1)?.end ?? 0).toBeLessThanOrEqual(text.length);
  });

  it('load no database client with the stemmers', async () => {
    tokenise('stems', { stem: 'en' });
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
    expect(loaded.filter((file) => /node_modules.(mongoose|mongodb|pg|redis|memjs|dotenv)\b/.test(file))).toEqual([]);
    expect(loaded.some((file) => file.includes('porter_stemmer'))).toBe(true);
  });
});
