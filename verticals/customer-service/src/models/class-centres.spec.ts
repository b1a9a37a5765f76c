import { describe, expect, it } from 'vitest';
import { ClassCentres } from './class-centres.js';

describe('ClassCentres', () => {
  it('gives the cosine with the nearest centre, whatever the lengths of the vectors', () => {
    const rows = { rows: 3, columns: 2, values: Float32Array.from([3, 0, 5, 0, 0, 2]) };
    const centres = ClassCentres.fit(rows, Float64Array.from([0, 0, 1]), 2);
    const asked = { rows: 4, columns: 2, values: Float32Array.from([6, 0, 0, 0.5, -6, -8, 0, 0]) };
    // Centres lie at (1, 0) and (0, 1).
    expect([...centres.nearest(asked)]).toEqual([1, 1, -0.6, 0]);
  });
});
