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
