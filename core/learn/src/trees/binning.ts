import { ProoflineError } from '../errors/proofline-error.js';
import type { Matrix } from '../matrix/matrix.js';

/** Bin of a missing value, of a category that was not seen, and of what is not a number. */
export const MISSING_BIN = 0;

/**
 * How each column's values become bins. A numeric column has rising `edges`; value v is in bin 1 + #{edges < v}, so bin b
 * holds what lies above edges[b-2] and up to edges[b-1]. A categorical column maps code c to bin `codes[c]`.
 */
export interface BinMapper {
  edges: Float64Array[];
  codes: (Uint8Array | undefined)[];
  /** Number of bins of each column with the missing bin, at most 256. */
  bins: Int32Array;
}

/** Rows from which quantiles are taken; more change the edges by less than noise. */
const SAMPLE = 200_000;

/** Learns quantile bins, one for each distinct value where there are few. */
export function fitBins(x: Matrix, maxBins: number): BinMapper {
  if (x.columns.length > 0xffff) {
    throw new ProoflineError(
      'invalid-input',
      'TOO_MANY_COLUMNS',
      `Gradient boosting takes up to 65,535 columns, got ${x.columns.length}.`,
    );
  }
  const edges: Float64Array[] = [];
  const codes: (Uint8Array | undefined)[] = [];
  const bins = new Int32Array(x.columns.length);
  x.columns.forEach((column, j) => {
    const cardinality = x.cardinality[j]!;
    if (cardinality > 0) {
      const mapped = categoryBins(column, cardinality);
      edges.push(new Float64Array(0));
      codes.push(mapped);
      bins[j] = mapped.reduce((most, bin) => Math.max(most, bin), 0) + 1;
    } else {
      const cut = quantileEdges(column, maxBins);
      edges.push(cut);
      codes.push(undefined);
      bins[j] = cut.length + 2;
    }
  });
  return { edges, codes, bins };
}

/** Cuts halfway between neighbouring distinct values, `maxBins` bins of equal frequency at the most. */
function quantileEdges(column: Float64Array, maxBins: number): Float64Array {
  const step = Math.max(1, Math.ceil(column.length / SAMPLE));
  const sample = new Float64Array(Math.ceil(column.length / step));
  let n = 0;
  for (let i = 0; i < column.length; i += step) if (!Number.isNaN(column[i]!)) sample[n++] = column[i]!;
  const sorted = sample.subarray(0, n).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < n; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) {
      distinct.push(sorted[i]!);
      counts.push(1);
    } else counts[counts.length - 1]!++;
  }
  const edges: number[] = [];
  if (distinct.length <= maxBins) {
    for (let k = 1; k < distinct.length; k++) edges.push(middle(distinct[k - 1]!, distinct[k]!));
    return Float64Array.from(edges);
  }
  // Greedy equal frequency: heavy values get a bin of their own, and the others share what is left.
  let remainingRows = n;
  let remainingBins = maxBins;
  let inBin = 0;
  for (let k = 0; k < distinct.length - 1 && remainingBins > 1; k++) {
    inBin += counts[k]!;
    const target = remainingRows / remainingBins;
    if (inBin >= target || (counts[k + 1]! >= target && inBin >= target / 2)) {
      edges.push(middle(distinct[k]!, distinct[k + 1]!));
      remainingRows -= inBin;
      remainingBins--;
      inBin = 0;
    }
  }
  return Float64Array.from(edges);
}

/** A number from `a` to below `b`, halfway unless rounding makes it `b`. */
function middle(a: number, b: number): number {
  const m = a / 2 + b / 2;
  return m > a && m < b ? m : a;
}

/** Bin of each category: by falling frequency 1, 2 …; the 256th and rarer ones share the missing bin. */
function categoryBins(column: Float64Array, cardinality: number): Uint8Array {
  const counts = new Int32Array(cardinality);
  for (const code of column) if (code >= 0 && code < cardinality) counts[code]!++;
  const order = [...counts.keys()].filter((code) => counts[code]! > 0);
  order.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const bins = new Uint8Array(cardinality);
  order.slice(0, 255).forEach((code, k) => {
    bins[code] = k + 1;
  });
  return bins;
}

export function binOf(mapper: BinMapper, column: number, value: number): number {
  if (Number.isNaN(value)) return MISSING_BIN;
  const codes = mapper.codes[column];
  if (codes !== undefined) return codes[value] ?? MISSING_BIN;
  const edges = mapper.edges[column]!;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (edges[mid]! < value) low = mid + 1;
    else high = mid;
  }
  return low + 1;
}

/** Bins four columns to a word, block by block: word i of block b holds columns 4b … 4b+3 of row i, the first lowest. */
export function packColumns(mapper: BinMapper, x: Matrix, words: Uint32Array): void {
  const { rows } = x;
  words.fill(0);
  x.columns.forEach((column, j) => {
    const base = (j >> 2) * rows;
    const shift = (j & 3) * 8;
    for (let i = 0; i < rows; i++) words[base + i]! |= binOf(mapper, j, column[i]!) << shift;
  });
}

/** Bins row by row, one byte each, for prediction: row `from + i` at i · columns. */
export function packRows(mapper: BinMapper, x: Matrix, from: number, count: number, bytes: Uint8Array): void {
  const width = x.columns.length;
  x.columns.forEach((column, j) => {
    for (let i = 0; i < count; i++) bytes[i * width + j] = binOf(mapper, j, column[from + i]!);
  });
}
