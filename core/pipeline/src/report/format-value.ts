import { type Language, type Localized, text } from '../text/localized.js';
import type { Cell, NumberCell } from './block.js';

const DASH = '–';

/** A cell as text in a language. */
export function formatCell(cell: Cell, language: Language): string {
  if (cell === null) return DASH;
  if (typeof cell === 'string') return cell;
  if ('value' in cell) return formatNumberCell(cell, language);
  return cell[language];
}

export function isNumberCell(cell: Cell): cell is NumberCell {
  return cell !== null && typeof cell === 'object' && 'value' in cell;
}

export function formatNumberCell(
  { value, format = 'number', digits, interval }: NumberCell,
  language: Language,
): string {
  const one = (v: number): string => formatNumber(v, format, digits, language);
  if (interval === undefined) return one(value);
  return `${one(value)} (${intervalText(interval, one)[language]})`;
}

/**
 * An interval in words: `0.40 to 0.60`, `0.40 or more`, and where neither bound is a number that there is none. `name` goes
 * before the bounds.
 */
export function intervalText(
  [low, high]: readonly [number, number],
  show: (bound: number) => string,
  name: Localized = text(''),
): Localized {
  const named = (en: string, zh: string): Localized =>
    text(name.en === '' ? en : `${name.en} ${en}`, name.zh === '' ? zh : `${name.zh} ${zh}`);
  if (Number.isFinite(low) && Number.isFinite(high)) {
    return named(`${show(low)} to ${show(high)}`, `${show(low)} 至 ${show(high)}`);
  }
  if (Number.isFinite(low)) return named(`${show(low)} or more`, `${show(low)} 或以上`);
  if (Number.isFinite(high)) return named(`${show(high)} or less`, `${show(high)} 或以下`);
  return text('no interval can be had from these rows', '以这些数据行无法得出区间');
}

/** A share as a percentage in the text around it: `16.7 %`, in Chinese `16.7%`. */
export function percentText(share: number, digits = 1): Localized {
  return text(formatNumber(share, 'percent', digits, 'en'), formatNumber(share, 'percent', digits, 'zh'));
}

export function formatNumber(
  value: number,
  format: NonNullable<NumberCell['format']>,
  digits: number | undefined,
  language: Language,
): string {
  if (!Number.isFinite(value)) return DASH;
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  // What rounds to zero has no sign.
  const fixed = (d: number, shown = value): string =>
    shown.toLocaleString(locale, { minimumFractionDigits: d, maximumFractionDigits: d, signDisplay: 'negative' });
  switch (format) {
    case 'integer':
      return fixed(0);
    case 'percent':
      return `${fixed(digits ?? 1, 100 * value)}${language === 'zh' ? '%' : ' %'}`;
    case 'money':
      return fixed(digits ?? (Math.abs(value) >= 100 ? 0 : 2));
    case 'scientific':
      return value.toExponential(digits ?? 2);
    case 'pvalue':
      return value < 0.001 ? '< 0.001' : value.toFixed(3);
    case 'number':
      if (digits !== undefined) return fixed(digits);
      return Number.isInteger(value) && Math.abs(value) >= 1000 ? fixed(0) : fixed(3);
  }
}
