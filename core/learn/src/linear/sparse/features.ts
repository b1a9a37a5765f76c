import { type Problem, ProoflineError } from '../../errors/proofline-error.js';
import { allFinite, checkTarget } from '../../estimator/check-input.js';
import { type SparseMatrix, takeSparseRows } from '../../matrix/sparse-matrix.js';

/** Rows of which every value is stored, row by row, in single precision: embeddings. */
export interface DenseRows {
  readonly rows: number;
  readonly columns: number;
  /** `rows * columns` numbers. */
  readonly values: Float32Array;
}

/** What a text is turned into: n-grams, an embedding, or both. At least one is there; both have the same rows. */
export interface SparseFeatures {
  readonly sparse?: SparseMatrix;
  readonly dense?: DenseRows;
}

export interface SparseSupervised {
  x: SparseFeatures;
  /** Class indices 0…k-1. */
  y: Float64Array;
  /** Non-negative row weights; absent means 1 for every row. */
  weight?: Float64Array;
}

export function rowsOf({ sparse, dense }: SparseFeatures): number {
  return sparse?.rows ?? dense?.rows ?? 0;
}

/** The given rows, in the given order. */
export function takeFeatures({ sparse, dense }: SparseFeatures, rows: ArrayLike<number>): SparseFeatures {
  return {
    ...(sparse === undefined ? {} : { sparse: takeSparseRows(sparse, rows) }),
    ...(dense === undefined ? {} : { dense: takeDenseRows(dense, rows) }),
  };
}

function takeDenseRows({ columns, values }: DenseRows, rows: ArrayLike<number>): DenseRows {
  const taken = new Float32Array(rows.length * columns);
  for (let i = 0; i < rows.length; i++) {
    taken.set(values.subarray(rows[i]! * columns, (rows[i]! + 1) * columns), i * columns);
  }
  return { rows: rows.length, columns, values: taken };
}

/** Refuses data no classifier can be fitted on, naming every problem; returns the number of classes. */
export function checkSparseSupervised({ x, y, weight }: SparseSupervised, owner: string): number {
  const problems: Problem[] = [];
  const add = (code: string, message: string): void => {
    problems.push({ code, message: `${owner}: ${message}` });
  };
  const rows = rowsOf(x);
  const columns = (x.sparse?.columns ?? 0) + (x.dense?.columns ?? 0);
  if (rows === 0 || columns === 0) {
    add('DATA_EMPTY', `needs at least one row and one column, got ${rows} rows and ${columns} columns.`);
  }
  checkBlocks(x, add);
  const classes = checkTarget(rows, y, weight, true, add);
  refuse(problems);
  return classes;
}

/** Refuses rows that are not like those the model was fitted on. */
export function checkSparseFeatures(x: SparseFeatures, fitted: { sparse: number; dense: number }, owner: string): void {
  const got = { sparse: x.sparse?.columns ?? 0, dense: x.dense?.columns ?? 0 };
  if (got.sparse !== fitted.sparse || got.dense !== fitted.dense) {
    throw new ProoflineError(
      'invalid-input',
      'COLUMNS_DIFFER',
      `${owner} was fitted on ${fitted.sparse} sparse and ${fitted.dense} dense columns, got ${got.sparse} and ${got.dense}.`,
    );
  }
  const problems: Problem[] = [];
  checkBlocks(x, (code, message) => {
    problems.push({ code, message: `${owner}: ${message}` });
  });
  refuse(problems);
}

function checkBlocks({ sparse, dense }: SparseFeatures, add: (code: string, message: string) => void): void {
  if (sparse !== undefined && dense !== undefined && sparse.rows !== dense.rows) {
    add('LENGTH_MISMATCH', `the sparse block has ${sparse.rows} rows, the dense one ${dense.rows}.`);
  }
  if (dense !== undefined) {
    const { rows, columns, values } = dense;
    if (values.length !== rows * columns) {
      add(
        'LENGTH_MISMATCH',
        `${rows} dense rows of ${columns} columns need ${rows * columns} values, got ${values.length}.`,
      );
    } else if (!allFinite(values)) {
      const at = values.findIndex((value) => !Number.isFinite(value));
      const place = `dense column ${at % columns} in row ${Math.floor(at / columns)}`;
      add(codeOf(values[at]!), `${place} is ${values[at]}.`);
    }
  }
  if (sparse !== undefined) checkSparse(sparse, add);
}

function checkSparse(sparse: SparseMatrix, add: (code: string, message: string) => void): void {
  const { rows, columns, start, index, value } = sparse;
  const broken = (why: string): void => add('SPARSE_INVALID', `the sparse block is no matrix in row storage: ${why}.`);
  if (start.length !== rows + 1 || start[0] !== 0) {
    broken(`'start' must hold ${rows + 1} offsets from 0, got ${start.length} from ${start[0]}`);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const entries = start[i + 1]! - start[i]!;
    if (entries < 0 || entries > columns) {
      broken(`row ${i} has ${entries} entries, of ${columns} columns`);
      return;
    }
  }
  if (index.length !== start[rows] || value.length !== start[rows]) {
    broken(`${start[rows]} entries are told, there are ${index.length} columns and ${value.length} values of them`);
    return;
  }
  let outside = -1;
  for (let k = 0; k < index.length && outside < 0; k++) if (index[k]! < 0 || index[k]! >= columns) outside = k;
  if (outside >= 0) broken(`entry ${outside} is in column ${index[outside]}, of ${columns}`);
  if (!allFinite(value)) {
    const at = value.findIndex((one) => !Number.isFinite(one));
    const row = start.findIndex((from) => from > at) - 1;
    add(codeOf(value[at]!), `sparse column ${index[at]} in row ${row} is ${value[at]}.`);
  }
}

function codeOf(value: number): string {
  return Number.isNaN(value) ? 'VALUE_MISSING' : 'VALUE_INFINITE';
}

function refuse(problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new ProoflineError('invalid-input', problems[0]!.code, problems.map((p) => p.message).join('\n'), { problems });
}
