import { describe, expect, it } from 'vitest';
import { lexiconSentiment } from './lexicon-sentiment.js';

const label = (text: string) => lexiconSentiment(text).label;

describe('the sentiment of a text by lists of words', () => {
  it.each([
    ['This is the worst service ever, absolutely ridiculous', 'negative'],
    ['I am so angry and disappointed', 'negative'],
    ['you are useless!!!', 'negative'],
    ['the service is not good at all, terrible', 'negative'],
    ['Great service, thank you so much', 'positive'],
    ['I love it, excellent', 'positive'],
    ['where is my order?', 'neutral'],
    ['I would like a refund please', 'neutral'],
    ['it is broken', 'neutral'],
    ['I want to cancel my order', 'neutral'],
    ['Please help me with the top-up', 'neutral'],
    ['服务太差了，气死我了', 'negative'],
    ['你们就是骗子', 'negative'],
    ['非常失望', 'negative'],
    ['很满意，谢谢', 'positive'],
    ['太棒了', 'positive'],
    ['你好，我的订单到哪了', 'neutral'],
    ['麻烦您帮我查一下', 'neutral'],
    ['不满意，太慢了', 'negative'],
    ['客服 useless，垃圾', 'negative'],
    ['still nothing 😡', 'negative'],
    ['👍👍', 'positive'],
    ['', 'neutral'],
  ])('%s: %s', (text, expected) => {
    expect(label(text)).toBe(expected);
  });

  it('turns a word round behind a negation, up to a punctuation mark', () => {
    const value = (text: string) => lexiconSentiment(text).words.find((one) => one.text === 'good')!.value;
    expect(value('it is good')).toBe(3);
    expect(value('it is not a good one')).toBeCloseTo(-2.22, 12);
    expect(value("it isn't good")).toBeCloseTo(-2.22, 12);
    expect(value('no, good')).toBe(3);
    expect(lexiconSentiment('不是很满意').words).toMatchObject([{ text: '满意', negated: true }]);
    expect(lexiconSentiment('不是很满意').score).toBeLessThan(0);
  });

  it('takes degrees, capitals and exclamation marks as stronger', () => {
    const score = (text: string) => lexiconSentiment(text).score;
    expect(score('it is very bad')).toBeLessThan(score('it is bad'));
    expect(score('it is a bit bad')).toBeGreaterThan(score('it is bad'));
    expect(score('it is BAD')).toBeLessThan(score('it is bad'));
    expect(score('it is bad!!!')).toBeLessThan(score('it is bad'));
    expect(score('有点失望')).toBeGreaterThan(score('失望'));
  });

  it('says which words it goes by, and where they stand', () => {
    const text = 'Your useless bot，垃圾';
    for (const { text: word, start, end } of lexiconSentiment(text).words) expect(text.slice(start, end)).toBe(word);
    expect(lexiconSentiment(text).words.map((word) => word.text)).toEqual(['useless', '垃圾']);
  });

  it('does not take the name of an object property for a word', () => {
    expect(lexiconSentiment('constructor toString').words).toEqual([]);
  });
});
