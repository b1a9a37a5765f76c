import type { TensorData } from '../estimator/artifact.js';
import type { BinMapper } from './binning.js';
import type { ForestArrays } from './forest.js';

/** Column number of a leaf in an artefact. */
const LEAF = 0xffff;

/** A forest in 22 bytes a node: children are counted from the root, and a flag tells numeric from categorical nodes. */
export function packForest(forest: ForestArrays): Record<string, TensorData> {
  const { roots, column, left, table, missingLeft, threshold, tables, value, cover, gain } = forest;
  let tree = 0;
  const leftFromRoot = Uint16Array.from(left, (child, node) => {
    while (node >= (roots[tree + 1] ?? column.length)) tree++;
    return child - roots[tree]!;
  });
  return {
    roots,
    column: Uint16Array.from(column, (j) => (j < 0 ? LEAF : j)),
    left: leftFromRoot,
    flags: Uint8Array.from(missingLeft, (flag, node) => flag | (table[node]! >= 0 ? 2 : 0)),
    threshold,
    tables,
    value,
    cover,
    gain,
  };
}

export function unpackForest(outputs: number, tensors: Record<string, TensorData>): ForestArrays {
  const roots = tensors.roots as Int32Array;
  const column = Int32Array.from(tensors.column!, (j) => (j === LEAF ? -1 : j));
  const flags = tensors.flags as Uint8Array;
  let tree = 0;
  let tables = 0;
  return {
    outputs,
    roots,
    column,
    left: Int32Array.from(tensors.left!, (child, node) => {
      while (node >= (roots[tree + 1] ?? column.length)) tree++;
      return child + roots[tree]!;
    }),
    table: Int32Array.from(flags, (flag) => (flag & 2 ? tables++ : -1)),
    missingLeft: flags.map((flag) => flag & 1),
    threshold: tensors.threshold as Uint8Array,
    tables: tensors.tables as Uint32Array,
    value: tensors.value as Float64Array,
    cover: tensors.cover as Float32Array,
    gain: tensors.gain as Float32Array,
  };
}

/** Edges of all numeric columns and codes of all categorical ones, one after the other. */
export function packBins({ edges, codes, bins }: BinMapper): Record<string, TensorData> {
  const edgeCounts = Int32Array.from(edges, (values) => values.length);
  const codeCounts = Int32Array.from(codes, (values) => values?.length ?? 0);
  const allEdges = new Float64Array(edgeCounts.reduce((sum, count) => sum + count, 0));
  const allCodes = new Uint8Array(codeCounts.reduce((sum, count) => sum + count, 0));
  let edge = 0;
  let code = 0;
  edges.forEach((values, j) => {
    allEdges.set(values, edge);
    edge += values.length;
    allCodes.set(codes[j] ?? [], code);
    code += codeCounts[j]!;
  });
  return { edges: allEdges, edgeCounts, codes: allCodes, codeCounts, bins };
}

export function unpackBins(tensors: Record<string, TensorData>): BinMapper {
  const { edges, edgeCounts, codes, codeCounts, bins } = tensors as Record<string, TensorData>;
  let edge = 0;
  let code = 0;
  return {
    edges: Array.from(edgeCounts!, (count) => {
      edge += count;
      return (edges as Float64Array).slice(edge - count, edge);
    }),
    codes: Array.from(codeCounts!, (count) => {
      code += count;
      return count === 0 ? undefined : (codes as Uint8Array).slice(code - count, code);
    }),
    bins: bins as Int32Array,
  };
}
