import { ProoflineError } from '../errors/proofline-error.js';

/**
 * Factors a symmetric positive definite matrix (n·n, row by row, lower triangle read) in place into L with L·Lᵀ = A.
 * A pivot that is not positive is replaced by a tiny multiple of the largest one: the direction is then left alone, which
 * is what a Newton step wants of a collinear column. Returns the indices of the pivots that were replaced, in order.
 */
export function choleskyInPlace(a: Float64Array, n: number): number[] {
  const replaced: number[] = [];
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, a[i * n + i]!);
  const floor = Math.max(largest, 1e-300) * 1e-13;
  for (let j = 0; j < n; j++) {
    let d = a[j * n + j]!;
    for (let k = 0; k < j; k++) d -= a[j * n + k]! ** 2;
    if (Number.isNaN(d)) {
      throw new ProoflineError(
        'invalid-input',
        'NOT_FINITE',
        'A matrix to be factored holds values that are not finite.',
      );
    }
    if (d <= floor) {
      replaced.push(j);
      d = largest * 1e12 || 1;
    }
    const root = Math.sqrt(d);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      a[i * n + j] = sum / root;
    }
  }
  return replaced;
}

/** Solves L·Lᵀ·x = b for a factor from `choleskyInPlace`; returns a new array. */
export function choleskySolve(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  return x;
}

/** The inverse from a factor, n·n. */
export function choleskyInverse(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    unit.fill(0);
    unit[j] = 1;
    const column = choleskySolve(l, unit);
    for (let i = 0; i < n; i++) inverse[i * n + j] = column[i]!;
  }
  return inverse;
}
