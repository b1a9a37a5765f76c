import { ProoflineError } from '../errors/proofline-error.js';
import type { FitContext, Supervised } from '../estimator/estimator.js';
import { takeRows } from '../matrix/matrix.js';
import type { Rng } from '../random/rng.js';
import { chooseEngine } from './choose-engine.js';
import type { NetworkData } from './engine.js';
import type { FittedNetworks } from './fitted-multilayer-perceptron.js';
import { fitScaling, type InputScaling, scaleInputs } from './input-scaling.js';
import type { MultilayerPerceptronParameters } from './mlp-parameters.js';
import {
  type Activation,
  type DenseLayer,
  foldLayers,
  initialWeights,
  multiplyAdds,
  type NetworkLoss,
  type NetworkShape,
} from './network.js';
import { type LossCurve, trainNetwork } from './train-network.js';

/** What the task adds to the parameters. */
export interface NetworkTask {
  loss: NetworkLoss;
  outputs: number;
  outputBias: ArrayLike<number>;
  /** Class of each row: the internal validation split keeps their shares. */
  strata?: Float64Array;
}

/** Fewest rows of which some are set aside; below, all epochs are trained on all rows. */
const FEWEST_TO_SPLIT = 50;

export async function fitNetworks(
  data: Supervised,
  task: NetworkTask,
  parameters: Required<MultilayerPerceptronParameters>,
  context: FitContext,
): Promise<FittedNetworks> {
  const shape = networkShape(data.x.columns.length, task, parameters);
  // A row without weight is as if it were not there: it moves neither the statistics nor the number of steps.
  const used = Int32Array.from(data.y.keys()).filter((i) => (data.weight?.[i] ?? 1) > 0);
  if (used.length === 0) throw new ProoflineError('invalid-input', 'WEIGHT_INVALID', 'Every row has weight 0.');
  const scaling = fitScaling(used.length < data.x.rows ? takeRows(data.x, used) : data.x);
  const block = networkData(data, scaling);
  const rows = used.length;
  const batchRows = Math.min(parameters.batchSize, rows);
  const backend = parameters.backend as 'auto' | 'wasm' | 'native';
  const { engine, record } = await chooseEngine(backend, shape, block, batchRows);
  const members: DenseLayer[][] = [];
  const curves: LossCurve[] = [];
  const progress = { done: 0, total: parameters.members * parameters.epochs };
  try {
    for (let m = 0; m < parameters.members; m++) {
      const rng = context.rng.fork(`member-${m}`);
      const split = splitRows(data, used, task.strata, parameters, rng.fork('validation'));
      const { weights, curve } = await trainNetwork({
        engine,
        start: initialWeights(shape, rng.fork('weights'), task.outputBias),
        ...split,
        weight: block.weight,
        epochs: parameters.epochs,
        batchRows,
        learningRate: parameters.learningRate,
        cosine: parameters.schedule === 'cosine',
        l2: parameters.l2,
        patience: parameters.patience,
        rowWork: multiplyAdds(shape),
        rng: rng.fork('steps'),
        context,
        progress,
      });
      members.push(foldLayers(shape, weights));
      curves.push(curve);
    }
  } finally {
    engine.dispose();
  }
  return { names: data.x.names, scaling, activation: shape.activation, members, curves, training: record };
}

export function networkShape(
  inputs: number,
  task: Pick<NetworkTask, 'loss' | 'outputs'>,
  parameters: Required<MultilayerPerceptronParameters>,
): NetworkShape {
  const { layers, units, widths } = parameters;
  return {
    inputs,
    hidden: Array.from({ length: layers }, (_, l) => (widths === 'halving' ? Math.max(2, units >> l) : units)),
    outputs: task.outputs,
    activation: parameters.activation as Activation,
    batchNorm: parameters.batchNorm,
    dropout: parameters.dropout,
    loss: task.loss,
  };
}

/** Training rows, then those of `data.validation`, scaled alike; weights with mean 1 over the training rows. */
function networkData(data: Supervised, scaling: InputScaling): NetworkData {
  const { x, y, weight, validation } = data;
  const rows = x.rows + (validation?.x.rows ?? 0);
  const inputs = new Float32Array(rows * x.columns.length);
  inputs.set(scaleInputs(x, scaling));
  const targets = new Float32Array(rows);
  targets.set(y);
  const weights = new Float32Array(rows).fill(1);
  if (weight !== undefined) {
    const positive = weight.filter((w) => w > 0);
    const mean = positive.reduce((sum, w) => sum + w, 0) / positive.length;
    weights.set(weight.map((w) => w / mean));
  }
  if (validation !== undefined) {
    inputs.set(scaleInputs(validation.x, scaling), x.rows * x.columns.length);
    targets.set(validation.y, x.rows);
    if (validation.weight !== undefined) weights.set(validation.weight, x.rows);
  }
  return { rows, x: inputs, y: targets, weight: weights };
}

/** Rows to train on and to validate on: the given ones, or a seeded share of each class when stopping early. */
function splitRows(
  data: Supervised,
  used: Int32Array,
  strata: Float64Array | undefined,
  parameters: Required<MultilayerPerceptronParameters>,
  rng: Rng,
): { trainRows: Int32Array; validationRows: Int32Array } {
  if (data.validation !== undefined) {
    const validationRows = Int32Array.from(data.validation.y.keys(), (i) => data.x.rows + i);
    return { trainRows: used, validationRows };
  }
  if (parameters.patience === 0 || used.length < FEWEST_TO_SPLIT) {
    return { trainRows: used, validationRows: new Int32Array(0) };
  }
  const order = rng.shuffle(used.slice());
  if (strata !== undefined) order.sort((a, b) => strata[a]! - strata[b]!);
  // Every 1/share-th row of the shuffled order, class by class, so that each class keeps its share.
  const aside = new Uint8Array(order.length);
  const count = Math.max(1, Math.round(parameters.validationShare * order.length));
  for (let i = 0; i < count; i++) aside[Math.floor(((i + 0.5) * order.length) / count)] = 1;
  return {
    trainRows: order.filter((_, i) => aside[i] === 0).sort(),
    validationRows: order.filter((_, i) => aside[i] === 1).sort(),
  };
}
