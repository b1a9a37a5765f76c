import type { Problem } from '@proofline/learn';
import { type Localized, text } from '../text/localized.js';
import { shortened } from '../text/shortened.js';
import type { ColumnStatistics } from './column-statistics.js';
import { DATE_MEANINGS, type DateMeaning, dateMeaning, isCalendarName, TIMES_OF_THE_CASE } from './date-meaning.js';
import { columnWithRole, type FeatureSchema } from './feature-schema.js';
import { MOSTLY, NEARLY_ALL } from './guess-date.js';
import type { RolesGiven } from './guess-role.js';
import type { TypeGuess } from './guess-type.js';
import type { Assumption } from './infer-schema.js';

export interface Guess {
  column: ColumnStatistics;
  guess: TypeGuess;
}

/** A column that holds dates, or is called one, and is not what a split goes by. */
export interface UnusedDate {
  column: string;
  /** Why not, to follow the column's name and a colon. */
  reason: Localized;
  /** Whether its name allows that it is the time of the case: a split by chance is then doubtful. */
  couldBeTime: boolean;
}

export interface TimeChoice {
  time?: string;
  assumptions: Assumption[];
  unusedDates: UnusedDate[];
  questions: Problem[];
  /** What the content of a column says against the role that the user named it for. */
  refusals: Problem[];
}

interface DateColumn extends Guess {
  meaning: DateMeaning;
}

/** Fewer dates than this are no time that a file can be cut at. */
const FEWEST_DATES = 3;

/**
 * The time of the case: the column that the user named, else the date that by its name is nearest to the application.
 * What else holds dates is told with the reason why it is not; where no name tells which of several it is, or a date can be
 * read in two ways, that is a question for the user.
 */
export function chooseTime(guesses: readonly Guess[], given: RolesGiven): TimeChoice {
  const dates = guesses
    .filter(({ column, guess }) => column.name !== given.target && isDateLike(column, guess))
    .map((one): DateColumn => ({ ...one, meaning: dateMeaning(one.column.name) }));
  const fit = dates.filter((one) => whyNot(one, given) === undefined);
  const best = TIMES_OF_THE_CASE.map((meaning) => fit.filter((one) => one.meaning === meaning)).find(
    (those) => those.length > 0,
  );
  const open = given.time === undefined && best !== undefined && best.length > 1 && !tells(best[0]!.meaning);
  const time = given.time ?? (open ? undefined : best?.[0]?.column.name);
  const unusedDates = dates
    .filter(({ column }) => column.name !== time)
    .map(
      (one): UnusedDate => ({
        column: one.column.name,
        reason: whyNot(one, given) ?? whyOther(time, best ?? []),
        couldBeTime: TIMES_OF_THE_CASE.includes(one.meaning),
      }),
    );
  const questions = [...(open ? [whichTime(best)] : []), ...(time === undefined ? [] : whichReading(time, guesses))];
  const named = guesses.find(({ column }) => column.name === given.time);
  const assumptions = unusedDates.map(
    ({ column, reason }): Assumption => ({
      column,
      text: text(`Not what rows are split by: ${reason.en}.`, `不作为划分依据：${reason.zh}。`),
    }),
  );
  if (time !== undefined && given.time === undefined)
    assumptions.unshift({ column: time, text: whyChosen(best!, fit) });
  return {
    ...(time === undefined ? {} : { time }),
    assumptions,
    unusedDates,
    questions,
    refusals: named === undefined ? [] : whyNoTime(named),
  };
}

/** A column that the user calls the time, but whose cells are read neither as dates nor, by its name, as counted periods. */
function whyNoTime({ column, guess }: Guess): Problem[] {
  const { type } = guess.spec;
  if (type === 'date' || type === 'datetime' || guess.present === 0) return [];
  const isNumber = type === 'number' || type === 'integer';
  if (isNumber && isCalendarName(column.name)) return [];
  if (isNumber) return [notTime(column.name, `numbers from ${column.min} to ${column.max}, no dates, months or years`)];
  const examples = column.values.slice(0, 3).map(([value]) => `'${shortened(value, 30)}'`);
  return [notTime(column.name, `texts, few or none of them dates, such as ${examples.join(', ')}`)];
}

/** The refusal of a column that was named with `--time` and holds something else. */
export function notTime(name: string, found: string): Problem {
  return {
    code: 'TIME_NOT_DATES',
    message: `--time names the column '${name}', which holds ${found}.`,
    where: { column: name, path: 'columns.time' },
    got: found,
    allowed:
      'dates (2024-03-31, 31/03/2024 09:30), months (202403), years (2024), Excel serial days, or seconds or milliseconds since 1970',
    fix: "Name a column of dates, months (202403) or years (2024), or leave --time out. Numbers that do count periods (1, 2, 3 …) are taken where a schema gives the column 'role: time' and 'type: integer'.",
  };
}

/** The date columns of a schema that somebody wrote, which are not its time. */
export function unusedDatesOf(schema: FeatureSchema): UnusedDate[] {
  const time = columnWithRole(schema, 'time');
  return schema.columns
    .filter(({ type, role }) => (type === 'date' || type === 'datetime') && role !== 'time')
    .map(({ name, role }) => ({
      column: name,
      reason:
        time === undefined
          ? text(`the schema gives it the role ${role}`, `模式中其角色为 ${role}`)
          : text(`the schema names '${time.name}'`, `模式指定了“${time.name}”`),
      couldBeTime: TIMES_OF_THE_CASE.includes(dateMeaning(name)),
    }));
}

