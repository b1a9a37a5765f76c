/**
 * P(T < t) of Student's t with a whole number of degrees of freedom: the finite sums of Abramowitz and Stegun, 26.7.3 and
 * 26.7.4.
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cos2 = Math.cos(angle) ** 2;
  const odd = degreesOfFreedom % 2;
  let term = odd === 1 ? Math.cos(angle) : 1;
  let sum = 0;
  for (let k = 1 + odd; k < degreesOfFreedom; k += 2) {
    sum += term;
    term *= (cos2 * k) / (k + 1);
  }
  const within = odd === 1 ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  return 0.5 + within / 2;
}

/** The t with P(T < t) = p, by bisection of the angle; exact to about 1e-12 for p in [1e-6, 1 − 1e-6]. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? Number.NEGATIVE_INFINITY : p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  const scale = Math.sqrt(degreesOfFreedom);
  let low = 0;
  let high = Math.PI / 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentCdf(scale * Math.tan(middle), degreesOfFreedom) < p) low = middle;
    else high = middle;
  }
  return scale * Math.tan((low + high) / 2);
}
