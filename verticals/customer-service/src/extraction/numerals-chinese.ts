import type { Numeral } from './numerals-english.js';

const DIGIT = new Map([
  ...[...'零一二三四五六七八九'].map((character, value) => [character, value] as const),
  ...[...'〇壹贰叁肆伍陆柒捌玖'].map((character, value) => [character, value] as const),
  ['两', 2] as const,
  ['幺', 1] as const,
]);
const UNIT = new Map([
  ['十', 10],
  ['拾', 10],
  ['百', 100],
  ['佰', 100],
  ['千', 1000],
  ['仟', 1000],
]);
const MYRIAD = new Map([
  ['万', 1e4],
  ['亿', 1e8],
]);

/** The characters of a number in words. */
const NUMERAL_CHARACTERS = '零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟幺';

/** What is counted: after one of these a single character is a number, not part of a word. */
const CLASSIFIERS =
  '个|件|张|台|部|本|次|位|份|瓶|盒|箱|套|双|条|只|杯|间|块|元|角|分钟|天|日|小时|钟头|周|星期|月|年|岁|米|公斤|千克|斤|克|人|名|家|号|点|座|辆|支|把|袋|包|桌|晚|夜|倍|折|页|楼|层|架|种|款|组|批|笔|单|票';

/** Words that only look like numbers. */
const NOT_NUMBERS =
  /一(?:下|些|起|样|直|定|般|共|切|边|旦|向|再|律|致|时|会儿|会|同|贯|点儿|点(?!半|钟|\d)|方面)|(?<=[统唯之专万单])一|万(?:一|分|能|事)|十(?:分(?!钟)|足)|千万(?=别|不|要|请|勿)|三明治|二维码|二手|四川|九江|三亚|七夕|百度|百事|百货|百分之|千问|八卦|五金|三方|第三方|双十一/g;

const RUN = new RegExp(
  `第?(?:(?<!\\d)(?<!\\d[.,])\\d+(?:\\.\\d+)?[百千万亿]+\\d{0,4}(?!\\d)|[${NUMERAL_CHARACTERS}]+(?:点[${NUMERAL_CHARACTERS}]+)?)`,
  'g',
);
/** Two neighbours name a range (三四天 is three or four days), no number. */
const ABOUT = /^(?:一[二两]|[二两]三|三四|四五|五六|六七|七八|八九)$/;

/**
 * Numbers in Chinese characters: 二十五, 两百, 1.5万, 三千五, 一万零三百, 三点五, 二零二六, 第三.
 * A single character counts only before a classifier, or where nothing but a number stands.
 * @param text folded to ASCII width
 */
export function chineseNumerals(text: string): Numeral[] {
  const masked = text.replace(NOT_NUMBERS, (word) => '\uffff'.repeat(word.length));
  const found: Numeral[] = [];
  for (const match of masked.matchAll(RUN)) {
    const ordinal = match[0].startsWith('第');
    const written = match[0];
    const digits = ordinal ? written.slice(1) : written;
    if (ABOUT.test(digits)) continue;
    const value = readChineseNumber(digits);
    if (value === undefined) continue;
    const start = match.index;
    const end = start + written.length;
    const percent = text.slice(Math.max(0, start - 3), start) === '百分之';
    if (!ordinal && !percent && digits.length === 1 && !countsSomething(masked, start, end)) continue;
    found.push({ start, end, value, ordinal, confidence: !ordinal && digits === '一' ? 0.7 : 1 });
  }
  return found;
}

const CLASSIFIER_NEXT = new RegExp(`^(?:半)?(?:${CLASSIFIERS})`);

function countsSomething(text: string, start: number, end: number): boolean {
  const before = text[start - 1];
  const after = text.slice(end, end + 3);
  if (before !== undefined && /[周期拜初]/.test(before)) return false;
  if (CLASSIFIER_NEXT.test(after)) return true;
  const alone = (character: string | undefined) => character === undefined || /[\s\p{P}吧啊呢]/u.test(character);
  return alone(after[0]) && (alone(before) || /[是要成为]/.test(before!));
}

/**
 * The value of a number in characters, or undefined where they make none. Characters alone are digits of places
 * (二零二六); a last digit after 百, 千 or 万 counts the next lower place (三千五 is 3500), unless 零 stands before it.
 */
export function readChineseNumber(text: string): number | undefined {
  const mixed = /^(\d+(?:\.\d+)?)([百千万亿]+)$/.exec(text);
  if (mixed) {
    return [...mixed[2]!].reduce((value, unit) => value * (UNIT.get(unit) ?? MYRIAD.get(unit)!), Number(mixed[1]));
  }
  const withThousands = /^(\d+(?:\.\d+)?)万(\d{1,4}|[一二两三四五六七八九])$/.exec(text);
  if (withThousands) {
    const rest = withThousands[2]!;
    const low = /^\d{4}$/.test(rest) ? Number(rest) : (DIGIT.get(rest) ?? Number(rest)) * 10 ** (4 - rest.length);
    return Number(withThousands[1]) * 1e4 + low;
  }
  if (/\d/.test(text)) return undefined;
  const [whole, decimals] = text.split('点');
  if (decimals !== undefined) {
    const high = readChineseNumber(whole!);
    const low = [...decimals].map((character) => DIGIT.get(character));
    if (high === undefined || low.some((digit) => digit === undefined)) return undefined;
    return Number(`${high}.${low.join('')}`);
  }
  const characters = [...whole!];
  if (characters.every((character) => DIGIT.has(character))) {
    return Number(characters.map((character) => DIGIT.get(character)).join(''));
  }
  return readPlaces(characters);
}

function readPlaces(characters: readonly string[]): number | undefined {
  let total = 0;
  let section = 0;
  let digit: number | undefined;
  let lastUnit = 1;
  let zero = false;
  for (const character of characters) {
    const unit = UNIT.get(character);
    const myriad = MYRIAD.get(character);
    if (unit !== undefined) {
      // 十 alone at the start means one of it; any other unit needs its digit.
      if (digit === undefined && !(unit === 10 && !zero && lastUnit !== 10)) return undefined;
      section += (digit ?? 1) * unit;
      digit = undefined;
      lastUnit = unit;
    } else if (myriad !== undefined) {
      section += digit ?? 0;
      if (section === 0 && total === 0) return undefined;
      if (total > 0 && section === 0) total *= myriad;
      else if (myriad === 1e8) total = (total + section) * myriad;
      else total += section * myriad;
      section = 0;
      digit = undefined;
      lastUnit = myriad;
      zero = false;
    } else {
      const value = DIGIT.get(character)!;
      if (digit !== undefined && digit !== 0) return undefined;
      zero = value === 0;
      digit = value;
      if (zero) lastUnit = 1;
    }
  }
  const tail = digit === undefined ? 0 : digit * (lastUnit > 10 && !zero ? lastUnit / 10 : 1);
  return total + section + tail;
}
