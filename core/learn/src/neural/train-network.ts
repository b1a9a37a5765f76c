import { ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import { breathe, type FitContext } from '../estimator/estimator.js';
import type { Rng } from '../random/rng.js';
import type { TrainingEngine } from './engine.js';

/** Mean weighted loss of each epoch, penalty not included; training as seen while training (with dropout). */
export interface LossCurve {
  train: number[];
  /** Empty when no rows were set aside. */
  validation: number[];
  /** 0-based epoch whose weights were kept. */
  bestEpoch: number;
}

/** As the parameters of the estimators have them. */
export interface TrainingParameters {
  epochs: number;
  /** Rows of a step, at most. */
  batchSize: number;
  learningRate: number;
  /** `constant`, or `cosine`: down to zero over all epochs. */
  schedule: string;
  l2: number;
  /** 0: no early stopping. */
  patience: number;
}

export interface TrainingPlan {
  engine: TrainingEngine;
  start: readonly Float32Array[];
  trainRows: Int32Array;
  validationRows: Int32Array;
  /** Weight of every row of the engine's data. */
  weight: Float32Array;
  parameters: TrainingParameters;
  /** Length of every row of the engine's data, where rows of like length go into one step. */
  lengths?: Int32Array;
  /** Multiply-adds of one row, to give the event loop its turn at regular amounts of work. */
  rowWork: number;
  rng: Rng;
  context: FitContext;
  /** Epochs done and planned by all members, for progress; absent: there is one. */
  progress?: { done: number; total: number };
}

/** Multiply-adds between two turns of the event loop: some tens of milliseconds. */
const WORK_BETWEEN_TURNS = 5e8;

/** Mini-batch training with seeded shuffles, schedule and early stopping. Leaves nothing but the weights it returns. */
export async function trainNetwork(plan: TrainingPlan): Promise<{ weights: Float32Array[]; curve: LossCurve }> {
  const { engine, trainRows, validationRows, weight, rng, context } = plan;
  const { epochs, batchSize, l2, patience } = plan.parameters;
  const progress = plan.progress ?? { done: 0, total: epochs };
  const curve: LossCurve = { train: [], validation: [], bestEpoch: 0 };
  const order = trainRows.slice();
  const steps = Math.ceil(order.length / batchSize);
  const weightOf = (rows: Int32Array): number => rows.reduce((sum, row) => sum + weight[row]!, 0);
  const [trainWeight, validationWeight] = [weightOf(trainRows), weightOf(validationRows)];
  const stopsEarly = patience > 0 && validationRows.length > 0;
  let best = Number.POSITIVE_INFINITY;
  let kept: Float32Array[] | undefined;
  let work = 0;
  engine.start(plan.start);
  for (let epoch = 0; epoch < epochs; epoch++) {
    rng.shuffle(order);
    let sum = 0;
    for (const [s, rows] of cutInBatches(order, steps, plan.lengths, rng).entries()) {
      const learningRate = learningRateAt((epoch + s / steps) / epochs, plan.parameters);
      sum += engine.step(rows, { learningRate, l2, seed: rng.uint32() });
      work += 3 * rows.length * plan.rowWork;
      if (work > WORK_BETWEEN_TURNS) {
        work = 0;
        await breathe();
        throwIfCancelled(context.signal);
      }
    }
    curve.train.push(sum / trainWeight);
    if (!Number.isFinite(sum)) {
      throw new ProoflineError(
        'invalid-input',
        'TRAINING_DIVERGED',
        `The training loss is ${sum} in epoch ${epoch + 1}: the weights ran away. Lower 'learningRate' (it is ${plan.parameters.learningRate}).`,
      );
    }
    if (validationRows.length > 0) {
      curve.validation.push(engine.loss(validationRows) / validationWeight);
      work += validationRows.length * plan.rowWork;
    }
    context.onProgress?.({
      done: progress.done + epoch + 1,
      total: progress.total,
      trainLoss: curve.train[epoch]!,
      ...(validationRows.length > 0 ? { validationLoss: curve.validation[epoch]! } : {}),
    });
    throwIfCancelled(context.signal);
    if (!stopsEarly) {
      curve.bestEpoch = epoch;
    } else if (curve.validation[epoch]! < best) {
      best = curve.validation[epoch]!;
      curve.bestEpoch = epoch;
      kept = engine.weights();
    } else if (epoch - curve.bestEpoch >= patience) {
      break;
    }
  }
  progress.done += epochs;
  await breathe();
  return { weights: kept ?? engine.weights(), curve };
}

/** After this share of the training. */
function learningRateAt(done: number, { learningRate, schedule }: TrainingParameters): number {
  return learningRate * (schedule === 'cosine' ? (1 + Math.cos(Math.PI * done)) / 2 : 1);
}

/** Batches whose rows are sorted by length together. */
const POOL = 50;

/**
 * Equal parts of the shuffled rows; with `lengths`, rows of like length share one, and the batches come in an order drawn
 * anew, so that a step has little to wait for its longest row.
 */
function cutInBatches(order: Int32Array, steps: number, lengths: Int32Array | undefined, rng: Rng): Int32Array[] {
  const start = (s: number): number => Math.floor((Math.min(s, steps) * order.length) / steps);
  if (lengths !== undefined) {
    for (let s = 0; s < steps; s += POOL) {
      order.subarray(start(s), start(s + POOL)).sort((a, b) => lengths[a]! - lengths[b]!);
    }
  }
  const batches = Array.from({ length: steps }, (_, s) => order.subarray(start(s), start(s + 1)));
  return lengths === undefined ? batches : rng.shuffle(batches);
}
