import type { Json } from '@proofline/learn';
import type { Column, Frame } from '../dataset/frame.js';
import { binOf, type Group, groupColumn, quantileCuts, sortedNumbers } from '../profile/column-groups.js';
import { RARE_ROWS } from '../profile/profile.js';
import { type ColumnSpec, columnTitle, type FeatureSchema } from '../schema/feature-schema.js';
import type { TaskKind } from '../task/task-kind.js';
import { type Localized, text } from '../text/localized.js';

/** What a model learnt from, counted: what comes later is compared with it. */
export interface PackageReference {
  /** As how many rows of equal weight the rows count that were learnt from. */
  rows: number;
  /** The texts that an outcome may be, in kinds of tasks that have a list of them. */
  outcomes?: readonly string[];
  /** The outcome that is the event, where there is one. */
  event?: string;
  /** Of each feature that the model uses. A date moves with the calendar and is not among them. */
  features: readonly ReferenceDistribution[];
  /** Of the answers, for rows that the answering models had not learnt from. */
  answer: ReferenceDistribution;
}

export interface ReferenceDistribution {
  name: string;
  title: Localized;
  /** Boundaries of the bins of numbers: bin b holds cuts[b-1] <= value < cuts[b]. */
  cuts?: readonly number[];
  groups: readonly ReferenceGroup[];
}

export interface ReferenceGroup extends Omit<Group, 'kind'> {
  kind: Group['kind'] | 'other';
  /** The level as it is written. */
  level?: string;
  /** Rows of equal weight; not a whole number where rows have weights. */
  rows: number;
}

const BINS = 10;
const OTHER = text('any other', '其他');

/** The name under which the distribution of answers is kept. */
export const ANSWER = 'prediction';
const ANSWER_TITLE = text('prediction', '预测值');

export function buildReference<T, P>(input: {
  kind: TaskKind<T, P>;
  schema: FeatureSchema;
  /** Rows that were learnt from, as they came, with the features that are used. */
  frame: Frame;
  uses: readonly string[];
  truth: T;
  outOfFold: P;
  weight?: Float64Array;
}): PackageReference {
  const { kind, schema, frame, uses, truth, outOfFold, weight } = input;
  const rows = effectiveRows(frame.rows, weight);
  const answers = Array.from({ length: frame.rows }, (_, row) => kind.row(outOfFold, row));
  const outcomes = kind.outcomes?.(truth);
  const event = kind.event?.(truth);
  return {
    rows,
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(event === undefined ? {} : { event }),
    features: schema.columns
      .filter(({ name, type }) => uses.includes(name) && type !== 'date' && type !== 'datetime')
      .map((spec) => distributionOf(spec.name, columnTitle(spec), frame.columns.get(spec.name)!, spec, rows, weight)),
    answer: distributionOf(ANSWER, ANSWER_TITLE, answerColumn(answers), undefined, rows, weight),
  };
}

/** The number that an answer comes down to (a probability of the event, a quantity), in kinds that have one. */
export function scoreOf({ probability, value }: Readonly<Record<string, Json>>): number | undefined {
  if (typeof probability === 'number') return probability;
  return typeof value === 'number' ? value : undefined;
}

/** Answers as one column: numbers, or classes. */
export function answerColumn(answers: readonly Readonly<Record<string, Json>>[]): Column {
  if (answers.every((answer) => scoreOf(answer) !== undefined)) {
    return { kind: 'numeric', values: Float64Array.from(answers, (answer) => scoreOf(answer)!) };
  }
  const classes = answers.map((answer) => String(answer.class));
  const levels = [...new Set(classes)].sort();
  const place = new Map(levels.map((level, k) => [level, k]));
  return { kind: 'categorical', levels, codes: Int32Array.from(classes, (level) => place.get(level)!) };
}

/** How many rows of a column fall into each group of a reference, in its order. */
export function countGroups(reference: ReferenceDistribution, column: Column, weight?: Float64Array): number[] {
  const counts = new Array<number>(reference.groups.length).fill(0);
  groupsOfRows(reference, column).forEach((group, row) => {
    counts[group]! += weight?.[row] ?? 1;
  });
  return counts;
}

/** The group of each row of a column, by its place among those of a reference. */
export function groupsOfRows({ cuts, groups }: ReferenceDistribution, column: Column): Int32Array {
  const groupOf = grouping(groups, cuts ?? [], column);
  const rows = column.kind === 'categorical' ? column.codes.length : column.values.length;
  return Int32Array.from({ length: rows }, (_, row) => groupOf(row));
}

/** The group of a row of a column. Groups stand in this order: bins or levels, others, special codes, missing. */
function grouping(groups: readonly ReferenceGroup[], cuts: readonly number[], column: Column): (row: number) => number {
  const missing = groups.length - 1;
  switch (column.kind) {
    case 'categorical': {
      const other = groups.findIndex(({ kind }) => kind === 'other');
      const place = new Map(groups.map(({ level }, k) => [level, k]));
      const ofCode = column.levels.map((level) => place.get(level) ?? other);
      return (row) => (column.codes[row]! < 0 ? missing : ofCode[column.codes[row]!]!);
    }
    case 'numeric': {
      const specials = groups.findIndex(({ kind }) => kind === 'special');
      return (row) => {
        const special = column.special?.[row] ?? 0;
        if (special > 0) return specials + special - 1;
        return Number.isNaN(column.values[row]!) ? missing : binOf(column.values[row]!, cuts);
      };
    }
    case 'time':
      return (row) => (Number.isNaN(column.values[row]!) ? missing : binOf(column.values[row]!, cuts));
    case 'text':
      return (row) => (column.values[row] === null ? missing : 0);
  }
}

function distributionOf(
  name: string,
  title: Localized,
  column: Column,
  spec: ColumnSpec | undefined,
  rows: number,
  weight: Float64Array | undefined,
): ReferenceDistribution {
  const cuts = column.kind === 'numeric' ? quantileCuts(sortedNumbers(column.values), BINS) : undefined;
  const named = groupColumn(column, spec, cuts === undefined ? {} : { cuts });
  const groups = named.groups.flatMap((group, k): Omit<ReferenceGroup, 'rows'>[] => {
    if (group.kind !== 'level' || column.kind !== 'categorical') return [group];
    // What few rows have says nothing, and may say who they are.
    return named.counts[k]! < RARE_ROWS ? [] : [{ ...group, level: column.levels[k]! }];
  });
  if (column.kind === 'categorical') groups.splice(-1, 0, { kind: 'other', label: OTHER });
  const empty = {
    name,
    title,
    ...(cuts === undefined ? {} : { cuts }),
    groups: groups.map((one) => ({ ...one, rows: 0 })),
  };
  const counts = countGroups(empty, column, weight);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { ...empty, groups: empty.groups.map((group, k) => ({ ...group, rows: (counts[k]! * rows) / total })) };
}

/** Kish's effective size: as many rows of equal weight would tell as much. */
function effectiveRows(rows: number, weight: Float64Array | undefined): number {
  if (weight === undefined) return rows;
  const total = weight.reduce((sum, w) => sum + w, 0);
  const squares = weight.reduce((sum, w) => sum + w * w, 0);
  return (total * total) / squares;
}