function isDateLike(column: ColumnStatistics, guess: TypeGuess): boolean {
  if (guess.present === 0) return false;
  if (guess.spec.type === 'date' || guess.spec.type === 'datetime') return true;
  if (guess.date !== undefined && guess.date.share >= MOSTLY) return true;
  const whole = column.numbers === 0 || column.integers >= NEARLY_ALL * column.numbers;
  return isCalendarName(column.name) && whole && column.distinct >= FEWEST_DATES;
}

/** Whether a name with this meaning says that it is the time of the case, so that of two the first is as good. */
function tells(meaning: DateMeaning): boolean {
  return meaning === 'application' || meaning === 'origination' || meaning === 'observation';
}

/** Why a column cannot be the time of the case; undefined where it can. */
function whyNot({ column, guess, meaning }: DateColumn, given: RolesGiven): Localized | undefined {
  if (given.ignore?.includes(column.name)) return text('left out as asked', '按要求不使用');
  if (namedElsewhere(column.name, given)) return text('it was given another role', '已指定其他角色');
  if (!TIMES_OF_THE_CASE.includes(meaning)) {
    return text(`by its name ${DATE_MEANINGS[meaning].en}`, `按名称为${DATE_MEANINGS[meaning].zh}`);
  }
  if (guess.date === undefined) {
    return text(
      `it is called a date, but its cells are not read as dates (e.g. '${column.values[0]?.[0] ?? ''}'); name it with --time if they count time, or give its type and format in a schema`,
      `名称像日期，但单元格未按日期读取（例如“${column.values[0]?.[0] ?? ''}”）；如表示时间，请用 --time 指定，或在模式中给出类型与格式`,
    );
  }
  const share = Math.floor(100 * guess.date.share * (guess.present / column.rows));
  if (share < 100 * NEARLY_ALL) {
    return text(
      `only ${share} % of the rows have a date in it; fill it in or correct it, and name it with --time`,
      `仅 ${share}% 的行含有日期；请补全或更正后用 --time 指定`,
    );
  }
  if (column.distinct < FEWEST_DATES) {
    return text(`it has fewer than ${FEWEST_DATES} different dates`, `不同日期少于 ${FEWEST_DATES} 个`);
  }
  return undefined;
}

function namedElsewhere(name: string, given: RolesGiven): boolean {
  const { id, group, weight, score } = given;
  return [id, group, weight, score, ...(given.protected ?? [])].includes(name);
}

function whyOther(time: string | undefined, best: readonly DateColumn[]): Localized {
  if (time !== undefined) return text(`'${time}' is the time of the case`, `“${time}”为业务发生时间`);
  const names = best.map(({ column }) => column.name);
  return text(
    `no name tells which of ${names.map((name) => `'${name}'`).join(', ')} is the time of the case; name it with --time`,
    `名称无法说明${names.map((name) => `“${name}”`).join('、')}中哪一列为业务发生时间；请用 --time 指定`,
  );
}

function whyChosen(best: readonly DateColumn[], fit: readonly DateColumn[]): Localized {
  const { meaning } = best[0]!;
  const role = text(
    'The time of the case: the split goes by it, from the past to the future.',
    '视为业务发生时间：按时间先后划分数据。',
  );
  if (fit.length === 1) return role;
  const others = fit.filter((one) => one !== best[0]).map(({ column }) => column.name);
  const of = DATE_MEANINGS[meaning];
  return text(
    `${role.en} Chosen before ${others.map((name) => `'${name}'`).join(', ')}: by its name it is ${of.en}${best.length > 1 ? ', and the first such column' : ''}. Name another with --time.`,
    `${role.zh}优先于${others.map((name) => `“${name}”`).join('、')}：按名称为${of.zh}${best.length > 1 ? '，且为首个此类列' : ''}。可用 --time 指定其他列。`,
  );
}

function whichTime(best: readonly DateColumn[]): Problem {
  const names = best.map(({ column }) => `'${column.name}'`).join(', ');
  return {
    code: 'TIME_AMBIGUOUS',
    message: `${best.length} columns hold dates, and no name tells which is the time of the case: ${names}.`,
    where: { column: best[0]!.column.name },
    got: names,
    allowed: 'one column that rows are split by',
    fix: 'Name it with --time, or leave out with --ignore those that are not.',
  };
}

function whichReading(time: string, guesses: readonly Guess[]): Problem[] {
  const ambiguous = guesses.find(({ column }) => column.name === time)?.guess.date?.ambiguous;
  if (ambiguous === undefined) return [];
  const { cell, formats } = ambiguous;
  return [
    {
      code: 'DATE_AMBIGUOUS',
      message: `Column '${time}', which rows are split by, can be read in two ways: '${cell}' is another day in the format ${formats[0]} than in ${formats[1]}.`,
      where: { column: time },
      got: `'${cell}'`,
      allowed: formats.join(' or '),
      fix: `Say which: write a schema with 'proofline schema infer --data FILE --out schema.yaml', set 'format: ${formats[0]}' or 'format: ${formats[1]}' for the column, and run with --schema schema.yaml. Or name another column with --time.`,
    },
  ];
}
