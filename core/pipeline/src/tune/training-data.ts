import type { Frame } from '../dataset/frame.js';
import type { FeatureSchema } from '../schema/feature-schema.js';

/** Row indices of one fold: fitted on `train`, predicted for `test`. */
export interface Fold {
  train: Int32Array;
  test: Int32Array;
}

/** Training rows, cleaned, feature columns only. */
export interface TrainingData<Truth> {
  frame: Frame;
  truth: Truth;
  weight?: Float64Array;
  schema: FeatureSchema;
}

export function takeWeights(weight: Float64Array, rows: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = weight[rows[i]!]!;
  return out;
}
