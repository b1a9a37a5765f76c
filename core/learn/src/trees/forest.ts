import { MISSING_BIN } from './binning.js';
import type { Tree } from './grow-tree.js';

/**
 * Trees of all outputs in flat arrays, one entry a node. The trees of output k are those at positions k, k + outputs,
 * k + 2·outputs … The nodes of a tree stand together, its root first, children next to each other and after their parent.
 */
export interface ForestArrays {
  outputs: number;
  /** First node of each tree. */
  roots: Int32Array;
  /** Column of the split; -1 for a leaf. */
  column: Int32Array;
  threshold: Uint8Array;
  /** 1: missing goes left. */
  missingLeft: Uint8Array;
  /** Left child (the right one follows); a leaf points at itself. */
  left: Int32Array;
  /** For categorical nodes the number of their table of 8 words (256 bits, 1 = left), else -1. */
  table: Int32Array;
  tables: Uint32Array;
  /** Contribution of a leaf, learning rate included; 0 for an inner node. */
  value: Float64Array;
  /** Sum of hessians of the training rows that passed, in single precision. */
  cover: Float32Array;
  /** Twice the reduction of the loss by the node's split, in single precision. */
  gain: Float32Array;
}

export function buildForest(trees: readonly Tree[], outputs: number, rate: number): ForestArrays {
  const nodes = trees.reduce((sum, tree) => sum + tree.column.length, 0);
  const categorical = trees.reduce((sum, tree) => sum + tree.leftBins.filter((bins) => bins !== undefined).length, 0);
  const forest: ForestArrays = {
    outputs,
    roots: new Int32Array(trees.length),
    column: new Int32Array(nodes),
    threshold: new Uint8Array(nodes),
    missingLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    table: new Int32Array(nodes).fill(-1),
    tables: new Uint32Array(8 * categorical),
    value: new Float64Array(nodes),
    cover: new Float32Array(nodes),
    gain: new Float32Array(nodes),
  };
  let at = 0;
  let table = 0;
  trees.forEach((tree, t) => {
    forest.roots[t] = at;
    for (let n = 0; n < tree.column.length; n++) {
      const node = at + n;
      const leaf = tree.column[n]! < 0;
      forest.column[node] = tree.column[n]!;
      forest.threshold[node] = tree.threshold[n]!;
      forest.missingLeft[node] = tree.missingLeft[n] ? 1 : 0;
      forest.left[node] = leaf ? node : at + tree.left[n]!;
      forest.value[node] = leaf ? tree.value[n]! * rate : 0;
      forest.cover[node] = tree.cover[n]!;
      forest.gain[node] = tree.gain[n]!;
      const bins = tree.leftBins[n];
      if (bins !== undefined) {
        forest.table[node] = table;
        for (const bin of bins) forest.tables[8 * table + (bin >> 5)]! |= 1 << (bin & 31);
        table++;
      }
    }
    at += tree.column.length;
  });
  return forest;
}

/** Index after the last node of tree `t`. */
export function endOfTree({ roots, column }: ForestArrays, t: number): number {
  return roots[t + 1] ?? column.length;
}

/** Whether a bin goes to the left child of an inner node. */
export function goesLeft(forest: ForestArrays, node: number, bin: number): boolean {
  const table = forest.table[node]!;
  if (table >= 0) return ((forest.tables[8 * table + (bin >> 5)]! >>> (bin & 31)) & 1) === 1;
  return bin === MISSING_BIN ? forest.missingLeft[node] === 1 : bin <= forest.threshold[node]!;
}

/** A node's word for the kernels: threshold | missing right << 8 | categorical << 9 | `place` of its column << 16. */
export function nodeHead(forest: ForestArrays, node: number, place: number): number {
  const missingRight = forest.missingLeft[node] === 1 ? 0 : 256;
  const categorical = forest.table[node]! >= 0 ? 512 : 0;
  return (forest.threshold[node]! | missingRight | categorical | (place << 16)) >>> 0;
}

/** The columns that some node splits on, rising, and the place of each in that list. */
export function usedColumns({ column }: ForestArrays, columns: number): { used: number[]; place: Int32Array } {
  const place = new Int32Array(columns).fill(-1);
  for (const j of column) if (j >= 0) place[j] = 0;
  const used: number[] = [];
  place.forEach((flag, j) => {
    if (flag === 0) place[j] = used.push(j) - 1;
  });
  return { used, place };
}
