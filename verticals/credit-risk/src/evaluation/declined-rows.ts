import type { Rng } from '@proofline/learn';

/** Rows that the cut-off declines, in order; of more than `most` a random sample. */
export function declinedRows(probability: Float64Array, cutOff: number, most: number, rng: Rng): Int32Array {
  const rows = Int32Array.from([...probability.keys()].filter((row) => probability[row]! >= cutOff));
  return rows.length <= most ? rows : rng.shuffle(rows).slice(0, most).sort();
}

/** At most `most` items spread evenly over a list, the middles of as many equal parts. */
export function spreadOver<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, k) => items[Math.floor(((k + 0.5) * items.length) / count)]!);
}
