import { cellText } from '../dataset/cell-text.js';
import type { Dataset } from '../dataset/dataset.js';
import { columnWithRole } from '../schema/feature-schema.js';

/** What ties rows together, or undefined where no column has the role group. */
export interface RowGroups {
  column: string;
  /** A number for each row, the same for rows of one group; a row without a group is a group of its own. */
  labels: Int32Array;
  count: number;
}

export function rowGroups(dataset: Dataset): RowGroups | undefined {
  const spec = columnWithRole(dataset.schema, 'group');
  const column = spec && dataset.columns.get(spec.name);
  if (spec === undefined || column === undefined) return undefined;
  const seen = new Map<string, number>();
  let count = 0;
  const labels = new Int32Array(dataset.rows);
  for (let i = 0; i < dataset.rows; i++) {
    const name = cellText(column, i);
    labels[i] = (name === null ? undefined : seen.get(name)) ?? count;
    if (labels[i] !== count) continue;
    count++;
    if (name !== null) seen.set(name, labels[i]!);
  }
  return { column: spec.name, labels, count };
}
