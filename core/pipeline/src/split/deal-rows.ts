import type { Dataset } from '../dataset/dataset.js';
import { selectColumns } from '../dataset/frame.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import { hashText, rowKeys } from './row-keys.js';

export interface DealOptions {
  /** A label of each row whose shares all parts keep. */
  strata?: Int32Array;
  /** Rows with the same number go into the same part. */
  groups?: Int32Array;
  seed: number;
}

interface Unit {
  key: number;
  rows: number[];
}

/** A part number below `parts` for each row; parts differ by one unit (a row or a group) at the most. */
export function dealParts(dataset: Dataset, parts: number, options: DealOptions): Int32Array {
  return deal(dataset, options, (position, offset) => (position + offset) % parts);
}

/** 1 for a share of the rows, 0 for the others. */
export function dealShare(dataset: Dataset, share: number, options: DealOptions): Int32Array {
  const taken = (position: number): number => Math.floor(position * share + 0.5);
  return deal(dataset, options, (position) => taken(position + 1) - taken(position));
}

/** Deals units out in the order of their keys, so that no order of the file shows, stratum by stratum. */
function deal(
  dataset: Dataset,
  { strata, groups, seed }: DealOptions,
  partOf: (position: number, offset: number) => number,
): Int32Array {
  const keys = distinctKeys(dataset, seed);
  const units = new Map<number, Unit>();
  for (let i = 0; i < dataset.rows; i++) {
    const id = groups?.[i] ?? i;
    const unit = units.get(id);
    if (unit === undefined) units.set(id, { key: keys[i]!, rows: [i] });
    else {
      unit.key = Math.min(unit.key, keys[i]!);
      unit.rows.push(i);
    }
  }
  const byStratum = new Map<number, Unit[]>();
  for (const unit of units.values()) {
    // A group belongs to the stratum of its highest label: one event makes it an event group.
    const label = unit.rows.reduce((most, i) => Math.max(most, strata?.[i] ?? 0), Number.NEGATIVE_INFINITY);
    const list = byStratum.get(label);
    if (list === undefined) byStratum.set(label, [unit]);
    else list.push(unit);
  }
  const dealt = new Int32Array(dataset.rows);
  // The next stratum goes on where this one ended, so that part sizes differ by one at the most.
  let offset = 0;
  for (const [, list] of [...byStratum.entries()].sort(([a], [b]) => a - b)) {
    list.sort((a, b) => a.key - b.key || a.rows[0]! - b.rows[0]!);
    list.forEach((unit, position) => {
      for (const row of unit.rows) dealt[row] = partOf(position, offset);
    });
    offset += list.length;
  }
  return dealt;
}

/**
 * Keys from the content of features and target. Equal rows have the same content, and would lie side by side in the order
 * and so be dealt to different parts more often than chance; the second of them gets a key of its own, and so on.
 */
function distinctKeys(dataset: Dataset, seed: number): Float64Array {
  const names = columnsWithRole(dataset.schema, 'feature', 'target').map((column) => column.name);
  const keys = rowKeys(selectColumns(dataset, names), seed);
  const times = new Map<number, number>();
  return keys.map((key) => {
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    return before === 0 ? key : hashText(`${key}/${before}`) * 2 ** 21 + hashText(`${before}/${key}`) / 2 ** 11;
  });
}
