import type { ParameterSpec } from '../estimator/parameter.js';

/** Values that a parameter must refuse: beyond both ends of its range, no number, of another type. */
export function impossibleValues(spec: ParameterSpec): unknown[] {
  if (spec.type === 'boolean') return ['yes', 1];
  if (spec.type === 'choice') return ['no-such-choice', 7];
  const numbers: unknown[] = [Number.NaN, 'text'];
  if (Number.isFinite(spec.min)) numbers.push(spec.min - 1, Number.NEGATIVE_INFINITY);
  if (Number.isFinite(spec.max)) numbers.push(spec.max + 1, Number.POSITIVE_INFINITY);
  if (spec.type === 'integer') numbers.push(spec.min + 0.5);
  return numbers;
}
