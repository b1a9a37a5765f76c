/** Which sign starts the decimals. `auto` decides by the form of each number, see `readDigits`. */
export type DecimalSign = 'auto' | '.' | ',';

/**
 * Digits with separators of both conventions: `1,200.50`, `1.200,50`, `12'000`. A space parts no thousands: `iPhone 15 256 GB`
 * holds two numbers. `.5` is a half where nothing is written before its point.
 */
export const DIGITS = String.raw`(?:\d{1,3}(?:[,.']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?|(?<![\w.])\.\d+)`;

/**
 * The value of digits with separators. Of two different signs, the last one starts the decimals; a sign that stands more than
 * once parts thousands. A single sign: as `decimal` says, and with `auto` a comma before exactly three digits parts thousands
 * and every other one starts decimals, as in English and Chinese. NaN where the digits make no number (`1,2,3`).
 */
export function readDigits(text: string, decimal: DecimalSign = 'auto'): number {
  const plain = text.replaceAll("'", '');
  const signs = [...plain].filter((character) => character === ',' || character === '.');
  const last = signs.at(-1);
  if (last === undefined) return Number(plain);
  const other = last === ',' ? '.' : ',';
  if (signs.includes(other)) {
    if (signs.filter((sign) => sign === last).length > 1) return Number.NaN;
    return Number(plain.replaceAll(other, '').replace(last, '.'));
  }
  if (signs.length > 1) return Number(plain.replaceAll(last, ''));
  const threeFollow = /[.,]\d{3}$/.test(plain) && !/^0[.,]/.test(plain);
  const partsThousands = threeFollow && (decimal === 'auto' ? last === ',' : last !== decimal);
  return Number(plain.replace(last, partsThousands ? '' : '.'));
}
