import type { Problem } from '@proofline/learn';
import { compareLevels } from '../cells/column-builder.js';
import { joinSpellings, namedOutcome } from '../cells/outcome-text.js';
import type { PocConfig } from '../intake/poc-config.js';
import { text } from '../text/localized.js';
import { chooseTime, type Guess, type UnusedDate } from './choose-time.js';
import { isEntityIdName, isIdName, isTargetName, personalDetail } from './column-names.js';
import type { ColumnStatistics } from './column-statistics.js';
import { type ColumnSpec, categoryValues } from './feature-schema.js';
import type { TypeGuess } from './guess-type.js';
import type { Assumption } from './infer-schema.js';
import { unseenOutOfScope, withOutOfScope } from './out-of-scope.js';
import { isAgeName, isLanguageName, protectedAttribute } from './protected-names.js';
import { assumeEvent, obviousEvent } from './target-event.js';

/** More values than there are nations are no groups of people. */
const MOST_GROUPS = 250;

export type RolesGiven = Partial<PocConfig['columns']>;

/** The columns with their roles, and what is left to say about dates. */
export interface RoleGuess {
  columns: ColumnSpec[];
  unusedDates: UnusedDate[];
  questions: Problem[];
  refusals: Problem[];
}

/**
 * A role for each column. Those that the user named stay as named; the others are guessed from names and content, and each
 * guess that takes a column away from the features is said.
 */
export function guessRoles(
  guesses: readonly Guess[],
  given: RolesGiven,
  assumptions: Assumption[],
  { reads, hasEvent }: { reads: 'text' | undefined; hasEvent: boolean },
): RoleGuess {
  const assume = (column: string, en: string, zh: string): void => {
    assumptions.push({ column, text: text(en, zh) });
  };
  const target = given.target ?? guessTarget(guesses, assume);
  const { time, assumptions: saidOfDates, ...dates } = chooseTime(guesses, { ...given, target });
  assumptions.push(...saidOfDates);
  let id = given.id;
  const columns = guesses.map(({ column, guess }): ColumnSpec => {
    const { name } = column;
    const role = givenRole(name, given);
    const spec: ColumnSpec = { name, role: role ?? 'feature', ...guess.spec };
    if (name === target) {
      const own: ColumnSpec = { ...asTarget(spec, column, assume), role: 'target' };
      const unseen = unseenOutOfScope(own, given.outOfScope);
      // Of the run, not of the column: it is said at the start.
      if (unseen !== undefined) assumptions.push({ text: unseen });
      const outcome = withOutOfScope(own, given.outOfScope);
      if (given.positive !== undefined) {
        const positive = namedOutcome(given.positive, categoryValues(outcome)) ?? given.positive;
        if (positive !== given.positive) {
          assume(
            name,
            `The event is '${positive}': '${given.positive}', as it was named, is another spelling of it.`,
            `事件为“${positive}”：所指定的“${given.positive}”是其另一种写法。`,
          );
        }
        return { ...outcome, positive };
      }
      const isBinary = hasEvent && categoryValues(outcome).length === 2;
      const event = isBinary ? obviousEvent(name, categoryValues(outcome)) : undefined;
      if (event === undefined) return outcome;
      assumptions.push(assumeEvent(name, event));
      return { ...outcome, positive: event };
    }
    if (role !== undefined) return role === 'id' || role === 'group' ? asKey(spec) : spec;
    if (name === time) return { ...spec, role: 'time' };
    if (guess.present === 0) {
      assume(name, 'Empty in every row: left out.', '所有行均为空：不使用。');
      return { ...spec, role: 'ignore' };
    }
    if (column.distinct === 1 && guess.present === column.rows) {
      assume(name, 'The same in every row: left out.', '所有行取值相同：不使用。');
      return { ...spec, role: 'ignore' };
    }
    const key = keyKind(column, guess);
    if (
      key === 'counter' &&
      (column.position === 1 || !isIdName(name)) &&
      /^(?:column_1|unnamed.*|index|row.*|)$/i.test(name)
    ) {
      assume(name, 'Counts the rows: left out.', '为行计数：不使用。');
      return { ...spec, role: 'ignore' };
    }
    const attribute = protectedAttribute(name);
    // A country of birth is no date of birth.
    const personal = attribute === undefined ? personalDetail(name) : undefined;
    if (personal !== undefined && (key !== undefined || namesPeople(spec, column, guess.present))) {
      assume(name, `Looks like ${personal.en}: personal data, left out.`, `疑似${personal.zh}：个人信息，不使用。`);
      return { ...spec, role: 'ignore', pii: true };
    }
    if (key !== undefined) {
      if (id === undefined) {
        id = name;
        assume(name, 'Different in every row: the identifier.', '每行各不相同：视为标识符。');
        return { ...asKey(spec), role: 'id' };
      }
      assume(name, 'Different in every row, an identifier too: left out.', '每行各不相同，亦为标识符：不使用。');
      return { ...asKey(spec), role: 'ignore' };
    }
    if (
      given.group === undefined &&
      isEntityIdName(name) &&
      column.distinct > 30 &&
      column.distinct < 0.95 * guess.present
    ) {
      assume(
        name,
        'Names somebody who comes back in several rows: their rows stay on one side of every split.',
        '标识在多行中重复出现的主体：其所有行在划分时位于同一侧。',
      );
      return { ...asKey(spec), role: 'group' };
    }
    if (attribute !== undefined && column.distinct <= MOST_GROUPS) {
      assume(
        name,
        `Stands for ${attribute.en}: protected, used for the fairness study and never as a feature.`,
        `表示${attribute.zh}：受保护属性，仅用于公平性研究，不作为特征。`,
      );
      return { ...asCategory(spec, column), role: 'protected' };
    }
    if (spec.type === 'date' || spec.type === 'datetime') {
      // Why it is not the time of the case was said when that was chosen.
      return { ...spec, role: 'ignore' };
    }
    if (spec.type === 'text' && reads === 'text' && isRead(name, given)) return spec;
    if (spec.type === 'text') {
      assume(
        name,
        `Free text or too many different values (about ${column.distinct.toLocaleString('en-US')}): left out.`,
        `自由文本或取值过多（约 ${column.distinct.toLocaleString('en-US')} 个）：不使用。`,
      );
      return { ...spec, role: 'ignore', ...(looksPersonal(column) ? { pii: true } : {}) };
    }
    if (isAgeName(name)) {
      assume(
        name,
        'Age stays a feature; where the law or your policy forbids it, name it with --protected.',
        '年龄仍作为特征；如法律或政策禁止，请用 --protected 指定。',
      );
    } else if (isLanguageName(name)) {
      assume(
        name,
        'A language tells of the origin. It stays a feature; where the law or your policy forbids it, name it with --protected.',
        '语言可反映出身来源。仍作为特征；如法律或政策禁止，请用 --protected 指定。',
      );
    }
    return spec;
  });
  return { columns: reads === 'text' ? textOnly(columns, assume) : columns, ...dates };
}

