import type { FitContext, Supervised } from '../estimator/estimator.js';
import { takeRows } from '../matrix/matrix.js';
import { chooseEngine } from './choose-engine.js';
import type { NetworkData } from './engine.js';
import type { FittedNetworks } from './fitted-multilayer-perceptron.js';
import { fitScaling, type InputScaling, scaleInputs } from './input-scaling.js';
import { KernelEngine } from './kernel-engine.js';
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
import { rowWeights, usedRows } from './row-weights.js';
import { splitRows } from './split-rows.js';
import { type LossCurve, trainNetwork } from './train-network.js';

/** What the task adds to the parameters. */
export interface NetworkTask {
  loss: NetworkLoss;
  outputs: number;
  outputBias: ArrayLike<number>;
  /** Class of each row: the internal validation split keeps their shares. */
  strata?: Float64Array;
}

/**
 * Multiply-adds of one training step from which native TensorFlow is faster than our kernels: below it, its cost of some
 * milliseconds for calling operations one by one is more than what its matrix products save.
 */
const NATIVE_FROM = 2e9;

export async function fitNetworks(
  data: Supervised,
  task: NetworkTask,
  parameters: Required<MultilayerPerceptronParameters>,
  context: FitContext,
): Promise<FittedNetworks> {
  const shape = networkShape(data.x.columns.length, task, parameters);
  const used = usedRows(data.x.rows, data.weight);
  const scaling = fitScaling(used.length < data.x.rows ? takeRows(data.x, used) : data.x);
  const block = networkData(data, scaling);
  const rows = used.length;
  const batchRows = Math.min(parameters.batchSize, rows);
  const backend = parameters.backend as 'auto' | 'wasm' | 'native';
  const { engine, record } = await chooseEngine(backend, {
    kernels: () => new KernelEngine(shape, block, batchRows),
    tensors: async (opened) => new (await import('./tensor-engine.js')).TensorEngine(opened, shape, block),
    nativeIsFaster: 3 * batchRows * multiplyAdds(shape) >= NATIVE_FROM,
  });
  const given = data.validation && Int32Array.from({ length: data.validation.y.length }, (_, i) => data.x.rows + i);
  const members: DenseLayer[][] = [];
  const curves: LossCurve[] = [];
  const progress = { done: 0, total: parameters.members * parameters.epochs };
  try {
    for (let m = 0; m < parameters.members; m++) {
      const rng = context.rng.fork(`member-${m}`);
      const split = splitRows(used, given, task.strata, parameters, rng.fork('validation'));
      const { weights, curve } = await trainNetwork({
        engine,
        start: initialWeights(shape, rng.fork('weights'), task.outputBias),
        ...split,
        weight: block.weight,
        parameters,
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

function networkShape(
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
  if (validation !== undefined) {
    inputs.set(scaleInputs(validation.x, scaling), x.rows * x.columns.length);
    targets.set(validation.y, x.rows);
  }
  return { rows, x: inputs, y: targets, weight: rowWeights(x.rows, weight, validation) };
}
