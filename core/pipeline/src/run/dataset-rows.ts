import type { Dataset } from '../dataset/dataset.js';
import { type Frame, selectColumns, takeFrame } from '../dataset/frame.js';
import { columnsWithRole, columnWithRole } from '../schema/feature-schema.js';

/** The given rows of a data set; its fingerprint stays that of the whole file. */
export function takeDataset(dataset: Dataset, rows: ArrayLike<number>): Dataset {
  return {
    ...dataset,
    ...takeFrame(dataset, rows),
    rowNumbers: Int32Array.from(rows, (row) => dataset.rowNumbers[row]!),
  };
}

/** Only what models may see. */
export function featureFrame(dataset: Dataset): Frame {
  return selectColumns(
    dataset,
    columnsWithRole(dataset.schema, 'feature').map((column) => column.name),
  );
}

/** Row weights, where the schema names a weight column; a missing weight counts as 0. */
export function rowWeights(dataset: Dataset): Float64Array | undefined {
  const spec = columnWithRole(dataset.schema, 'weight');
  const column = spec && dataset.columns.get(spec.name);
  if (column?.kind !== 'numeric') return undefined;
  return column.values.map((value) => (Number.isNaN(value) ? 0 : value));
}
