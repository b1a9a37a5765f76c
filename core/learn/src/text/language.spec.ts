import { describe, expect, it } from 'vitest';
import { languageOf } from './language.js';

describe('languageOf', () => {
  it.each([
    ['Where is my card?', 'en', false],
    ['我的银行卡还没有到', 'zh', false],
    ['我想用iPhone付款', 'zh', true],
    ['What does 你好 mean in English?', 'en', true],
    ['Где моя карта?', 'other', false],
    ['カードはどこですか', 'other', false],
    ['私の銀行カードはどこ', 'other', true],
    ['😀👍', 'other', false],
    ['12345', 'other', false],
    ['', 'other', false],
  ])('%j is %s, mixed: %s', (text, language, mixed) => {
    expect(languageOf(text)).toEqual({ language, mixed });
  });
});
