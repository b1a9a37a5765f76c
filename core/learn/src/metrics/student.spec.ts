import { describe, expect, it } from 'vitest';
import { studentCdf, studentQuantile } from './student.js';

describe("Student's t", () => {
  it('has the closed forms of one and two degrees of freedom', () => {
    for (const t of [-3, -0.5, 0, 0.7, 4]) {
      expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 14);
      expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 14);
    }
  });

  it('has the tabled quantiles', () => {
    const table = [
      [1, 12.7062047],
      [2, 4.3026527],
      [3, 3.1824463],
      [4, 2.7764451],
      [9, 2.2621572],
      [10, 2.2281389],
      [30, 2.0422725],
      [100, 1.9839715],
    ] as const;
    for (const [degrees, quantile] of table) {
      expect(studentQuantile(0.975, degrees)).toBeCloseTo(quantile, 6);
      expect(studentQuantile(0.025, degrees)).toBeCloseTo(-quantile, 6);
    }
    expect(studentQuantile(0.5, 7)).toBe(0);
    expect(studentQuantile(1, 7)).toBe(Number.POSITIVE_INFINITY);
    expect(studentQuantile(2, 7)).toBeNaN();
  });
});
