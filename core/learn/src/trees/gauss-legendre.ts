/** Points and weights of Gauss-Legendre quadrature on [0, 1]: exact for polynomials of degree 2 · `points` - 1. */
export interface Quadrature {
  nodes: Float64Array;
  weights: Float64Array;
}

const known = new Map<number, Quadrature>();

/** By Newton's method on the Legendre polynomial, from Chebyshev-like starting points. */
export function gaussLegendre(points: number): Quadrature {
  let rule = known.get(points);
  if (rule !== undefined) return rule;
  rule = { nodes: new Float64Array(points), weights: new Float64Array(points) };
  for (let k = 0; k < points; k++) {
    let x = Math.cos((Math.PI * (k + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 100; iteration++) {
      let before = 1;
      let value = x;
      for (let n = 2; n <= points; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
      slope = points === 1 ? 1 : (points * (x * value - before)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    rule.nodes[points - 1 - k] = (1 + x) / 2;
    rule.weights[points - 1 - k] = 1 / ((1 - x * x) * slope * slope);
  }
  known.set(points, rule);
  return rule;
}
