import type { Dataset } from '../dataset/dataset.js';
import { type Column, selectColumns } from '../dataset/frame.js';
import { rowKeys } from '../split/row-keys.js';

/**
 * What models are judged on: a file or part of its own with its target, or, in turn, the folds of the rows they learn from; a
 * row that is in no fold (`LEARNT`) is never judged.
 */
export type HeldOut = { dataset: Dataset; target: Float64Array } | { foldOf: Int32Array };

/** The side of rows that are only learnt from. */
export const LEARNT = -1;

/** The rows that models learn from and those they are judged on, one after the other. */
export interface SidedRows {
  parts: readonly Dataset[];
  outcome: Float64Array;
  /** The part of the judged rows that each row belongs to; `LEARNT` where it is never judged. */
  side: Int32Array;
  judged: number;
}

export function sidedRows(train: Dataset, target: Float64Array, heldOut: HeldOut): SidedRows {
  if ('foldOf' in heldOut) {
    const judged = heldOut.foldOf.reduce((count, fold) => (fold === LEARNT ? count : count + 1), 0);
    return { parts: [train], outcome: target, side: heldOut.foldOf, judged };
  }
  const test = heldOut.dataset;
  const outcome = new Float64Array(train.rows + test.rows);
  outcome.set(target);
  outcome.set(heldOut.target, train.rows);
  const side = new Int32Array(outcome.length).fill(LEARNT, 0, train.rows);
  return { parts: [train, test], outcome, side, judged: test.rows };
}

export function keysOf({ parts, side }: SidedRows, names: readonly string[]): Float64Array {
  const keys = new Float64Array(side.length);
  let start = 0;
  for (const part of parts) {
    keys.set(rowKeys(selectColumns(part, names), 1), start);
    start += part.rows;
  }
  return keys;
}

export function columnsOf({ parts }: SidedRows, name: string): Column[] {
  return parts.map(({ columns }) => columns.get(name)!);
}

export interface Partners {
  /** For each judged row, how many rows on other sides have its key; 0 for rows that are not judged. */
  count: Int32Array;
  /** How many of them have its outcome, too. */
  alike: Int32Array;
}

export function partnersAcross(keys: Float64Array, { outcome, side }: SidedRows): Partners {
  const count = new Int32Array(keys.length);
  const alike = new Int32Array(keys.length);
  for (const run of equalRuns(keys)) {
    const bySide = new Map<number, Map<number, number>>();
    const all = new Map<number, number>();
    for (const i of run) {
      const own = bySide.get(side[i]!) ?? new Map<number, number>();
      bySide.set(side[i]!, own.set(outcome[i]!, (own.get(outcome[i]!) ?? 0) + 1));
      all.set(outcome[i]!, (all.get(outcome[i]!) ?? 0) + 1);
    }
    const sizes = new Map([...bySide].map(([s, counts]) => [s, [...counts.values()].reduce((a, b) => a + b, 0)]));
    for (const i of run) {
      if (side[i] === LEARNT) continue;
      count[i] = run.length - sizes.get(side[i]!)!;
      alike[i] = all.get(outcome[i]!)! - bySide.get(side[i]!)!.get(outcome[i]!)!;
    }
  }
  return { count, alike };
}

/** Positions of keys that occur more than once, key by key. */
export function equalRuns(keys: Float64Array): Uint32Array[] {
  const order = Uint32Array.from(keys, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
  const runs: Uint32Array[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && keys[order[end]!] === keys[order[start]!]) end++;
    if (end - start > 1) runs.push(order.subarray(start, end));
    start = end;
  }
  return runs;
}
