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
  const keys = contentKeys(dataset, strata, seed);
  const rarity = strata === undefined ? new Int32Array(dataset.rows) : rarityOf(strata, keys);
  const units = new Map<number, number[]>();
  for (let i = 0; i < dataset.rows; i++) {
    const id = groups?.[i] ?? i;
    const rows = units.get(id);
    if (rows === undefined) units.set(id, [i]);
    else rows.push(i);
  }
  const byStratum = new Map<number, Unit[]>();
  for (const rows of units.values()) {
    // A group belongs to the stratum of its rarest label: one event makes it an event group.
    const label = rows.reduce((most, i) => Math.max(most, rarity[i]!), 0);
    const list = byStratum.get(label);
    const unit = { key: unitKey(rows, keys), rows };
    if (list === undefined) byStratum.set(label, [unit]);
    else list.push(unit);
  }
  const dealt = new Int32Array(dataset.rows);
  // The next stratum goes on where this one ended, so that part sizes differ by one at the most.
  let offset = 0;
  for (const [, list] of [...byStratum.entries()].sort(([a], [b]) => a - b)) {
    spreadEqualUnits(list);
    list.sort((a, b) => a.key - b.key || a.rows[0]! - b.rows[0]!);
    list.forEach((unit, position) => {
      for (const row of unit.rows) dealt[row] = partOf(position, offset);
    });
    offset += list.length;
  }
  return dealt;
}

/**
 * Keys from the content of the features. What an outcome is called must not move a row: where there are strata they say the
 * outcome, and where there are none it is a quantity, whose number counts.
 */
function contentKeys(dataset: Dataset, strata: Int32Array | undefined, seed: number): Float64Array {
  const roles = strata === undefined ? (['feature', 'target'] as const) : (['feature'] as const);
  const names = columnsWithRole(dataset.schema, ...roles).map((column) => column.name);
  return rowKeys(selectColumns(dataset, names), seed);
}

/** For each row how rare its stratum is, 0 the most frequent: an order of strata that their labels have no part in. */
function rarityOf(strata: Int32Array, keys: Float64Array): Int32Array {
  const found = new Map<number, { rows: number; key: number }>();
  for (let i = 0; i < strata.length; i++) {
    const one = found.get(strata[i]!);
    if (one === undefined) found.set(strata[i]!, { rows: 1, key: keys[i]! });
    else {
      one.rows++;
      one.key = Math.min(one.key, keys[i]!);
    }
  }
  const order = [...found].sort(([, a], [, b]) => b.rows - a.rows || a.key - b.key).map(([label]) => label);
  const rank = new Map(order.map((label, position) => [label, position]));
  return strata.map((label) => rank.get(label)!);
}

/** One key for the rows of a unit, in whatever order they stand. */
function unitKey(rows: readonly number[], keys: Float64Array): number {
  if (rows.length === 1) return keys[rows[0]!]!;
  return keyOfText(
    Float64Array.from(rows, (row) => keys[row]!)
      .sort()
      .join('/'),
  );
}

/**
 * Equal units have equal keys, and would lie side by side in the order and so be dealt to different parts more often than
 * chance; the second of them gets a key of its own, and so on.
 */
function spreadEqualUnits(units: readonly Unit[]): void {
  const times = new Map<number, number>();
  for (const unit of units) {
    const before = times.get(unit.key) ?? 0;
    times.set(unit.key, before + 1);
    if (before > 0) unit.key = keyOfText(`${unit.key}/${before}`);
  }
}

function keyOfText(text: string): number {
  return hashText(text) * 2 ** 21 + hashText(`${text}/`) / 2 ** 11;
}
