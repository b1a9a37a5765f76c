import type { Column, Frame } from '../dataset/frame.js';
import { columnsWithRole, type FeatureSchema } from '../schema/feature-schema.js';
import { rowKeys } from '../split/row-keys.js';

/** Cells, found in no row but the equal ones, from which on equal rows are one record entered twice. */
const TELLING_CELLS = 3;

/** Positions of rows that are equal to an earlier one in every column, outcome included; ascending. */
export function equalRows(frame: Frame): number[] {
  return repeated(frame)
    .flatMap(([, ...later]) => later)
    .sort((a, b) => a - b);
}

/**
 * Positions of rows that are certainly copies of an earlier one; ascending. To be equal in every column is not enough: in a
 * table of a few categories people are alike, and a card that was never used has the same zeros as many another. Beyond
 * doubt are rows that share an identifier, or at least three cells that stand in no other row.
 */
export function certainCopies(frame: Frame, schema: FeatureSchema): number[] {
  const groups = repeated(frame);
  if (groups.length === 0) return [];
  const telling = groups.map(() => 0);
  for (const spec of columnsWithRole(schema, 'feature', 'id', 'time', 'group', 'protected', 'weight', 'score')) {
    const column = frame.columns.get(spec.name);
    if (column === undefined) continue;
    const rows = cellCounts(column, new Set(groups.map(([first]) => cellOf(column, first!))));
    groups.forEach((group, g) => {
      const cell = cellOf(column, group[0]!);
      if (cell === undefined) return;
      if (spec.role === 'id') telling[g]! += TELLING_CELLS;
      else if (rows.get(cell) === group.length) telling[g]!++;
    });
  }
  return groups
    .filter((_, g) => telling[g]! >= TELLING_CELLS)
    .flatMap(([, ...later]) => later)
    .sort((a, b) => a - b);
}

/** Sets of two and more equal rows, each in file order. */
function repeated(frame: Frame): number[][] {
  const keys = rowKeys(frame, 1);
  const first = new Map<number, number>();
  const groups = new Map<number, number[]>();
  for (let i = 0; i < frame.rows; i++) {
    const before = first.get(keys[i]!);
    if (before === undefined) first.set(keys[i]!, i);
    else groups.set(before, [...(groups.get(before) ?? [before]), i]);
  }
  return [...groups.values()];
}

/** The cell as a value to compare; undefined where missing. */
function cellOf(column: Column, row: number): number | string | undefined {
  if (column.kind === 'categorical') return column.codes[row]! < 0 ? undefined : column.codes[row]!;
  const value = column.values[row]!;
  return value === null || Number.isNaN(value) ? undefined : value;
}

function cellCounts(column: Column, wanted: ReadonlySet<number | string | undefined>): Map<number | string, number> {
  const rows = column.kind === 'categorical' ? column.codes.length : column.values.length;
  const counts = new Map<number | string, number>();
  for (let i = 0; i < rows; i++) {
    const cell = cellOf(column, i);
    if (cell !== undefined && wanted.has(cell)) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
