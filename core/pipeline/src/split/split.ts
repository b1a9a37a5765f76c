import { type Problem, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { UnusedDate } from '../schema/choose-time.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import type { Fold } from '../tune/training-data.js';
import { dealParts, dealShare } from './deal-rows.js';
import { type RowGroups, rowGroups } from './row-groups.js';
import { refuseSmallSide } from './side-size.js';
import { splitByTime } from './split-by-time.js';

export interface HoldoutOptions {
  /** Default: temporal where the schema names a time column. */
  kind?: 'temporal' | 'random';
  testShare: number;
  /** A label of each row whose shares both sides keep. */
  strata?: Int32Array;
  seed: number;
  /** Columns of dates that are not the time of the case: a random split says why it does not go by them. */
  unusedDates?: readonly UnusedDate[];
}

export interface Holdout {
  kind: 'temporal' | 'random' | 'grouped';
  train: Int32Array;
  test: Int32Array;
  /** Why this kind, in words. */
  reason: Localized;
}

/**
 * One cut into rows to learn from and rows to judge on; both sides in file order. No group is ever on both. Throws
 * `invalid-input` where a side would have too few rows, outcomes or groups.
 */
export function splitHoldout(dataset: Dataset, options: HoldoutOptions): Holdout {
  const time = columnWithRole(dataset.schema, 'time');
  const groups = rowGroups(dataset);
  const holdout = cutHoldout(dataset, options, time?.name, groups);
  const labels = {
    ...(options.strata === undefined ? {} : { strata: options.strata }),
    ...(groups === undefined ? {} : { groups }),
  };
  refuseSmallSide('training', holdout.train, labels);
  refuseSmallSide('test', holdout.test, labels);
  return holdout;
}

function cutHoldout(
  dataset: Dataset,
  options: HoldoutOptions,
  time: string | undefined,
  groups: RowGroups | undefined,
): Holdout {
  if ((options.kind ?? (time === undefined ? 'random' : 'temporal')) === 'temporal') {
    return splitByTime(dataset, time ?? refuseWithoutTime(), groups, options);
  }
  const dealt = dealShare(dataset, options.testShare, {
    ...options,
    ...(groups === undefined ? {} : { groups: groups.labels }),
  });
  return {
    kind: groups === undefined ? 'random' : 'grouped',
    train: rowsOfPart(dealt, (part) => part === 0),
    test: rowsOfPart(dealt, (part) => part === 1),
    reason: randomReason(time, groups, options),
  };
}

/** Refuses a temporal split of a file without a time. */
export function refuseWithoutTime(): never {
  const problem: Problem = {
    code: 'TIME_NOT_NAMED',
    message: 'A temporal split needs a time column, and no column has the role time.',
    fix: 'Name one with --time, or ask for a random split.',
  };
  throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
    problems: [problem],
  });
}

function randomReason(
  time: string | undefined,
  groups: RowGroups | undefined,
  { strata, unusedDates }: HoldoutOptions,
): Localized {
  if (groups !== undefined) {
    return joinTexts(
      [
        text(
          'Random by group: all rows of one group stay on one side, so that nobody is known before they are judged.',
          '按组随机划分：同一组的所有行位于同一侧，避免在评估前已见过同一主体。',
        ),
        ...(time === undefined ? [whyNotByTime(unusedDates)] : []),
      ],
      'sentences',
    );
  }
  if (time !== undefined) {
    return text(
      'Random, as asked, although the file has a time column: the numbers say nothing about change over time.',
      '按要求随机划分，尽管文件含有时间列：这些数字无法反映随时间的变化。',
    );
  }
  return joinTexts(
    [
      strata === undefined
        ? text('Random.', '随机划分。')
        : text('Random, with equal shares of each outcome.', '随机划分并保持各结果比例一致。'),
      whyNotByTime(unusedDates),
      text('The future may differ from this past.', '未来可能与历史不同。'),
    ],
    'sentences',
  );
}

/** Why rows are not split by time: there is no time, or there are dates, each with what is against it. */
export function whyNotByTime(unusedDates: readonly UnusedDate[] = []): Localized {
  if (unusedDates.length === 0) return text('The file has no time column.', '文件没有时间列。');
  const listed = (language: 'en' | 'zh'): string =>
    unusedDates
      .map(({ column, reason }) => (language === 'en' ? `'${column}' (${reason.en})` : `“${column}”（${reason.zh}）`))
      .join(language === 'en' ? ', ' : '、');
  return text(`Not by time: ${listed('en')}.`, `未按时间划分：${listed('zh')}。`);
}

export interface FoldOptions {
  folds: number;
  repeats?: number;
  strata?: Int32Array;
  seed: number;
}

/**
 * Repeated k-fold: each repeat deals every row into one test fold, by content, with equal shares of each stratum and every
 * group in one fold. Throws `invalid-input` where there are fewer groups than folds.
 */
export function splitFolds(dataset: Dataset, options: FoldOptions): Fold[][] {
  const groups = rowGroups(dataset);
  if (groups !== undefined && groups.count < options.folds) {
    throw new ProoflineError(
      'invalid-input',
      'GROUPS_TOO_FEW',
      `Group column '${groups.column}' ties the ${dataset.rows} rows into ${groups.count} group${groups.count === 1 ? '' : 's'}, and ${options.folds} folds need at least ${options.folds}. Ask for fewer folds, or name a group column with more groups.`,
    );
  }
  return Array.from({ length: options.repeats ?? 1 }, (_, repeat) => {
    const dealt = dealParts(dataset, options.folds, {
      ...(options.strata === undefined ? {} : { strata: options.strata }),
      ...(groups === undefined ? {} : { groups: groups.labels }),
      seed: options.seed + 7919 * (repeat + 1),
    });
    return Array.from({ length: options.folds }, (_, f) => ({
      train: rowsOfPart(dealt, (part) => part !== f),
      test: rowsOfPart(dealt, (part) => part === f),
    }));
  });
}

function rowsOfPart(parts: Int32Array, keep: (part: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i < parts.length; i++) if (keep(parts[i]!)) rows.push(i);
  return Int32Array.from(rows);
}
