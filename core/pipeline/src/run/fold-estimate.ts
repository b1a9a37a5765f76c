import { studentQuantile } from '@proofline/learn';

/**
 * Mean over outer folds with a 95 % interval whose variance allows for overlapping training sets (Nadeau and Bengio 2003):
 * s²·(1/k + r) with k results and r the rows of a fold that are judged for each one learnt from (1/(k' − 1) in k'-fold
 * cross-validation), and Student's t with k − 1 degrees of freedom. The interval stays within the range of the metric.
 */
export function foldEstimate(
  values: readonly number[],
  judgedToLearnt: number,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): { value: number; interval: [number, number] } {
  const value = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - value) ** 2, 0) / (values.length - 1);
  const deviation = Math.sqrt(variance * (1 / values.length + judgedToLearnt));
  const half = studentQuantile(0.975, values.length - 1) * deviation;
  return { value, interval: [Math.max(least, value - half), Math.min(most, value + half)] };
}
