import type { Candidate } from './entity.js';
import type { NumberSpan } from './numbers.js';

/** Which currency a sign or a word means where several have it. */
export interface CurrencyHabits {
  /** `$` and `dollars`; default USD. */
  dollar?: string;
  /** `¥` and `￥`; default CNY. */
  yuan?: string;
}

/** Of currencies, as ISO 4217 has them; RMB is said for CNY. */
export const CODES = 'USD|EUR|GBP|CNY|RMB|JPY|HKD|TWD|SGD|AUD|CAD|CHF|INR|KRW|NZD|SEK|NOK|DKK|PLN|BRL|MXN';
const BEFORE = new RegExp(`(?:(?<![A-Za-z])(?:(?:${CODES}) ?|(?:US|HK|A|C|S|NT)\\$ ?)|[¥$€£₹₩] ?)$`, 'i');
const WORDS: readonly [string, string][] = [
  ['美元|美金|us dollars?|u\\.s\\. dollars?', 'USD'],
  ['欧元|euros?|€', 'EUR'],
  ['英镑|pounds? sterling|pounds?|quid|£', 'GBP'],
  ['港币|港元|hong kong dollars?', 'HKD'],
  ['日元|yen', 'JPY'],
  ['新台币|台币', 'TWD'],
  ['人民币|元钱|元|块钱|块|圆|yuan|renminbi|kuai', 'CNY'],
  ['dollars?|bucks?|\\$', 'dollar'],
  ['rupees?|₹', 'INR'],
  ['swiss francs?|francs?', 'CHF'],
];
const AFTER: readonly [RegExp, string][] = [
  [new RegExp(`^ ?(?:${CODES})(?![A-Za-z])`, 'i'), 'code'],
  ...WORDS.map(([words, currency]): [RegExp, string] => [new RegExp(`^[ -]?(?:${words})(?![A-Za-z])`, 'i'), currency]),
];
const SIGNS: Record<string, string> = { '€': 'EUR', '£': 'GBP', '₹': 'INR', '₩': 'KRW' };
const PREFIXES: Record<string, string> = { US$: 'USD', HK$: 'HKD', A$: 'AUD', C$: 'CAD', S$: 'SGD', NT$: 'TWD' };
/** 三块蛋糕 are pieces, not money. */
const PIECES = /^ ?块(?:蛋糕|面包|电池|手表|屏幕|布|糖|巧克力|地|砖|石|硬盘|肉|饼|香皂|肥皂|板)/;
const CENTS = /^ ?(?:cents?\b|分钱|¢)/i;

/** Money: `$1,200.50`, `EUR 1.200,50`, `12 bucks`, 五块五, 3元5角, 1.5万元. */
export function amountCandidates(
  text: string,
  numbers: readonly NumberSpan[],
  habits: CurrencyHabits = {},
): Candidate[] {
  const found: Candidate[] = [];
  for (const [at, number] of numbers.entries()) {
    if (number.ordinal) continue;
    const before = BEFORE.exec(text.slice(Math.max(0, number.start - 6), number.start));
    const rest = text.slice(number.end, number.end + 24);
    const after = suffix(rest, habits);
    const currency = (before && currencyOf(before[0].trim(), habits)) ?? after?.currency;
    if (currency === undefined) {
      const cents = CENTS.exec(rest);
      if (cents) {
        const inCents = {
          amount: number.value / 100,
          currency: cents[0].includes('分') ? 'CNY' : (habits.dollar ?? 'USD'),
        };
        found.push({
          type: 'amount',
          value: inCents,
          start: number.start,
          end: number.end + cents[0].length,
          confidence: 0.9,
        });
      }
      continue;
    }
    let end = number.end + (after?.currency === currency ? after.length : 0);
    let amount = number.value;
    const small = after?.chinese ? smallChange(text, end, numbers[at + 1]) : undefined;
    if (small !== undefined) {
      amount = Number((amount + small.amount).toFixed(2));
      end = small.end;
    }
    const start = number.start - (before?.[0].length ?? 0);
    found.push({ type: 'amount', value: { amount, currency }, start, end, confidence: after?.vague ? 0.8 : 1 });
  }
  return found;
}

function suffix(rest: string, habits: CurrencyHabits) {
  if (PIECES.test(rest)) return undefined;
  for (const [pattern, name] of AFTER) {
    const match = pattern.exec(rest);
    if (!match) continue;
    const word = match[0].trim();
    const currency = name === 'code' ? codeOf(word) : name === 'dollar' ? (habits.dollar ?? 'USD') : name;
    return { currency, length: match[0].length, chinese: name === 'CNY', vague: word === '块' };
  }
  return undefined;
}

const codeOf = (code: string): string => (code.toUpperCase() === 'RMB' ? 'CNY' : code.toUpperCase());

function currencyOf(sign: string, habits: CurrencyHabits): string {
  if (sign === '$') return habits.dollar ?? 'USD';
  if (sign === '¥') return habits.yuan ?? 'CNY';
  return SIGNS[sign] ?? PREFIXES[sign.toUpperCase()] ?? codeOf(sign);
}

/** 五块五, 五块五毛, 3元5角2分: what follows the yuan. */
function smallChange(text: string, end: number, next: NumberSpan | undefined) {
  const match =
    /^([0-9一二两三四五六七八九])(?:([角毛])(?:([0-9一二三四五六七八九])分?)?|(?![\d\p{L}.])|(?=$|[\s\p{P}吧的呢]))/u.exec(
      text.slice(end, end + 5),
    );
  if (!match) return undefined;
  if (next !== undefined && next.start === end && next.end > end + 1) return undefined;
  const digit = (character: string) =>
    /\d/.test(character) ? Number(character) : '零一二三四五六七八九'.indexOf(character === '两' ? '二' : character);
  const fen = match[3] === undefined ? 0 : digit(match[3]) / 100;
  return { amount: digit(match[1]!) / 10 + fen, end: end + match[0].length };
}

const PERCENT = /^ ?(?:%|percent\b|per cent\b|pct\b|个百分点)/i;
const CHINESE_PERCENT = /百分之$/;
const DISCOUNT = /^折/;

/** `20%`, `twenty percent`, 百分之二十. A price of 8 in 10 (八折) is 20 percent off, 八五折 is 15. */
export function percentCandidates(text: string, numbers: readonly NumberSpan[]): Candidate[] {
  const found: Candidate[] = [];
  for (const { start, end, value, ordinal } of numbers) {
    if (ordinal) continue;
    const rest = text.slice(end, end + 10);
    const sign = PERCENT.exec(rest);
    if (sign) found.push({ type: 'percent', value, start, end: end + sign[0].length, confidence: 1 });
    else if (CHINESE_PERCENT.test(text.slice(Math.max(0, start - 3), start))) {
      found.push({ type: 'percent', value, start: start - 3, end, confidence: 1 });
    } else if (DISCOUNT.test(rest) && value > 0 && value < 100) {
      const off = Number((100 - (value < 10 ? value * 10 : value)).toFixed(4));
      found.push({ type: 'percent', value: off, start, end: end + 1, confidence: 0.9 });
    }
  }
  return found;
}
