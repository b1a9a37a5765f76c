import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  measureMinimalPairs,
  PAIRS_SAID_AT,
  PAIRS_SHOP,
  pairAccuracy,
  readMinimalPairs,
} from '../testing/minimal-pairs.js';
import { EntityExtractor } from './extract-entities.js';
import { interpret } from './interpret.js';

const extractor = new EntityExtractor({ lists: PAIRS_SHOP });
const read = (text: string) => interpret(text, extractor.extract(text, PAIRS_SAID_AT).entities);

const pairsOf = (part: string) =>
  readMinimalPairs(
    readFileSync(new URL(`../../../../fixtures/customer-service/minimal-pairs.${part}.tsv`, import.meta.url), 'utf8'),
  );

describe('interpret', () => {
  it('says what is turned down, where, by which words, and what is left to understand', () => {
    const { negatedPredicates, assertedText } = read("I don't want to cancel my order, I want to change it");
    expect(negatedPredicates).toEqual([
      { text: 'cancel my order', start: 16, end: 31, cue: "I don't want to".slice(2) },
    ]);
    expect(assertedText).toBe('I want to change it');
  });

  it('leaves nothing to understand where all is turned down', () => {
    expect(read("I don't want to cancel my order").assertedText).toBe('');
    expect(read('我不想取消订单').assertedText).toBe('');
    expect(read('I would like a refund, never mind').assertedText).toBe('');
  });

  it('keeps what fails: it is what help is asked for with', () => {
    for (const text of [
      "I can't log in",
      'My order has not arrived',
      'I should not have been charged a fee',
      'It is new, not working',
      'Can I stop the transfer?',
      'I dont see it on the statement',
      'I have never seen that name',
      '登录不了',
      '没收到货',
      '不知道怎么退款',
    ]) {
      expect(read(text)).toMatchObject({ negatedPredicates: [], assertedText: text, retracted: false });
    }
  });

  it('ties what is denied to what stands in for it, with the place of both', () => {
    const [wrong, right] = read('not Tuesday, Wednesday').entities;
    expect(wrong).toMatchObject({ value: '2026-11-24', negated: true, start: 4, end: 11 });
    expect(right).toMatchObject({ value: '2026-11-25', corrects: { value: '2026-11-24', start: 4, end: 11 } });
    expect(right?.negated).toBeUndefined();
  });

  it('ties what is denied by the words behind it', () => {
    for (const text of ['红色不要，要蓝色', '红色的不想要了，要蓝色的']) {
      const [wrong, right] = read(text).entities;
      expect(wrong).toMatchObject({ value: '红色', negated: true });
      expect(right).toMatchObject({ value: '蓝色', corrects: { value: '红色' } });
    }
    // Here it denies what comes.
    expect(read('手机不要寄到北京').entities[0]!.negated).toBeUndefined();
  });

  it('denies a quality and not the thing that has it', () => {
    const { entities } = read('not the small red phone, the large blue one');
    const denied = entities.filter(({ negated }) => negated).map(({ value }) => value);
    expect(denied).toEqual(['small', 'red']);
  });

  it('takes back a whole request', () => {
    const { negatedPredicates, assertedText } = read('你好，我想取消订单，不对，是修改地址');
    expect(negatedPredicates.map(({ text }) => text)).toEqual(['你好，我想取消订单']);
    expect(assertedText).toBe('修改地址');
  });

  it.each([
    ['development', 0.95],
    ['held-out', 0.9],
  ])('understands minimal pairs of the %s part', (part, floor) => {
    const results = measureMinimalPairs(pairsOf(part));
    for (const language of ['en', 'zh']) {
      expect(pairAccuracy(results.filter(({ pair }) => pair.language === language))).toBeGreaterThanOrEqual(floor);
    }
  });

  it('keeps the two parts apart, and has pairs enough', () => {
    const [development, heldOut] = [pairsOf('development'), pairsOf('held-out')];
    expect(development.length + heldOut.length).toBeGreaterThanOrEqual(150);
    const contrasts = new Set(development.map(({ sides }) => sides[1].text));
    expect(heldOut.filter(({ sides }) => contrasts.has(sides[1].text))).toEqual([]);
  });

  it('takes 100,000 characters of anything', () => {
    for (const part of [
      'no, wait, ',
      "don't ",
      '不要周二，',
      'not Tuesday ',
      ' ',
      '算了。',
      '!',
      'a',
      'actually 3, no 4. ',
    ]) {
      const text = part.repeat(Math.ceil(100_000 / part.length)).slice(0, 100_000);
      expect(read(text).assertedText.length).toBeLessThanOrEqual(text.length);
    }
    expect(read('')).toEqual({ entities: [], negatedPredicates: [], assertedText: '', retracted: false });
  });
});
