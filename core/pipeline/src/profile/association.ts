import type { ColumnGroups } from './column-groups.js';

/** Entropy in bits of counts. */
export function entropy(counts: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) total += counts[i]!;
  if (total === 0) return 0;
  let bits = 0;
  for (let i = 0; i < counts.length; i++) {
    const share = counts[i]! / total;
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}

/** Counts of each pair of groups, row by row: `table[a * b.groups.length + b]`. */
export function crossTable(
  a: Pick<ColumnGroups, 'codes' | 'counts'>,
  b: Pick<ColumnGroups, 'codes' | 'counts'>,
): Float64Array {
  const width = b.counts.length;
  const table = new Float64Array(a.counts.length * width);
  for (let i = 0; i < a.codes.length; i++) table[a.codes[i]! * width + b.codes[i]!]!++;
  return table;
}

/**
 * Cramér's V with the bias correction of Bergsma (2013), 0 to 1: how far two divisions of the rows go together. The
 * correction keeps two unrelated columns of many levels from looking related.
 */
export function cramersV(a: Pick<ColumnGroups, 'codes' | 'counts'>, b: Pick<ColumnGroups, 'codes' | 'counts'>): number {
  const n = a.codes.length;
  const width = b.counts.length;
  const rows = a.counts.filter((count) => count > 0).length;
  const columns = b.counts.filter((count) => count > 0).length;
  if (n < 2 || rows < 2 || columns < 2) return 0;
  const table = crossTable(a, b);
  let sum = 0;
  for (let r = 0; r < a.counts.length; r++) {
    for (let c = 0; c < width; c++) {
      const expected = a.counts[r]! * b.counts[c]!;
      if (expected > 0) sum += table[r * width + c]! ** 2 / expected;
    }
  }
  const phi2 = Math.max(0, sum - 1 - ((rows - 1) * (columns - 1)) / (n - 1));
  const r = rows - (rows - 1) ** 2 / (n - 1);
  const c = columns - (columns - 1) ** 2 / (n - 1);
  const smaller = Math.min(r - 1, c - 1);
  return smaller <= 0 ? 0 : Math.min(1, Math.sqrt(phi2 / smaller));
}

/** Share of the target's entropy that the groups explain (Theil's U), 0 to 1. */
export function uncertaintyCoefficient(
  target: Pick<ColumnGroups, 'codes' | 'counts'>,
  groups: Pick<ColumnGroups, 'codes' | 'counts'>,
): number {
  const whole = entropy(target.counts);
  if (whole === 0) return 0;
  const width = target.counts.length;
  const table = crossTable(groups, target);
  let rest = 0;
  for (let g = 0; g < groups.counts.length; g++) {
    rest += (groups.counts[g]! / target.codes.length) * entropy(table.subarray(g * width, (g + 1) * width));
  }
  return Math.max(0, 1 - rest / whole);
}

/** Pearson's correlation over the rows where both are there; NaN where fewer than three are. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[i]!;
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    n++;
    // Welford's updates: sums of squares of large amounts would lose their digits.
    const dx = a - meanX;
    const dy = b - meanY;
    meanX += dx / n;
    meanY += dy / n;
    xx += dx * (a - meanX);
    yy += dy * (b - meanY);
    xy += dx * (b - meanY);
  }
  if (n < 3 || xx === 0 || yy === 0) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Ranks from 1, ties sharing their mean; NaN stays NaN. */
export function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i)
    .filter((i) => !Number.isNaN(values[i]!))
    .sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length).fill(Number.NaN);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}
