import { ProoflineError } from '../errors/proofline-error.js';

/**
 * Rows of which most values are zero (n-grams of texts), in compressed row storage: the entries of row i stand from `start[i]`
 * up to `start[i + 1]`, each column at most once, in any order.
 */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  /** `rows + 1` offsets into the two arrays below; the first is 0. */
  readonly start: Int32Array;
  /** Column of each entry. */
  readonly index: Int32Array;
  readonly value: Float32Array;
}

/** From lists of [column, value] pairs, one list a row. Columns of a row may come in any order, each once. */
export function sparseRows(columns: number, rows: readonly (readonly (readonly [number, number])[])[]): SparseMatrix {
  const start = new Int32Array(rows.length + 1);
  rows.forEach((entries, i) => {
    start[i + 1] = start[i]! + entries.length;
  });
  const index = new Int32Array(start[rows.length]!);
  const value = new Float32Array(index.length);
  rows.forEach((entries, i) => {
    [...entries]
      .sort(([a], [b]) => a - b)
      .forEach(([column, entry], k) => {
        index[start[i]! + k] = column;
        value[start[i]! + k] = entry;
      });
  });
  return { rows: rows.length, columns, start, index, value };
}

/** The given rows, in the given order, as a new matrix. */
export function takeSparseRows(x: SparseMatrix, rows: ArrayLike<number>): SparseMatrix {
  const start = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) start[i + 1] = start[i]! + x.start[rows[i]! + 1]! - x.start[rows[i]!]!;
  const index = new Int32Array(start[rows.length]!);
  const value = new Float32Array(index.length);
  for (let i = 0; i < rows.length; i++) {
    const from = x.start[rows[i]!]!;
    const to = x.start[rows[i]! + 1]!;
    index.set(x.index.subarray(from, to), start[i]!);
    value.set(x.value.subarray(from, to), start[i]!);
  }
  return { rows: rows.length, columns: x.columns, start, index, value };
}

/** Columns as rows: an inverted index, from each column to the rows that have it, ascending. */
export function transposeSparse(x: SparseMatrix): SparseMatrix {
  const start = new Int32Array(x.columns + 1);
  for (const column of x.index) start[column + 1]!++;
  for (let j = 0; j < x.columns; j++) start[j + 1]! += start[j]!;
  const next = start.slice();
  const index = new Int32Array(x.index.length);
  const value = new Float32Array(x.index.length);
  for (let i = 0; i < x.rows; i++) {
    for (let k = x.start[i]!; k < x.start[i + 1]!; k++) {
      const at = next[x.index[k]!]!++;
      index[at] = i;
      value[at] = x.value[k]!;
    }
  }
  return { rows: x.columns, columns: x.rows, start, index, value };
}

/**
 * The matrices side by side: columns of the second follow those of the first, and so on. Throws `LENGTH_MISMATCH` when they
 * do not have the same number of rows.
 */
export function joinColumns(blocks: readonly SparseMatrix[]): SparseMatrix {
  const rows = blocks[0]?.rows ?? 0;
  if (blocks.some((block) => block.rows !== rows)) {
    throw new ProoflineError(
      'invalid-input',
      'LENGTH_MISMATCH',
      `Matrices side by side need the same number of rows, got ${blocks.map((block) => block.rows).join(', ')}.`,
    );
  }
  if (blocks.length === 1) return blocks[0]!;
  const entries = blocks.reduce((sum, block) => sum + block.start[rows]!, 0);
  const start = new Int32Array(rows + 1);
  const index = new Int32Array(entries);
  const value = new Float32Array(entries);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    let offset = 0;
    for (const block of blocks) {
      const from = block.start[i]!;
      const to = block.start[i + 1]!;
      for (let k = from; k < to; k++, at++) {
        index[at] = block.index[k]! + offset;
        value[at] = block.value[k]!;
      }
      offset += block.columns;
    }
    start[i + 1] = at;
  }
  return { rows, columns: blocks.reduce((sum, block) => sum + block.columns, 0), start, index, value };
}

/** A sparse matrix as it grows, row by row. */
export class SparseBuilder {
  private index = new Int32Array(1024);
  private value = new Float32Array(1024);
  private readonly start: number[] = [0];
  private entries = 0;

  push(column: number, value: number): void {
    if (this.entries === this.index.length) {
      this.index = grown(this.index, new Int32Array(2 * this.entries));
      this.value = grown(this.value, new Float32Array(2 * this.entries));
    }
    this.index[this.entries] = column;
    this.value[this.entries++] = value;
  }

  /** Multiplies the entries of the open row from the `from`-th on, so that their squares add up to 1. */
  normalise(from: number): void {
    let squares = 0;
    for (let k = from; k < this.entries; k++) squares += this.value[k]! ** 2;
    if (squares === 0) return;
    const factor = 1 / Math.sqrt(squares);
    for (let k = from; k < this.entries; k++) this.value[k]! *= factor;
  }

  /** Entries so far, of all rows. */
  get length(): number {
    return this.entries;
  }

  endRow(): void {
    this.start.push(this.entries);
  }

  build(columns: number): SparseMatrix {
    return {
      rows: this.start.length - 1,
      columns,
      start: Int32Array.from(this.start),
      index: this.index.slice(0, this.entries),
      value: this.value.slice(0, this.entries),
    };
  }
}

/** `larger` with what `values` holds at its beginning. */
export function grown<T extends Int32Array | Uint16Array | Float32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
