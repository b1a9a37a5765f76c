import { describe, expect, it } from 'vitest';
import { changeTexts, differenceOf, type Labelled } from './change.js';

const texts = (...rows: [string, string][]): Labelled[] => rows.map(([text, label]) => ({ text, label }));

const BEFORE = texts(
  ['Where is my parcel?', 'status'],
  ['I want my money back', 'refund'],
  ['where is my parcel', 'complaint'],
);

describe('a change of training texts', () => {
  it('takes out texts of a class, whatever their case and punctuation', () => {
    const { after, added } = changeTexts(BEFORE, { remove: texts(['where is my parcel!', 'complaint']) });
    expect(after).toEqual(['status', 'refund', null]);
    expect(added).toEqual([]);
  });

  it('puts all rows of a text into another class, and adds', () => {
    const { after, added } = changeTexts(BEFORE, {
      relabel: texts(['where is my parcel', 'delivery']),
      add: texts(['hello', 'greeting']),
    });
    expect(after).toEqual(['delivery', 'refund', 'delivery']);
    expect(added).toEqual(texts(['hello', 'greeting']));
  });

  it('leaves out what is taken out, also where the others of its text get another class', () => {
    const change = {
      remove: texts(['where is my parcel', 'complaint']),
      relabel: texts(['where is my parcel', 'delivery']),
    };
    expect(changeTexts(BEFORE, change).after).toEqual(['delivery', 'refund', null]);
  });

  it('says of every text that it is not there', () => {
    const change = { remove: texts(['Where is my parcel?', 'refund']), relabel: texts(['never said', 'status']) };
    expect(() => changeTexts(BEFORE, change)).toThrow(/'Where is my parcel\?' of class 'refund'[\s\S]*'never said'/);
  });

  it('is what two files differ in, in whatever order', () => {
    const next = texts(['hello', 'greeting'], ['where is my parcel', 'complaint'], ['Where is my parcel?', 'delivery']);
    expect(differenceOf(BEFORE, next)).toEqual({
      before: BEFORE,
      after: ['delivery', null, 'complaint'],
      added: texts(['hello', 'greeting']),
    });
  });

  it('is none between equal files, and one of two equal rows may go', () => {
    const twice = texts(['a', 'x'], ['a', 'x']);
    expect(differenceOf(twice, twice)).toMatchObject({ after: ['x', 'x'], added: [] });
    expect(differenceOf(twice, twice.slice(1))).toMatchObject({ after: ['x', null], added: [] });
  });
});
