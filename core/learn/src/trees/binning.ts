import { ProoflineError } from '../errors/proofline-error.js';
import type { Matrix } from '../matrix/matrix.js';
import type { TreeMemory } from './kernels.js';

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

/** Sorts a column's values without its missing ones; the result is only valid until the next call. */
export type Sorter = (column: Float64Array) => Float64Array;

/** Learns quantile bins, one for each distinct value where there are few. */
export async function fitBins(
  x: Matrix,
  maxBins: number,
  sorted: Sorter,
  betweenColumns: () => Promise<void>,
): Promise<BinMapper> {
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
  for (const [j, column] of x.columns.entries()) {
    await betweenColumns();
    const cardinality = x.cardinality[j]!;
    if (cardinality > 0) {
      const mapped = categoryBins(column, cardinality);
      edges.push(new Float64Array(0));
      codes.push(mapped);
      bins[j] = mapped.reduce((most, bin) => Math.max(most, bin), 0) + 1;
    } else {
      const cut = quantileEdges(sorted(column), maxBins);
      edges.push(cut);
      codes.push(undefined);
      bins[j] = cut.length + 2;
    }
  }
  return { edges, codes, bins };
}

/** Cuts halfway between neighbouring distinct values, `maxBins` bins of equal frequency at the most. */
function quantileEdges(sorted: Float64Array, maxBins: number): Float64Array {
  const n = sorted.length;
  let distinct = n > 0 ? 1 : 0;
  for (let i = 1; i < n; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  const edges: number[] = [];
  // Greedy equal frequency: heavy values get a bin of their own, and the others share what is left.
  let remainingRows = n;
  let remainingBins = maxBins;
  let inBin = 0;
  let end = endOfRun(sorted, 0);
  for (let begin = 0; end < n; ) {
    const next = endOfRun(sorted, end);
    inBin += end - begin;
    const target = remainingRows / remainingBins;
    if (distinct <= maxBins || inBin >= target || (next - end >= target && inBin >= target / 2)) {
      edges.push(middle(sorted[end - 1]!, sorted[end]!));
      remainingRows -= inBin;
      inBin = 0;
      if (--remainingBins === 1 && distinct > maxBins) break;
    }
    begin = end;
    end = next;
  }
  return Float64Array.from(edges);
}

/** Index after the last value equal to the one at `begin`. */
function endOfRun(sorted: Float64Array, begin: number): number {
  let end = begin + 1;
  while (end < sorted.length && sorted[end] === sorted[begin]) end++;
  return end;
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

/** Bins whole columns with the kernels, through a staging area for `room` values. */
export class ColumnBinner {
  static readonly EDGE_BYTES = 256 * 8;
  private readonly edges: Float64Array;
  private readonly staged: Float64Array;

  constructor(
    private readonly memory: TreeMemory,
    private readonly mapper: BinMapper,
    private readonly edgesAt: number,
    private readonly stagedAt: number,
    private readonly room: number,
  ) {
    this.edges = memory.f64(edgesAt, 256);
    this.staged = memory.f64(stagedAt, room);
  }

  /** Writes the bins of `values` as bytes at `out`, `out + stride` … */
  bin(column: number, values: Float64Array, out: number, stride: number): void {
    const codes = this.mapper.codes[column];
    if (codes !== undefined) {
      const bytes = this.memory.u8(out, values.length === 0 ? 0 : (values.length - 1) * stride + 1);
      for (let i = 0; i < values.length; i++) bytes[i * stride] = codes[values[i]!] ?? MISSING_BIN;
      return;
    }
    const edges = this.mapper.edges[column]!;
    this.edges.fill(Number.POSITIVE_INFINITY);
    this.edges.set(edges);
    const top = edges.length === 0 ? 0 : 2 ** Math.floor(Math.log2(edges.length));
    for (let from = 0; from < values.length; from += this.room) {
      const part = values.subarray(from, from + this.room);
      this.staged.set(part);
      this.memory.kernels.binColumn(this.stagedAt, part.length, this.edgesAt, top, out + from * stride, stride);
    }
  }
}
