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
  const between = language === 'zh' ? ' 至 ' : ' to ';
  return `${one(value)} (${one(interval[0])}${between}${one(interval[1])})`;
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
