import { falseDiscoveryRates, homogeneityTest, populationStabilityIndex, psiByChance } from '@proofline/learn';
import type { Localized, ReferenceDistribution } from '@proofline/pipeline';

/** Industry practice for the population stability index: below the first nothing moved, above the second it is another population. */
const MOVED = 0.1;
const SHIFTED = 0.25;
/**
 * Of all alarms that are raised at a time, so many may be false on average. Less than the usual 5 %, for somebody looks every
 * day: where nothing changes, an alarm comes once in a hundred looks.
 */
export const FALSE_DISCOVERY_RATE = 0.01;

/**
 * `steady`: nothing beyond chance and practice. `moved`, `shifted`: beyond both. `too-few-rows`: the rows do not suffice to
 * say. `not-kept`: personal data that the log drops.
 */
export type DriftState = 'steady' | 'moved' | 'shifted' | 'too-few-rows' | 'not-kept';

/** How far a distribution has gone from what was learnt from. */
export interface Drift {
  name: string;
  title: Localized;
  state: DriftState;
  /** Population stability index; it grows by chance where rows are few. */
  psi?: number;
  /** What samples of one population of these sizes stay below with a chance of 95 %. */
  psiByChance?: number;
  /** Chance of such a difference where nothing changed (chi-square). */
  pValue?: number;
  /** The same, raised for the number of distributions that are looked at (Benjamini and Hochberg). */
  qValue?: number;
  groups: { label: Localized; reference: number; recent: number }[];
}

/** A distribution with recent counts over its groups; without any where the log does not keep it. */
export interface Compared {
  reference: ReferenceDistribution;
  counts: readonly number[] | undefined;
}

/**
 * Compares distributions with what was learnt from. An alarm needs both: a difference that is no chance, with the number of
 * rows and of distributions looked at allowed for, and one that is large enough to matter.
 */
export function judgeDrift(compared: readonly Compared[]): Drift[] {
  const tests = compared.map(({ reference, counts }) =>
    counts === undefined
      ? undefined
      : homogeneityTest(
          reference.groups.map(({ rows }) => rows),
          counts,
        ),
  );
  const tested = tests.flatMap((test) => (test === undefined ? [] : [test.pValue]));
  const rates = falseDiscoveryRates(tested);
  let next = 0;
  return compared.map(({ reference, counts }, k) => {
    const { name, title, groups } = reference;
    const shares = sharesOf(groups.map(({ rows }) => rows));
    const recent = sharesOf(counts ?? groups.map(() => 0));
    const head = {
      name,
      title,
      groups: groups.map(({ label }, g) => ({ label, reference: shares[g]!, recent: recent[g]! })),
    };
    if (counts === undefined) return { ...head, state: 'not-kept' };
    const test = tests[k];
    if (test === undefined) return { ...head, state: 'too-few-rows' };
    const qValue = rates[next++]!;
    const size = sizeOf(reference, counts);
    return { ...head, state: stateOf(size, qValue), ...size, pValue: test.pValue, qValue };
  });
}

export function isAlarming({ state }: Drift): boolean {
  return state === 'moved' || state === 'shifted';
}

function stateOf({ psi, psiByChance: byChance }: { psi: number; psiByChance: number }, qValue: number): DriftState {
  if (qValue > FALSE_DISCOVERY_RATE || psi <= byChance || psi < MOVED) return 'steady';
  return psi < SHIFTED ? 'moved' : 'shifted';
}

function sizeOf({ groups }: ReferenceDistribution, counts: readonly number[]): { psi: number; psiByChance: number } {
  // Groups that neither sample has carry nothing, and half a row in both would shrink the other shares.
  const used = groups.flatMap(({ rows }, g) => (rows + counts[g]! > 0 ? [g] : []));
  const reference = used.map((g) => groups[g]!.rows);
  const recent = used.map((g) => counts[g]!);
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return {
    psi: populationStabilityIndex(reference, recent),
    psiByChance: psiByChance(total(reference), total(recent), used.length),
  };
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}
