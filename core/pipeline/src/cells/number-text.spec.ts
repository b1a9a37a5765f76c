import { describe, expect, it } from 'vitest';
import { parseAmountText, parseNumberText, splitUnit, stripUnit, trimCell, unitSpellings } from './number-text.js';

describe('parseNumberText', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['1e+05', 100_000],
    ['1.5E-3', 0.0015],
    ['1,234.5', 1234.5],
    ['12,345,678', 12_345_678],
    ['1 234.5', 1234.5],
    ['1\u00a0234', 1234],
    ["1'234.50", 1234.5],
    ['1\u2019234', 1234],
    ['1\u202f234', 1234],
    ['(1,234.50)', -1234.5],
    ['( 5 )', -5],
    ['１２３', 123],
    ['－１．５', -1.5],
    ['\u22123', -3],
  ])('reads %s with a decimal point as %d', (text, value) => {
    expect(parseNumberText(text, '.')).toBe(value);
  });

  it.each([
    ['1,5', 1.5],
    ['-0,25', -0.25],
    ['1.234,5', 1234.5],
    ['1 234,5', 1234.5],
    ['1\u00a0234,5', 1234.5],
    ['(1.234,5)', -1234.5],
    ['1.234.567', 1_234_567],
    ['12', 12],
    ['1,5e3', 1500],
  ])('reads %s with a decimal comma as %d', (text, value) => {
    expect(parseNumberText(text, ',')).toBe(value);
  });

  it.each([
    '',
    'abc',
    '1,5',
    '1,23,456',
    '1_000',
    'nan',
    'inf',
    'Infinity',
    '0x1A',
    '1e',
    '--5',
    '1 2',
    '1e999',
    '12%',
    '1,234 567',
    '(-5)',
    '((5))',
    '()',
    '12k',
  ])('refuses %j with a decimal point', (text) => {
    expect(parseNumberText(text, '.')).toBeNaN();
  });

  it.each(['1.5', '1.23', '1,5,6', '1,234.5'])('refuses %j with a decimal comma', (text) => {
    expect(parseNumberText(text, ',')).toBeNaN();
  });

  it('has one zero', () => {
    expect(Object.is(parseNumberText('-0', '.'), 0)).toBe(true);
  });
});

describe('parseAmountText', () => {
  it.each([
    ['12k', 12_000],
    ['1.001K', 1001],
    ['5万', 50_000],
    ['1.2 亿', 120_000_000],
    ['(3k)', Number.NaN],
    ['k', Number.NaN],
    ['3m', Number.NaN],
    ['7', 7],
  ])('reads %s as %d', (text, value) => {
    expect(parseAmountText(text, '.')).toBe(value);
  });
});

describe('units', () => {
  it('are taken off on either side, in any spelling of the same unit', () => {
    const euro = unitSpellings('EUR');
    expect(stripUnit('€ 1.200,50', euro)).toBe('1.200,50');
    expect(stripUnit('-€5', euro)).toBe('-5');
    expect(stripUnit('12 EUR', euro)).toBe('12');
    expect(stripUnit('12 USD', euro)).toBeUndefined();
    expect(splitUnit('12 %', '.')).toEqual({ unit: '%', rest: '12' });
    expect(splitUnit('12', '.')).toBeUndefined();
    expect(splitUnit('36 Months', '.')).toEqual({ unit: 'months', rest: '36' });
    expect(splitUnit('3 yrs', '.')).toEqual({ unit: 'years', rest: '3' });
    expect(splitUnit('($1,200)', '.')).toEqual({ unit: 'USD', rest: '(1,200)' });
    expect(splitUnit('5万元', '.')).toEqual({ unit: 'CNY', rest: '5万' });
    expect(splitUnit('5 R$', '.')).toEqual({ unit: 'BRL', rest: '5' });
  });

  it('trims no-break and full-width spaces too', () => {
    expect(trimCell('\u00a0 5\u3000')).toBe('5');
    expect(trimCell('')).toBe('');
  });
});
