import { throwIfCancelled } from '../errors/proofline-error.js';
import { breathe, type Supervised } from '../estimator/estimator.js';
import { type StandardisedDesign, standardise } from './standardise.js';

/** Least squares on standardised columns and target, reduced to sums. */
export interface NormalEquations {
  design: StandardisedDesign;
  /** The standardised target, a value a row. */
  target: Float64Array;
  targetMean: number;
  /** Standard deviation of the target; 1 where it is constant. */
  targetScale: number;
  weight: Float64Array | undefined;
  /** XᵀWX, p·p, both triangles. */
  gram: Float64Array;
  /** XᵀWy. */
  moments: Float64Array;
  /** yᵀWy. */
  squares: number;
}

/** Multiplications between two turns of the event loop: some 30 ms. */
const WORK = 3e7;

export async function normalEquations(data: Supervised, signal?: AbortSignal): Promise<NormalEquations> {
  const { x, y, weight } = data;
  const design = standardise(x, weight);
  const scaled = standardise({ rows: y.length, columns: [y], names: ['y'], cardinality: Int32Array.of(0) }, weight);
  const { rows, columns, values } = design;
  const target = scaled.values;
  const gram = new Float64Array(columns * columns);
  const moments = new Float64Array(columns);
  let squares = 0;
  const block = Math.max(1, Math.floor(WORK / (columns * columns)));
  for (let from = 0; from < rows; from += block) {
    if (from > 0) await breathe();
    throwIfCancelled(signal);
    for (let i = from; i < Math.min(rows, from + block); i++) {
      const at = i * columns;
      const w = weight?.[i] ?? 1;
      if (w === 0) continue;
      squares += w * target[i]! ** 2;
      for (let j = 0; j < columns; j++) {
        const value = w * values[at + j]!;
        if (value === 0) continue;
        moments[j]! += value * target[i]!;
        for (let k = 0, cell = j * columns; k <= j; k++, cell++) gram[cell]! += value * values[at + k]!;
      }
    }
  }
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k < j; k++) gram[k * columns + j] = gram[j * columns + k]!;
  }
  return { design, target, targetMean: scaled.mean[0]!, targetScale: scaled.scale[0]!, weight, gram, moments, squares };
}
