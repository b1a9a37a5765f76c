import type { Dataset } from '../dataset/dataset.js';
import { type Frame, selectColumns, takeFrame } from '../dataset/frame.js';
import { columnsWithRole } from '../schema/feature-schema.js';

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

/** The positions in the whole file's data set of the rows of a part. */
export function rowsInFile(part: Dataset): Int32Array {
  return part.rowNumbers.map((number) => number - 1);
}
