import { ascendingOrder, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { text } from '../text/localized.js';
import { dealShare } from './deal-rows.js';
import type { RowGroups } from './row-groups.js';
import { MIN_SIDE_ROWS, MIN_SIDE_STRATA } from './side-size.js';
import type { Holdout, HoldoutOptions } from './split.js';

/**
 * Cuts at the change of time nearest to the share asked for: rows of one moment stay together, and both sides keep enough
 * rows and outcomes to say something. Groups that stand on both sides of the cut are dealt to one of them, and their rows on
 * the other are left out.
 */
export function splitByTime(
  dataset: Dataset,
  column: string,
  groups: RowGroups | undefined,
  options: HoldoutOptions,
): Holdout {
  const times = timesOf(dataset, column);
  const cut = cutTime(times, column, options);
  const { train, test, leftOut } = cutInTime(
    dataset,
    times,
    { from: cut, to: Number.POSITIVE_INFINITY },
    groups,
    options,
  );
  return {
    kind: 'temporal',
    train,
    test,
    reason:
      groups === undefined
        ? text(
            `By time ('${column}'): learnt on the earlier rows and judged on the later ones, as it will be in use.`,
            `按时间（“${column}”）划分：用较早的数据训练，用较晚的数据评估，与实际使用一致。`,
          )
        : text(
            `By time ('${column}') and by group ('${groups.column}'): learnt on the earlier rows and judged on the later ones, each group on one side only. ${leftOut} rows of groups that have both were left out.`,
            `按时间（“${column}”）与组（“${groups.column}”）划分：用较早的数据训练，用较晚的数据评估，每组仅位于一侧。跨越两侧的组有 ${leftOut} 行被剔除。`,
          ),
  };
}

/**
 * Rows before a span of time to learn from, rows in it (`from` included, `to` not) to judge on; both in file order. Groups that
 * have both are dealt to one side, with `testShare` of them on the later one, and their rows on the other are left out.
 */
export function cutInTime(
  dataset: Dataset,
  times: Float64Array,
  { from, to }: { from: number; to: number },
  groups: RowGroups | undefined,
  options: HoldoutOptions,
): { train: Int32Array; test: Int32Array; leftOut: number } {
  const side = Int8Array.from(times, (t) => (t >= to ? AFTER : t >= from ? LATER : EARLIER));
  const onBoth = groups === undefined ? undefined : groupsOnBothSides(groups, side);
  const dealt = groups && dealShare(dataset, options.testShare, { ...options, groups: groups.labels });
  const train: number[] = [];
  const test: number[] = [];
  let leftOut = 0;
  for (let i = 0; i < dataset.rows; i++) {
    if (side[i] === AFTER) continue;
    if (onBoth?.[groups!.labels[i]!] === 1 && dealt![i] !== side[i]) leftOut++;
    else (side[i] === LATER ? test : train).push(i);
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test), leftOut };
}

const EARLIER = 0;
const LATER = 1;
const AFTER = 2;

/** The time of each row. Throws `invalid-input` where a row has none. */
export function timesOf(dataset: Dataset, name: string): Float64Array {
  const column = dataset.columns.get(name);
  const times = column?.kind === 'time' || column?.kind === 'numeric' ? column.values : undefined;
  const missing = [...(times ?? []).keys()].filter((row) => Number.isNaN(times![row]!));
  if (times !== undefined && missing.length === 0) return times;
  const listed = missing.slice(0, 5).map((row) => dataset.rowNumbers[row]);
  throw new ProoflineError(
    'invalid-input',
    'TIME_UNREADABLE',
    times === undefined
      ? `Time column '${name}' holds neither dates nor numbers; give it the type date, datetime or number.`
      : `Time column '${name}' is empty in ${missing.length > listed.length ? `${missing.length} rows, first ` : ''}data row${listed.length === 1 ? '' : 's'} ${listed.join(', ')}; a temporal split needs a time in each row. Fill it in, or ask for a random split.`,
  );
}

/** The earliest time of the later side. */
function cutTime(times: Float64Array, name: string, { testShare, strata }: HoldoutOptions): number {
  const n = times.length;
  const order = ascendingOrder(times);
  const outcome = (position: number): number => strata?.[order[position]!] ?? 0;
  const before = outcomesSeen(n, outcome);
  const after = outcomesSeen(n, (position) => outcome(n - 1 - position));
  const needed = Math.min(MIN_SIDE_STRATA, before[n]!);
  const asked = (1 - testShare) * n;
  let best = -1;
  let moments = 1;
  for (let at = 1; at < n; at++) {
    if (times[order[at]!] === times[order[at - 1]!]) continue;
    moments++;
    if (Math.min(at, n - at) < MIN_SIDE_ROWS || Math.min(before[at]!, after[n - at]!) < needed) continue;
    if (best < 0 || Math.abs(at - asked) < Math.abs(best - asked)) best = at;
  }
  if (best > 0) return times[order[best]!]!;
  if (moments === 1) {
    throw new ProoflineError(
      'invalid-input',
      'TIME_CONSTANT',
      `Time column '${name}' has one value only, so there is no earlier and later. Ask for a random split.`,
    );
  }
  throw new ProoflineError(
    'invalid-input',
    'TIME_CUT_IMPOSSIBLE',
    `No moment of time column '${name}' (${moments} different ones) cuts the ${n} rows into an earlier and a later part with at least ${MIN_SIDE_ROWS} rows${needed > 1 ? ` and ${needed} outcomes` : ''} each. Use a longer history or a finer time, or ask for a random split.`,
  );
}

/** How many different outcomes the first k rows have, for each k from 0 to n. */
function outcomesSeen(n: number, outcome: (position: number) => number): Int32Array {
  const seen = new Set<number>();
  const sizes = new Int32Array(n + 1);
  for (let k = 0; k < n; k++) sizes[k + 1] = seen.add(outcome(k)).size;
  return sizes;
}

/** 1 for each group that has rows on both sides. */
function groupsOnBothSides({ labels, count }: RowGroups, side: Int8Array): Uint8Array {
  const sides = new Uint8Array(count);
  for (let i = 0; i < labels.length; i++) {
    if (side[i] !== AFTER) sides[labels[i]!]! |= side[i] === LATER ? 2 : 1;
  }
  return sides.map((mask) => (mask === 3 ? 1 : 0));
}
