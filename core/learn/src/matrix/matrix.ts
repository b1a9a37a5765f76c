/**
 * The one shape of tabular input: columns of equal length. A numeric column holds numbers, `NaN` for missing. A
 * categorical column holds codes 0…cardinality-1 as numbers, `NaN` for missing; a code that was not seen in training is
 * treated as missing by models.
 */
export interface Matrix {
  readonly rows: number;
  /** One `Float64Array` of length `rows` for each feature. */
  readonly columns: readonly Float64Array[];
  /** One name for each column; models report importance and reasons under it. */
  readonly names: readonly string[];
  /** For each column 0 when numeric, else the number of categories. */
  readonly cardinality: Int32Array;
}

export function matrix(
  columns: readonly Float64Array[],
  options: { names?: readonly string[]; cardinality?: ArrayLike<number> } = {},
): Matrix {
  const rows = columns[0]?.length ?? 0;
  return {
    rows,
    columns,
    names: options.names ?? columns.map((_, j) => `x${j}`),
    cardinality: options.cardinality ? Int32Array.from(options.cardinality) : new Int32Array(columns.length),
  };
}

/** The given rows, in the given order, as a new matrix. */
export function takeRows(x: Matrix, rows: ArrayLike<number>): Matrix {
  return { ...x, rows: rows.length, columns: x.columns.map((column) => takeValues(column, rows)) };
}

export function takeValues(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]!]!;
  return out;
}