function givenRole(name: string, given: RolesGiven): ColumnSpec['role'] | undefined {
  if (name === given.target) return 'target';
  if (name === given.time) return 'time';
  if (name === given.id) return 'id';
  if (name === given.group) return 'group';
  if (name === given.weight) return 'weight';
  if (name === given.score) return 'score';
  if (given.text?.includes(name)) return 'feature';
  if (given.protected?.includes(name)) return 'protected';
  if (given.ignore?.includes(name)) return 'ignore';
  return undefined;
}

/** Of the columns of free text those that were named, all where none was. */
function isRead(name: string, { text: named = [] }: RolesGiven): boolean {
  return named.length === 0 || named.includes(name);
}

/** A task that reads text has no other features. */
function textOnly(columns: readonly ColumnSpec[], assume: Assume): ColumnSpec[] {
  return columns.map((spec) => {
    if (spec.role !== 'feature' || spec.type === 'text') return spec;
    assume(
      spec.name,
      'No free text, and this task reads nothing else: left out.',
      '并非自由文本，而本任务只读取文本：不使用。',
    );
    return { ...spec, role: 'ignore' };
  });
}

type Assume = (column: string, en: string, zh: string) => void;

function guessTarget(guesses: readonly Guess[], assume: Assume): string | undefined {
  const named = guesses.filter(({ column }) => isTargetName(column.name) && hasTwoOutcomes(column));
  if (named.length !== 1) return undefined;
  const { name } = named[0]!.column;
  assume(name, 'The outcome to predict, by its name.', '按名称视为预测目标。');
  return name;
}

