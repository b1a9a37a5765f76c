import type { SparseSupervised } from '../linear/sparse/features.js';
import { sparseRows } from '../matrix/sparse-matrix.js';
import { Rng } from '../random/rng.js';

export interface SparseSampleOptions {
  rows?: number;
  classes?: number;
  /** Leaves a block out. */
  without?: 'sparse' | 'dense';
  seed?: number | string;
}

/**
 * Small data like texts that can be learnt: 40 sparse columns of which a row has some six (two say its class, most of the
 * time), and 5 dense ones of which one leans with the class.
 */
export function sparseSampleData(options: SparseSampleOptions = {}): SparseSupervised {
  const { rows = 150, classes = 3, without, seed = 'sample' } = options;
  const rng = new Rng(seed);
  const y = Float64Array.from({ length: rows }, (_, i) => i % classes);
  const values = Float32Array.from({ length: rows * 5 }, (_, k) =>
    k % 5 === 2 ? y[Math.floor(k / 5)]! / classes + 0.5 * rng.normal() : rng.normal() / 3,
  );
  const lists = Array.from(y, (own) => {
    const told = rng.next() < 0.85 ? own : rng.int(classes);
    const columns = new Set([2 * told, 2 * told + 1]);
    while (columns.size < 6) columns.add(10 + rng.int(30));
    return [...columns].map((column) => [column, 0.2 + rng.next() / 2] as const);
  });
  return {
    x: {
      ...(without === 'sparse' ? {} : { sparse: sparseRows(40, lists) }),
      ...(without === 'dense' ? {} : { dense: { rows, columns: 5, values } }),
    },
    y,
  };
}
