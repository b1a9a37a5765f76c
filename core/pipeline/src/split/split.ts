import { type Problem, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { selectColumns } from '../dataset/frame.js';
import { columnsWithRole, columnWithRole } from '../schema/feature-schema.js';
import { type Localized, text } from '../text/localized.js';
import type { Fold } from '../tune/training-data.js';
import { hashText, rowKeys } from './row-keys.js';

export interface HoldoutOptions {
  /** Default: temporal where the schema names a time column. */
  kind?: 'temporal' | 'random';
  testShare: number;
  /** A label of each row whose shares both sides keep. */
  strata?: Int32Array;
  seed: number;
}

export interface Holdout {
  kind: 'temporal' | 'random' | 'grouped';
  train: Int32Array;
  test: Int32Array;
  /** Why this kind, in words. */
  reason: Localized;
}

/** One cut into rows to learn from and rows to judge on; both sides in file order. */
export function splitHoldout(dataset: Dataset, options: HoldoutOptions): Holdout {
  const time = columnWithRole(dataset.schema, 'time');
  const kind = options.kind ?? (time === undefined ? 'random' : 'temporal');
  if (kind === 'temporal') {
    if (time === undefined) {
      const problem: Problem = {
        code: 'TIME_NOT_NAMED',
        message: 'A temporal split needs a time column, and no column has the role time.',
        fix: 'Name one with --time, or ask for a random split.',
      };
      throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
        problems: [problem],
      });
    }
    return splitByTime(dataset, time.name, options.testShare);
  }
  const groups = groupLabels(dataset);
  const folds = dealRows(dataset, Math.max(2, Math.round(1 / options.testShare)), {
    ...(options.strata === undefined ? {} : { strata: options.strata }),
    ...(groups === undefined ? {} : { groups }),
    seed: options.seed,
    share: options.testShare,
  });
  const test = rowsWhere(folds, (f) => f === 0);
  const train = rowsWhere(folds, (f) => f !== 0);
  if (groups !== undefined) {
    return {
      kind: 'grouped',
      train,
      test,
      reason: text(
        'Random by group: all rows of one group stay on one side, so that nobody is known before they are judged.',
        '按组随机划分：同一组的所有行位于同一侧，避免在评估前已见过同一主体。',
      ),
    };
  }
  return {
    kind: 'random',
    train,
    test,
    reason:
      time === undefined
        ? text(
            'Random, with equal shares of each outcome: the file has no time column. The future may differ from this past.',
            '随机划分并保持各结果比例一致：文件没有时间列。未来可能与历史不同。',
          )
        : text(
            'Random, as asked, although the file has a time column: the numbers say nothing about change over time.',
            '按要求随机划分，尽管文件含有时间列：这些数字无法反映随时间的变化。',
          ),
  };
}

function splitByTime(dataset: Dataset, name: string, testShare: number): Holdout {
  const column = dataset.columns.get(name);
  const times = column?.kind === 'time' || column?.kind === 'numeric' ? column.values : undefined;
  const missing = times?.findIndex((value) => Number.isNaN(value)) ?? 0;
  if (times === undefined || missing >= 0) {
    throw new ProoflineError(
      'invalid-input',
      'TIME_UNREADABLE',
      times === undefined
        ? `Time column '${name}' holds neither dates nor numbers; give it the type date, datetime or number.`
        : `Time column '${name}' is empty in data row ${dataset.rowNumbers[missing]}; a temporal split needs a time in each row. Fill it in, or ask for a random split.`,
    );
  }
  const sorted = Float64Array.from(times).sort();
  // Rows of one moment stay together, so the cut moves to the nearest change of time.
  let at = Math.round((1 - testShare) * dataset.rows);
  while (at < dataset.rows && at > 0 && sorted[at] === sorted[at - 1]) at++;
  if (at >= dataset.rows) {
    at = Math.round((1 - testShare) * dataset.rows);
    while (at > 0 && sorted[at] === sorted[at - 1]) at--;
  }
  if (at === 0) {
    throw new ProoflineError(
      'invalid-input',
      'TIME_CONSTANT',
      `Time column '${name}' has one value only, so there is no earlier and later. Ask for a random split.`,
    );
  }
  const cut = sorted[at]!;
  return {
    kind: 'temporal',
    train: rowsWhere(times, (t) => t < cut),
    test: rowsWhere(times, (t) => t >= cut),
    reason: text(
      `By time ('${name}'): learnt on the earlier rows and judged on the later ones, as it will be in use.`,
      `按时间（“${name}”）划分：用较早的数据训练，用较晚的数据评估，与实际使用一致。`,
    ),
  };
}

