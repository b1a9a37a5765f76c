import { type Column, type Frame, type NumericColumn, takeFrame } from '@proofline/pipeline';
import type { Side } from './statement.js';

/** Values of each numeric feature over the training rows to compare a row's own with, rising. */
export type Probes = Readonly<Record<string, readonly number[]>>;

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The 5, 25, 50, 75 and 95 % quantiles of every numeric column, each value once. */
export function probesOf(frame: Frame): Probes {
  const probes: Record<string, number[]> = {};
  for (const [name, column] of frame.columns) {
    if (column.kind !== 'numeric') continue;
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length === 0) continue;
    const values = QUANTILES.map((q) => sorted[Math.round(q * (sorted.length - 1))]!);
    probes[name] = values.filter((value, k) => value !== values[k - 1]);
  }
  return probes;
}

/**
 * On which side of the better values each feature's number lies, found by asking the model: the number is put in turn to
 * each probe, all else as it is, and the best answer tells. A feature that no probe improves is left out: nothing true
 * could be said of it.
 */
export function probeSides(
  risk: (frame: Frame) => Float64Array,
  frame: Frame,
  row: number,
  features: readonly string[],
  probes: Probes,
): Map<string, Side> {
  const trials = features.flatMap((feature) => (probes[feature] ?? []).map((value) => ({ feature, value })));
  const sides = new Map<string, Side>();
  if (trials.length === 0) return sides;
  const repeated = takeFrame(frame, new Int32Array(trials.length + 1).fill(row));
  const columns = new Map<string, Column>(repeated.columns);
  trials.forEach(({ feature, value }, k) => {
    (columns.get(feature) as NumericColumn).values[k + 1] = value;
  });
  const risks = risk({ rows: repeated.rows, columns });
  for (const feature of features) {
    const own = (repeated.columns.get(feature) as NumericColumn).values[0]!;
    let best = risks[0]! - 1e-12;
    let distance = Number.POSITIVE_INFINITY;
    trials.forEach((trial, k) => {
      const answer = risks[k + 1]!;
      const away = Math.abs(trial.value - own);
      if (trial.feature !== feature || answer > best || (answer === best && away >= distance)) return;
      best = answer;
      distance = away;
      sides.set(feature, trial.value < own ? 'high' : 'low');
    });
  }
  return sides;
}
