import { chiSquareTail } from './distributions.js';

/** Below this expected count the chi-square approximation is not to be trusted (Cochran 1954). */
const SMALLEST_EXPECTED = 5;

export interface HomogeneityTest {
  statistic: number;
  degreesOfFreedom: number;
  pValue: number;
}

/**
 * Pearson's chi-square test of whether two samples, given as counts over the same groups, come from one distribution. Groups
 * with too few expected rows are joined with the smaller neighbour, by the counts of both samples together, which the test's
 * chances do not depend on. Undefined where the rows do not suffice for two groups.
 */
export function homogeneityTest(first: ArrayLike<number>, second: ArrayLike<number>): HomogeneityTest | undefined {
  const totals = [sum(first), sum(second)] as const;
  const smaller = Math.min(...totals) / (totals[0] + totals[1]);
  const pairs = Array.from(first, (count, k): [number, number] => [count, second[k]!]).filter(([a, b]) => a + b > 0);
  const expected = ([a, b]: readonly [number, number]): number => (a + b) * smaller;
  while (pairs.length > 1) {
    let least = 0;
    for (let k = 1; k < pairs.length; k++) if (expected(pairs[k]!) < expected(pairs[least]!)) least = k;
    if (expected(pairs[least]!) >= SMALLEST_EXPECTED) break;
    const sides = [least - 1, least + 1].filter((k) => pairs[k] !== undefined);
    const into = sides.reduce((a, b) => (expected(pairs[b]!) < expected(pairs[a]!) ? b : a));
    pairs[into] = [pairs[into]![0] + pairs[least]![0], pairs[into]![1] + pairs[least]![1]];
    pairs.splice(least, 1);
  }
  if (pairs.length < 2) return undefined;
  const rows = totals[0] + totals[1];
  let statistic = 0;
  for (const pair of pairs) {
    for (const side of [0, 1] as const) {
      const own = ((pair[0] + pair[1]) * totals[side]) / rows;
      statistic += (pair[side] - own) ** 2 / own;
    }
  }
  const degreesOfFreedom = pairs.length - 1;
  return { statistic, degreesOfFreedom, pValue: chiSquareTail(statistic, degreesOfFreedom) };
}

/**
 * P-values of several tests, each raised to the smallest rate of false discoveries at which it is one (Benjamini and Hochberg
 * 1995). In the order given.
 */
export function falseDiscoveryRates(pValues: readonly number[]): number[] {
  const order = pValues.map((_, k) => k).sort((a, b) => pValues[b]! - pValues[a]!);
  const rates = new Array<number>(pValues.length);
  let least = 1;
  order.forEach((k, position) => {
    least = Math.min(least, (pValues[k]! * pValues.length) / (pValues.length - position));
    rates[k] = least;
  });
  return rates;
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}
