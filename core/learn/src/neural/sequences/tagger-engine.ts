import { Chain, type StepWeights, zeroSteps } from '../../sequence/chain.js';
import { ChainLikelihood } from '../../sequence/chain-likelihood.js';
import type { TagSet } from '../../sequence/tag-set.js';
import { ADAM, adamStep } from '../adam.js';
import type { StepSettings, TrainingEngine } from '../engine.js';
import type { Pointer } from '../neural-kernels.js';
import { takeTexts } from './sequence-kernel-engine.js';
import { countTokens, SequenceNetwork, type TokenIds } from './sequence-network.js';
import type { SequenceShape } from './sequence-shape.js';

export const STEP_KINDS = ['starts', 'moves', 'links'] as const;

/** Texts with the tags of their tokens, as places in a tag set. */
export interface TaggedTexts extends TokenIds {
  truth: readonly Int32Array[];
}

/** Texts whose loss is computed together. */
const BLOCK = 256;

/**
 * Trains a network whose outputs are the scores of tags in a linear-chain conditional random field (Lample et al. 2016): the
 * field's forward-backward gives the gradient of the scores, and the weights of steps are trained with it. The field's weights
 * follow those of the network, in the order of `STEP_KINDS`.
 */
export class TaggerEngine implements TrainingEngine {
  private readonly network: SequenceNetwork;
  private readonly likelihood: ChainLikelihood;
  private readonly steps: StepWeights;
  private readonly first: StepWeights;
  private readonly second: StepWeights;
  private done = 0;

  /** `shape.outputs` is the width of the field's chain: the tags, rounded up to a multiple of 4. */
  constructor(
    shape: SequenceShape,
    tagSet: TagSet,
    private readonly data: TaggedTexts,
  ) {
    this.network = new SequenceNetwork(shape, true);
    [this.steps, this.first, this.second] = [zeroSteps(tagSet), zeroSteps(tagSet), zeroSteps(tagSet)];
    const tokens = data.truth.reduce((most, { length }) => Math.max(most, length), 1);
    this.likelihood = new ChainLikelihood(new Chain(tagSet, { tokens, entries: 0, features: 0 }), this.steps);
  }

  start(weights: readonly Float32Array[]): void {
    const { memory } = this.network;
    memory.setWeights(weights.slice(0, memory.slots.length));
    STEP_KINDS.forEach((kind, k) => {
      this.steps[kind].set(weights[memory.slots.length + k]!);
      this.first[kind].fill(0);
      this.second[kind].fill(0);
    });
    this.likelihood.chain.setSteps(this.steps);
    this.done = 0;
  }

  step(rows: Int32Array, settings: StepSettings): number {
    const { network } = this;
    const texts = takeTexts(this.data, rows);
    const z = network.forward(texts, settings.seed);
    const loss = this.lossOf(z, texts, rows, true);
    network.backward(z);
    network.descend(settings);
    this.descend(settings.learningRate, rows.length);
    return loss;
  }

  loss(rows: Int32Array): number {
    let total = 0;
    for (let i = 0; i < rows.length; i += BLOCK) {
      const block = rows.subarray(i, i + BLOCK);
      const texts = takeTexts(this.data, block);
      total += this.lossOf(this.network.forward(texts), texts, block, false);
    }
    return total;
  }

  weights(): Float32Array[] {
    return [...this.network.memory.weights(), ...STEP_KINDS.map((kind) => Float32Array.from(this.steps[kind]))];
  }

  dispose(): void {
    this.likelihood.chain.memory.release();
  }

  /** The sum of negative log likelihoods; turns scores into the gradient of their mean where they are learnt from. */
  private lossOf(z: Pointer, texts: TokenIds, rows: Int32Array, learn: boolean): number {
    const { likelihood, data } = this;
    const { chain } = likelihood;
    const scores = this.network.memory.f32(z, countTokens(texts).tokens * chain.width);
    let loss = 0;
    for (let i = 0; i < rows.length; i++) {
      const truth = data.truth[rows[i]!]!;
      const own = scores.subarray(texts.offsets[i]! * chain.width, texts.offsets[i + 1]! * chain.width);
      chain.f32('scores', own.length).set(own);
      if (!learn) {
        loss += likelihood.loss(truth);
        continue;
      }
      loss += likelihood.learn(truth);
      const residual = chain.f32('residual', own.length);
      for (let k = 0; k < own.length; k++) own[k] = -residual[k]! / rows.length;
    }
    return loss;
  }

  /** Adam for the weights of steps. */
  private descend(learningRate: number, texts: number): void {
    const { rate, epsilon } = adamStep(learningRate, ++this.done);
    this.likelihood.climb((weights, slope, kind) => {
      const [first, second] = [this.first[kind], this.second[kind]];
      for (let k = 0; k < weights.length; k++) {
        const g = -slope[k]! / texts;
        first[k] = ADAM.beta1 * first[k]! + (1 - ADAM.beta1) * g;
        second[k] = ADAM.beta2 * second[k]! + (1 - ADAM.beta2) * g * g;
        weights[k]! -= (rate * first[k]!) / (Math.sqrt(second[k]!) + epsilon);
      }
    });
  }
}
