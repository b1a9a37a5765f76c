import { type Localized, text } from '../text/localized.js';

/** Units of time, as files and schemas write them; other units (currencies, %, kg) are the same in both languages. */
const TIME_UNITS: readonly { one: string; many: string; zh: string; spellings: readonly string[] }[] = [
  { one: 'minute', many: 'minutes', zh: '分钟', spellings: ['min'] },
  { one: 'hour', many: 'hours', zh: '小时', spellings: ['h'] },
  { one: 'day', many: 'days', zh: '天', spellings: ['日'] },
  { one: 'week', many: 'weeks', zh: '周', spellings: ['星期'] },
  { one: 'month', many: 'months', zh: '个月', spellings: ['月'] },
  { one: 'year', many: 'years', zh: '年', spellings: ['yrs'] },
];

const BY_SPELLING = new Map(
  TIME_UNITS.flatMap((unit) => [unit.one, unit.many, unit.zh, ...unit.spellings].map((name) => [name, unit] as const)),
);

function timeUnit(unit: string): (typeof TIME_UNITS)[number] | undefined {
  return BY_SPELLING.get(unit);
}

export function isTimeUnit(unit: string | undefined): boolean {
  return unit !== undefined && timeUnit(unit) !== undefined;
}

/** A unit in words: `months` is 个月; of `amount` 1 it is `month`. */
export function unitWords(unit: string, amount?: number): Localized {
  const time = timeUnit(unit);
  return time === undefined ? text(unit) : text(amount === 1 ? time.one : time.many, time.zh);
}

/** A written number, or range of numbers, with the unit behind it; as it is where the column has none. */
export function withUnit(shown: string, unit: string | undefined, amount?: number): Localized {
  if (unit === undefined) return text(shown);
  const words = unitWords(unit, amount);
  return text(`${shown} ${words.en}`, `${shown} ${words.zh}`);
}
