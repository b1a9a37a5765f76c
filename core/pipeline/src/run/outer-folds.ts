import type { Dataset } from '../dataset/dataset.js';
import type { UnusedDate } from '../schema/choose-time.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { type RollingOrigin, rollingOrigin } from '../split/rolling-origin.js';
import { type RowGroups, rowGroups } from '../split/row-groups.js';
import { refuseSmallSide } from '../split/side-size.js';
import { refuseWithoutTime, splitFolds, whyNotByTime } from '../split/split.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import type { Fold } from '../tune/training-data.js';

/** How rows were dealt into outer folds. */
export interface OuterFolds {
  kind: 'cross-validation' | 'rolling-origin';
  /** Each repeat judges the same rows: all of the file, or, in order of time, all but the earliest. */
  repeats: Fold[][];
  reason: Localized;
}

export interface OuterFoldOptions {
  folds: number;
  repeats: number;
  /** Default: temporal where the schema names a time column. */
  kind?: 'temporal' | 'random';
  /** A label of each row; each fold has at least two of them. */
  strata?: Int32Array;
  seed: number;
  /** Columns of dates that are not the time of the case. */
  unusedDates?: readonly UnusedDate[];
}

/**
 * The folds of `crossValidate`: in the order of time where the file has one, else by chance. Throws `invalid-input` where a
 * fold has too few rows or one outcome only.
 */
export function outerFolds(dataset: Dataset, options: OuterFoldOptions): OuterFolds {
  const time = columnWithRole(dataset.schema, 'time')?.name;
  const groups = rowGroups(dataset);
  const kind = options.kind ?? (time === undefined ? 'random' : 'temporal');
  const outer =
    kind === 'temporal'
      ? foldsInTime(dataset, time ?? refuseWithoutTime(), groups, options)
      : foldsByChance(dataset, time, groups, options);
  const labels = options.strata === undefined ? {} : { strata: options.strata };
  for (const { train, test } of outer.repeats.flat()) {
    refuseSmallSide('training', train, labels, 'Ask for fewer folds (--cv), or give more rows.');
    refuseSmallSide('test', test, labels, 'Ask for fewer folds (--cv), or give more rows.');
  }
  return outer;
}

function foldsInTime(
  dataset: Dataset,
  time: string,
  groups: RowGroups | undefined,
  options: OuterFoldOptions,
): OuterFolds {
  const rolling = rollingOrigin(dataset, time, groups, options);
  return { kind: 'rolling-origin', repeats: [rolling.folds], reason: rollingReason(rolling, groups, options) };
}

function rollingReason(
  { column, folds, leftOut }: RollingOrigin,
  groups: RowGroups | undefined,
  asked: OuterFoldOptions,
): Localized {
  const said = [
    text(
      `Rolling origin by time ('${column}'): in each of ${folds.length} outer folds, all earlier rows are learnt from and the next part of the history is judged, as it will be in use. The earliest rows are only learnt from; the packaged model is trained on all rows.`,
      `按时间（“${column}”）滚动起点：共 ${folds.length} 个外层折，每折用此前全部数据训练，并评估紧随其后的一段，与实际使用一致。最早的数据仅用于训练；打包的模型使用全部数据训练。`,
    ),
  ];
  if (folds.length < asked.folds) {
    said.push(
      text(
        `${asked.folds} folds were asked for; the times of the file, with enough rows and outcomes in each part, allow ${folds.length}.`,
        `要求 ${asked.folds} 折；按文件中的时间，且每段有足够的行与结果，只能得到 ${folds.length} 折。`,
      ),
    );
  }
  if (asked.repeats > 1) {
    said.push(text('They are not repeated: time has one order.', '不重复划分：时间只有一种顺序。'));
  }
  if (groups !== undefined) {
    said.push(
      text(
        `No '${groups.column}' is on both sides of a fold: ${leftOut} rows, over all folds, were left out for it.`,
        `同一“${groups.column}”不会位于一折的两侧：各折合计剔除 ${leftOut} 行。`,
      ),
    );
  }
  return joinTexts(said, 'sentences');
}

function foldsByChance(
  dataset: Dataset,
  time: string | undefined,
  groups: RowGroups | undefined,
  options: OuterFoldOptions,
): OuterFolds {
  const { folds, repeats, unusedDates } = options;
  const reason = joinTexts(
    [
      text(
        `${repeats} × ${folds} outer folds: each row is judged by models that never saw it; the packaged model is trained on all rows.`,
        `${repeats} × ${folds} 折外层交叉验证：每一行均由未见过它的模型评估；打包的模型使用全部数据训练。`,
      ),
      ...(groups === undefined
        ? []
        : [text(`All rows of one '${groups.column}' are in one fold.`, `同一“${groups.column}”的所有行位于同一折。`)]),
      time === undefined
        ? whyNotByTime(unusedDates)
        : text(
            `The folds are random, as asked, although the file has a time column ('${time}'): models are judged on rows from before those they learnt from, too, and the numbers say nothing about change over time.`,
            `按要求，尽管文件含有时间列（“${time}”），各折仍随机划分：模型也会在早于训练数据的行上被评估，这些数字无法反映随时间的变化。`,
          ),
    ],
    'sentences',
  );
  return { kind: 'cross-validation', repeats: splitFolds(dataset, options), reason };
}
