import { canonicalUnit } from './number-text.js';

/** Units of one quantity, each with its size in the first. Only what is fixed by definition: no currencies, no calendar days. */
const QUANTITIES: readonly Readonly<Record<string, number>>[] = [
  { g: 1, mg: 0.001, kg: 1000, t: 1_000_000 },
  { m: 1, mm: 0.001, cm: 0.01, km: 1000 },
  { s: 1, ms: 0.001, min: 60, h: 3600 },
  { months: 1, years: 12 },
  { days: 1, weeks: 7 },
  { l: 1, ml: 0.001, hl: 100 },
];

/** Other units of the same quantity with the factor into this one: `kg` gives `{ g: 0.001, mg: 1e-6, t: 1000 }`. */
export function unitFactors(unit: string | undefined): Readonly<Record<string, number>> | undefined {
  if (unit === undefined) return undefined;
  const own = canonicalUnit(unit);
  const sizes = QUANTITIES.find((quantity) => Object.hasOwn(quantity, own));
  if (sizes === undefined) return undefined;
  const others = Object.entries(sizes).filter(([name]) => name !== own);
  return Object.fromEntries(others.map(([name, size]) => [name, size / sizes[own]!]));
}