export interface FoldOptions {
  folds: number;
  repeats?: number;
  strata?: Int32Array;
  seed: number;
}

/** Repeated k-fold: each repeat deals every row into one test fold, by content, with equal shares of each stratum. */
export function splitFolds(dataset: Dataset, options: FoldOptions): Fold[][] {
  const groups = groupLabels(dataset);
  return Array.from({ length: options.repeats ?? 1 }, (_, repeat) => {
    const dealt = dealRows(dataset, options.folds, {
      ...(options.strata === undefined ? {} : { strata: options.strata }),
      ...(groups === undefined ? {} : { groups }),
      seed: options.seed + 7919 * (repeat + 1),
    });
    return Array.from({ length: options.folds }, (_, f) => ({
      train: rowsWhere(dealt, (g) => g !== f),
      test: rowsWhere(dealt, (g) => g === f),
    }));
  });
}

/** A fold number for each row. With `share`, fold 0 gets that share and 1 the rest. */
function dealRows(
  dataset: Dataset,
  folds: number,
  options: { strata?: Int32Array; groups?: Int32Array; seed: number; share?: number },
): Int32Array {
  const features = columnsWithRole(dataset.schema, 'feature', 'target').map((column) => column.name);
  const keys = rowKeys(selectColumns(dataset, features), options.seed);
  const dealt = new Int32Array(dataset.rows);
  // Units are rows, or groups of rows with the key of their smallest row.
  const units = new Map<number, { key: number; rows: number[] }>();
  for (let i = 0; i < dataset.rows; i++) {
    const id = options.groups?.[i] ?? i;
    const unit = units.get(id);
    if (unit === undefined) units.set(id, { key: keys[i]!, rows: [i] });
    else {
      unit.key = Math.min(unit.key, keys[i]!);
      unit.rows.push(i);
    }
  }
  const strata = new Map<number, { key: number; rows: number[] }[]>();
  for (const unit of units.values()) {
    // A group belongs to the stratum of most of its rows' highest label: one event makes it an event group.
    const label =
      options.strata === undefined
        ? 0
        : unit.rows.reduce((most, i) => Math.max(most, options.strata![i]!), Number.NEGATIVE_INFINITY);
    const list = strata.get(label);
    if (list === undefined) strata.set(label, [unit]);
    else list.push(unit);
  }
  let offset = 0;
  for (const [, list] of [...strata.entries()].sort(([a], [b]) => a - b)) {
    list.sort((a, b) => a.key - b.key || a.rows[0]! - b.rows[0]!);
    list.forEach((unit, position) => {
      const fold =
        options.share === undefined
          ? (position + offset) % folds
          : Math.floor((position + 1) * options.share + 0.5) > Math.floor(position * options.share + 0.5)
            ? 0
            : 1;
      for (const row of unit.rows) dealt[row] = fold;
    });
    // The next stratum goes on where this one ended, so that fold sizes differ by one at the most.
    offset += list.length;
  }
  return dealt;
}

/** A number for each group, or undefined where no column has the role group. */
function groupLabels(dataset: Dataset): Int32Array | undefined {
  const spec = columnWithRole(dataset.schema, 'group');
  const column = spec && dataset.columns.get(spec.name);
  if (column === undefined) return undefined;
  const seen = new Map<string, number>();
  return Int32Array.from({ length: dataset.rows }, (_, i) => {
    const raw =
      column.kind === 'categorical'
        ? column.codes[i]
        : column.kind === 'text'
          ? column.values[i] === null
            ? null
            : `${hashText(column.values[i]!)}${column.values[i]}`
          : column.values[i];
    // A row without a group is a group of its own.
    const key = raw === null || raw === -1 || Number.isNaN(raw) ? `row ${i}` : String(raw);
    const label = seen.get(key) ?? seen.size;
    seen.set(key, label);
    return label;
  });
}

function rowsWhere(values: Int32Array | Float64Array, keep: (value: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < values.length; i++) if (keep(values[i]!)) rows.push(i);
  return Int32Array.from(rows);
}
