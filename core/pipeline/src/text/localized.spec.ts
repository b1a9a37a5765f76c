import { describe, expect, it } from 'vitest';
import { joinTexts, localized, text, withinSentence } from './localized.js';

describe('joinTexts', () => {
  const texts = [text('car', '汽车'), text('boat', '船')];
  it('sets names, phrases and sentences apart as each language does', () => {
    expect(joinTexts(texts)).toEqual({ en: 'car, boat', zh: '汽车、船' });
    expect(joinTexts(texts, 'phrases')).toEqual({ en: 'car; boat', zh: '汽车；船' });
    expect(joinTexts([text('One.', '一。'), text('Two.', '二。')], 'sentences')).toEqual({
      en: 'One. Two.',
      zh: '一。二。',
    });
    expect(joinTexts([])).toEqual({ en: '', zh: '' });
  });
});

describe('localized', () => {
  it('takes one text for both languages, or one for each', () => {
    expect(localized('DM')).toEqual({ en: 'DM', zh: 'DM' });
    expect(localized({ en: 'car', zh: '汽车' })).toEqual({ en: 'car', zh: '汽车' });
  });
});

describe('withinSentence', () => {
  it('takes the capital away, but that of names and abbreviations, and sets Latin letters apart from Chinese', () => {
    expect(withinSentence(text('Naive Bayes on words', '词语朴素贝叶斯'))).toEqual({
      en: 'naive Bayes on words',
      zh: '词语朴素贝叶斯',
    });
    expect(withinSentence(text('LSTM', '宏平均 F1'))).toEqual({ en: 'LSTM', zh: '宏平均 F1 ' });
  });
});
