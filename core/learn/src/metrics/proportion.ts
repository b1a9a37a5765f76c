import { normalQuantile } from './distributions.js';

/** Wilson's score interval of a share, `events` of `rows` (Wilson 1927); [0, 1] where there are no rows. */
export function wilsonInterval(events: number, rows: number, level = 0.95): [number, number] {
  if (rows <= 0) return [0, 1];
  const z = normalQuantile((1 + level) / 2);
  const share = events / rows;
  const scale = 1 + (z * z) / rows;
  const centre = (share + (z * z) / (2 * rows)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/**
 * Interval of the difference of two shares of the same rows: of `rows`, `gained` hold only in the second and `lost` only in the
 * first. Wald's interval with half a row added to each cell (Agresti and Min 2005, "Simple improved confidence intervals for
 * comparing matched proportions"); [-1, 1] where there are no rows.
 */
export function pairedShareInterval(gained: number, lost: number, rows: number, level = 0.95): [number, number] {
  if (rows <= 0) return [-1, 1];
  const n = rows + 2;
  const centre = (gained - lost) / n;
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(gained + lost + 1 - (gained - lost) ** 2 / n)) / n;
  return [Math.max(-1, centre - half), Math.min(1, centre + half)];
}
