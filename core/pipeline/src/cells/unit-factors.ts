/** Units of one quantity, each with its size in the first. Only what is fixed by definition: no currencies, no calendar days. */
const QUANTITIES: readonly Readonly<Record<string, number>>[] = [
  { g: 1, mg: 0.001, kg: 1000, t: 1_000_000 },
  { m: 1, mm: 0.001, cm: 0.01, km: 1000 },
  { s: 1, ms: 0.001, min: 60, h: 3600 },
  { months: 1, month: 1, years: 12, year: 12, yrs: 12 },
  { days: 1, day: 1, weeks: 7, week: 7 },
  { l: 1, ml: 0.001, hl: 100 },
  { 月: 1, 个月: 1, 年: 12 },
];

/** Other units of the same quantity with the factor into this one: `kg` gives `{ g: 0.001, mg: 1e-6, t: 1000 }`. */
export function unitFactors(unit: string | undefined): Readonly<Record<string, number>> | undefined {
  if (unit === undefined) return undefined;
  const sizes = QUANTITIES.find((quantity) => Object.hasOwn(quantity, unit));
  if (sizes === undefined) return undefined;
  const others = Object.entries(sizes).filter(([name]) => name !== unit);
  return Object.fromEntries(others.map(([name, size]) => [name, size / sizes[unit]!]));
}
