import type { Rng } from '../random/rng.js';

export interface SplitSettings {
  /** 0: no early stopping. */
  patience: number;
  /** Share of the rows that is set aside. */
  validationShare: number;
}

/** Fewest rows of which some are set aside; below, all epochs are trained on all rows. */
const FEWEST_TO_SPLIT = 50;

/** Rows to train on and to validate on: the `given` ones, or a seeded share of each class when stopping early. */
export function splitRows(
  used: Int32Array,
  given: Int32Array | undefined,
  strata: ArrayLike<number> | undefined,
  { patience, validationShare }: SplitSettings,
  rng: Rng,
): { trainRows: Int32Array; validationRows: Int32Array } {
  if (given !== undefined) return { trainRows: used, validationRows: given };
  if (patience === 0 || used.length < FEWEST_TO_SPLIT) return { trainRows: used, validationRows: new Int32Array(0) };
  const order = rng.shuffle(used.slice());
  if (strata !== undefined) order.sort((a, b) => strata[a]! - strata[b]!);
  // Every 1/share-th row of the shuffled order, class by class, so that each class keeps its share.
  const aside = new Uint8Array(order.length);
  const count = Math.max(1, Math.round(validationShare * order.length));
  for (let i = 0; i < count; i++) aside[Math.floor(((i + 0.5) * order.length) / count)] = 1;
  return {
    trainRows: order.filter((_, i) => aside[i] === 0).sort(),
    validationRows: order.filter((_, i) => aside[i] === 1).sort(),
  };
}
