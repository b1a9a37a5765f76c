import { ascendingOrder, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { Fold } from '../tune/training-data.js';
import type { RowGroups } from './row-groups.js';
import { MIN_SIDE_ROWS, MIN_SIDE_STRATA } from './side-size.js';
import type { FoldOptions } from './split.js';
import { cutInTime, timesOf } from './split-by-time.js';

/** Folds in the order of time, the earliest first. */
export interface RollingOrigin {
  /** The time column that they go by. */
  column: string;
  folds: Fold[];
  /** Rows that no fold learns from or is judged on because their group stands on the other side of its cut; over all folds. */
  leftOut: number;
}

/** Fewer folds than this have no spread to make an interval of. */
const FEWEST_FOLDS = 2;

/**
 * Rolling origin with an expanding window (Tashman 2000): time is cut into k + 1 parts of about equal size, and each part but the
 * first is judged by what was learnt on all before it. Cuts go to the change of time nearest to an equal share, so rows of
 * one moment stay together; parts with fewer than ten rows or two outcomes join the one before, so there may be fewer folds
 * than asked for. Throws `invalid-input` where there would be fewer than two, or a row has no time.
 */
export function rollingOrigin(
  dataset: Dataset,
  column: string,
  groups: RowGroups | undefined,
  options: FoldOptions,
): RollingOrigin {
  const times = timesOf(dataset, column);
  const order = ascendingOrder(times);
  const starts = originsOf(times, order, options);
  if (starts.length < FEWEST_FOLDS) refuse(column, times, options);
  let leftOut = 0;
  const folds = starts.map((start, k) => {
    const end = starts[k + 1] ?? dataset.rows;
    const span = {
      from: times[order[start]!]!,
      to: end === dataset.rows ? Number.POSITIVE_INFINITY : times[order[end]!]!,
    };
    const cut = cutInTime(dataset, times, span, groups, { ...options, testShare: (end - start) / end });
    leftOut += cut.leftOut;
    return { train: cut.train, test: cut.test };
  });
  return { column, folds, leftOut };
}

/** Where, among the rows in order of time, the part of each fold begins that is judged. */
function originsOf(times: Float64Array, order: ArrayLike<number>, { folds, strata }: FoldOptions): number[] {
  const n = times.length;
  const outcomesIn = (from: number, to: number): number => {
    const seen = new Set<number>();
    for (let at = from; at < to && seen.size < MIN_SIDE_STRATA; at++) seen.add(strata?.[order[at]!] ?? 0);
    return seen.size;
  };
  const needed = outcomesIn(0, n);
  const isEnough = (from: number, to: number): boolean => to - from >= MIN_SIDE_ROWS && outcomesIn(from, to) >= needed;
  const changes: number[] = [];
  for (let at = 1; at < n; at++) {
    if (times[order[at]!] !== times[order[at - 1]!] && isEnough(0, at) && isEnough(at, n)) changes.push(at);
  }
  const nearest = new Set<number>();
  for (let k = 1; k <= folds && changes.length > 0; k++) {
    const asked = (k * n) / (folds + 1);
    nearest.add(changes.reduce((best, at) => (Math.abs(at - asked) < Math.abs(best - asked) ? at : best)));
  }
  const origins: number[] = [];
  let end = n;
  for (const start of [...nearest].sort((a, b) => b - a)) {
    if (!isEnough(start, end)) continue;
    origins.unshift(start);
    end = start;
  }
  return origins;
}

function refuse(column: string, times: Float64Array, { folds, strata }: FoldOptions): never {
  const outcomes = strata === undefined ? '' : ` and ${MIN_SIDE_STRATA} outcomes`;
  throw new ProoflineError(
    'invalid-input',
    'TIME_FOLDS_IMPOSSIBLE',
    `The ${new Set(times).size} different times of column '${column}' do not cut the ${times.length} rows into the ${FEWEST_FOLDS + 1} or more parts in order of time that folds need (${folds} folds were asked for), with at least ${MIN_SIDE_ROWS} rows${outcomes} each. Use a longer history or a finer time, leave out --cv and judge on one hold-out, or ask for random folds with 'split: { kind: random }' in proofline.yaml.`,
  );
}
