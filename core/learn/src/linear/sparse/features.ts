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
  const add: Add = (code, message) => {
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
  checkShape(x, fitted, owner);
  refuseWhere(owner, (add) => checkBlocks(x, add));
}

/** The same without a look at the single entries of the sparse block. */
export function checkShape(x: SparseFeatures, fitted: { sparse: number; dense: number }, owner: string): void {
  const got = { sparse: x.sparse?.columns ?? 0, dense: x.dense?.columns ?? 0 };
  if (got.sparse !== fitted.sparse || got.dense !== fitted.dense) {
    throw new ProoflineError(
      'invalid-input',
      'COLUMNS_DIFFER',
      `${owner} was fitted on ${fitted.sparse} sparse and ${fitted.dense} dense columns, got ${got.sparse} and ${got.dense}.`,
    );
  }
  refuseWhere(owner, (add) => {
    checkRows(x, add);
    if (x.dense !== undefined) checkDense(x.dense, add);
    if (x.sparse !== undefined) checkStorage(x.sparse, add);
  });
}

type Add = (code: string, message: string) => void;

function refuseWhere(owner: string, check: (add: Add) => void): void {
  const problems: Problem[] = [];
  check((code, message) => {
    problems.push({ code, message: `${owner}: ${message}` });
  });
  refuse(problems);
}

function checkBlocks(x: SparseFeatures, add: Add): void {
  checkRows(x, add);
  if (x.dense !== undefined) checkDense(x.dense, add);
  if (x.sparse !== undefined && checkStorage(x.sparse, add)) checkEntries(x.sparse, add);
}

function checkRows({ sparse, dense }: SparseFeatures, add: Add): void {
  if (sparse !== undefined && dense !== undefined && sparse.rows !== dense.rows) {
    add('LENGTH_MISMATCH', `the sparse block has ${sparse.rows} rows, the dense one ${dense.rows}.`);
  }
}

function checkDense({ rows, columns, values }: DenseRows, add: Add): void {
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

/** Whether offsets, columns and values belong together. */
function checkStorage({ rows, columns, start, index, value }: SparseMatrix, add: Add): boolean {
  const broken = (why: string): boolean => {
    add('SPARSE_INVALID', `${NO_ROW_STORAGE}: ${why}.`);
    return false;
  };
  if (start.length !== rows + 1 || start[0] !== 0)
    return broken(`'start' must hold ${rows + 1} offsets from 0, got ${start.length} from ${start[0]}`);
  for (let i = 0; i < rows; i++) {
    const entries = start[i + 1]! - start[i]!;
    if (entries < 0 || entries > columns) return broken(`row ${i} has ${entries} entries, of ${columns} columns`);
  }
  if (index.length === start[rows] && value.length === start[rows]) return true;
  return broken(
    `${start[rows]} entries are told, there are ${index.length} columns and ${value.length} values of them`,
  );
}

const NO_ROW_STORAGE = 'the sparse block is no matrix in row storage';

function checkEntries({ columns, start, index, value }: SparseMatrix, add: Add): void {
  const outside = index.findIndex((column) => column < 0 || column >= columns);
  if (outside >= 0) {
    add('SPARSE_INVALID', `${NO_ROW_STORAGE}: entry ${outside} is in column ${index[outside]}, of ${columns}.`);
  }
  if (allFinite(value)) return;
  const at = value.findIndex((one) => !Number.isFinite(one));
  const row = start.findIndex((from) => from > at) - 1;
  add(codeOf(value[at]!), `sparse column ${index[at]} in row ${row} is ${value[at]}.`);
}

function codeOf(value: number): string {
  return Number.isNaN(value) ? 'VALUE_MISSING' : 'VALUE_INFINITE';
}

function refuse(problems: Problem[]): void {
  if (problems.length === 0) return;
  throw new ProoflineError('invalid-input', problems[0]!.code, problems.map((p) => p.message).join('\n'), { problems });
}
