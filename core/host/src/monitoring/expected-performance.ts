import { percentileInterval, type Rng } from '@proofline/learn';
import type { Estimate, TaskKind } from '@proofline/pipeline';

const DRAWS = 200;
const LEVEL = 0.95;

/**
 * What a metric is to be expected at before any outcome is known, from the probabilities alone (confidence-based performance
 * estimation: each row counts with every outcome, by its probability). The interval is what the metric of these rows would
 * lie in, outcomes being drawn by their probabilities. Both hold as long as the probabilities do: a relation between features
 * and outcome that changed is not seen. Undefined for kinds without probabilities, and for so few rows that
 * most draws have one outcome only, of which the metric has no value.
 */
export function expectedPerformance<T, P>(
  kind: TaskKind<T, P>,
  metric: string,
  prediction: P,
  rows: number,
  rng: Rng,
): Estimate | undefined {
  const every = kind.everyOutcome?.(prediction);
  const known = kind.metrics[metric];
  if (every === undefined || known === undefined) return undefined;
  const { truth, weight } = every;
  const compute =
    known.prepare?.(truth, every.prediction) ?? ((w?: Float64Array) => known.compute(truth, every.prediction, w));
  const values = new Float64Array(DRAWS);
  for (let d = 0; d < DRAWS; d++) values[d] = compute(drawOutcomes(weight, rows, rng));
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  if (sorted.length < DRAWS / 2) return undefined;
  // A distance (KS, calibration error) of expected shares is none of drawn ones: noise is part of it.
  const value = known.distance === true ? mean(sorted) : compute(weight);
  return { value, interval: percentileInterval(sorted, LEVEL) };
}

/** Weights of 1 for one outcome of each row, drawn by their probabilities, and 0 for the others. */
function drawOutcomes(weight: Float64Array, rows: number, rng: Rng): Float64Array {
  const drawn = new Float64Array(weight.length);
  const last = weight.length - rows;
  for (let row = 0; row < rows; row++) {
    let left = rng.next();
    let at = row;
    while (at < last + row && left >= weight[at]!) {
      left -= weight[at]!;
      at += rows;
    }
    drawn[at] = 1;
  }
  return drawn;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