function hasTwoOutcomes({ complete, values }: ColumnStatistics): boolean {
  return complete && values.length < 20 && joinSpellings(values).length === 2;
}

/**
 * A target of numbers that are few is a list of classes, also where the type was guessed without knowing that. Spellings of
 * one outcome are one class.
 */
function asTarget(spec: ColumnSpec, column: ColumnStatistics, assume: Assume): ColumnSpec {
  const isNumber = spec.type === 'number' || spec.type === 'integer' || spec.type === 'boolean';
  const target = isNumber && column.distinct <= 20 ? asCategory(spec, column) : spec;
  if (target.type !== 'category' || !column.complete) return target;
  const missing = new Set(target.missing);
  const joined = joinSpellings(column.values.filter(([value]) => !missing.has(value)));
  const several = joined.filter(({ spellings }) => spellings.length > 1);
  if (several.length === 0) return target;
  for (const { outcome, spellings } of several) {
    const others = spellings.slice(1).map((spelling) => `'${spelling}'`);
    assume(
      column.name,
      `${others.join(', ')} ${others.length > 1 ? 'are other spellings' : 'is another spelling'} of the outcome '${outcome}'.`,
      `${others.join('、')} 是结果“${outcome}”的其他写法。`,
    );
  }
  return { ...target, categories: joined.map(({ outcome }) => outcome).sort(compareLevels) };
}

function asCategory(spec: ColumnSpec, column: ColumnStatistics): ColumnSpec {
  if (!column.complete || spec.type === 'category' || column.distinct > 30) return spec;
  const missing = new Set(spec.missing);
  const values = column.values.map(([value]) => value).filter((value) => !missing.has(value));
  const { unit: _unit, special: _special, format: _format, ...rest } = spec;
  return { ...rest, type: 'category', categories: values.sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1)) };
}

/** Identifiers are texts, whatever their cells look like: 007 is not 7. */
function asKey(spec: ColumnSpec): ColumnSpec {
  const { name, role, missing } = spec;
  return { name, role, type: 'text', ...(missing === undefined ? {} : { missing }) };
}

/** A few levels (has a telephone: yes, no) name nobody, and numbers are measurements until they are keys. */
function namesPeople(spec: ColumnSpec, column: ColumnStatistics, present: number): boolean {
  if (spec.type === 'number' || spec.type === 'integer') return false;
  return spec.type !== 'category' || (column.distinct > 10 && column.distinct > 0.05 * present);
}

/** `counter`: whole numbers that run without a gap; `key`: something else that differs in every row and is no measurement. */
function keyKind(column: ColumnStatistics, { spec, present }: TypeGuess): 'counter' | 'key' | undefined {
  if (present < 20 || column.distinct < present) return undefined;
  if ((spec.type === 'integer' || spec.type === 'number') && column.integers === present) {
    if (column.max - column.min + 1 === present) return 'counter';
    return isIdName(column.name) || !couldBeDistinctByChance(column) ? 'key' : undefined;
  }
  if (spec.type !== 'text') return undefined;
  // Languages without spaces write whole sentences in one word.
  if (column.values.some(([value]) => /\p{Script=Han}{3}/u.test(value))) return undefined;
  const short = column.values.every(([value]) => value.length <= 40 && !/\s\S+\s/.test(value));
  return short && (isIdName(column.name) || !/[\s,]/.test(column.values[0]?.[0] ?? ' ')) ? 'key' : undefined;
}

/**
 * Whole numbers of a quantity repeat: n draws from a range of R values agree in about n²/2R pairs. Where ten or more pairs
 * are due and there is none, the numbers were given out one by one.
 */
function couldBeDistinctByChance(column: ColumnStatistics): boolean {
  const range = column.max - column.min + 1;
  return (column.filled * column.filled) / (2 * range) < 10;
}

function looksPersonal(column: ColumnStatistics): boolean {
  const sample = column.values.slice(0, 20);
  const matching = (pattern: RegExp): boolean =>
    sample.filter(([value]) => pattern.test(value)).length > sample.length * 0.6;
  return (
    matching(/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i) ||
    matching(/^\+?[\d\s()/-]{9,17}$/) ||
    matching(/^\d{17}[\dXx]$/) ||
    matching(/^[A-Z]{2}\d{2}[A-Z\d]{10,30}$/)
  );
}
