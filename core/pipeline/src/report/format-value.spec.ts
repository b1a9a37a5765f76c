import { describe, expect, it } from 'vitest';
import { formatCell, formatNumber, intervalText, percentText } from './format-value.js';

describe('formatCell', () => {
  it('writes each format as its language does', () => {
    expect(formatCell({ value: 0.1234, format: 'percent' }, 'en')).toBe('12.3 %');
    expect(formatCell({ value: 0.1234, format: 'percent' }, 'zh')).toBe('12.3%');
    expect(formatCell({ value: 12345, format: 'integer' }, 'en')).toBe('12,345');
    expect(formatCell({ value: 250.4, format: 'money' }, 'en')).toBe('250');
    expect(formatCell({ value: 2.504, format: 'money' }, 'en')).toBe('2.50');
    expect(formatCell({ value: 0.00012, format: 'scientific' }, 'en')).toBe('1.20e-4');
    expect(formatCell({ value: 0.00012, format: 'pvalue' }, 'en')).toBe('< 0.001');
    expect(formatCell({ value: 0.5, digits: 2, interval: [0.4, 0.6] }, 'en')).toBe('0.50 (0.40 to 0.60)');
    expect(formatCell({ value: 0.5, digits: 2, interval: [0.4, 0.6] }, 'zh')).toBe('0.50 (0.40 至 0.60)');
    expect(formatCell({ en: 'car', zh: '汽车' }, 'zh')).toBe('汽车');
  });

  it('shows a dash for what is not there', () => {
    expect(formatCell(null, 'en')).toBe('–');
    expect(formatCell({ value: Number.NaN }, 'en')).toBe('–');
  });

  it('gives no sign to what rounds to zero', () => {
    expect(formatNumber(-0.0004, 'number', 3, 'en')).toBe('0.000');
    expect(formatNumber(-0.0004, 'percent', 1, 'zh')).toBe('0.0%');
    expect(formatNumber(-0.0006, 'number', 3, 'en')).toBe('-0.001');
  });
});

describe('percentText', () => {
  it('is a share in both languages', () => {
    expect(percentText(0.1667)).toEqual({ en: '16.7 %', zh: '16.7%' });
    expect(percentText(1, 0)).toEqual({ en: '100 %', zh: '100%' });
  });
});

describe('intervalText', () => {
  const show = (value: number): string => value.toFixed(2);

  it('says bounds, and never a word that is no number', () => {
    expect(intervalText([0.4, 0.6], show).en).toBe('0.40 to 0.60');
    expect(intervalText([0.4, Number.POSITIVE_INFINITY], show).en).toBe('0.40 or more');
    expect(intervalText([Number.NaN, 0.6], show).zh).toBe('0.60 或以下');
    expect(intervalText([Number.NaN, Number.NaN], show)).toEqual({
      en: 'no interval can be had from these rows',
      zh: '以这些数据行无法得出区间',
    });
    expect(formatCell({ value: 0.5, digits: 2, interval: [Number.NaN, Number.NaN] }, 'en')).toBe(
      '0.50 (no interval can be had from these rows)',
    );
  });
});
