import { type Problem, ProoflineError, throwIfCancelled } from '../errors/proofline-error.js';
import { breathe, type Estimator, type FitContext } from '../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../estimator/parameter.js';
import type { KernelKind } from '../kernels/kernel-memory.js';
import { Chain, type SparseTokens, type StepWeights, zeroSteps } from './chain.js';
import { ChainLikelihood } from './chain-likelihood.js';
import { FittedLinearChainCrf } from './fitted-linear-chain-crf.js';
import { TagSet } from './tag-set.js';

export interface LinearChainCrfParameters {
  /** Strength of the ridge penalty, ½·l2·‖w‖². */
  l2?: number;
  /** Length of AdaGrad's first step. */
  rate?: number;
  /** Passes over the sequences; up to three times as many of fewer than 3,000. The model is the mean of those after each of the last third. */
  epochs?: number;
  /** Share of the entries of a sequence that are left out each time it is seen, so that no feature is relied on alone. */
  dropout?: number;
}

export const LINEAR_CHAIN_CRF_PARAMETERS: ParameterSpecs<LinearChainCrfParameters> = {
  l2: { type: 'number', min: 1e-3, max: 1e4, default: 0.5, log: true, doc: 'Ridge penalty.' },
  rate: { type: 'number', min: 1e-4, max: 10, default: 0.1, log: true, doc: "Length of AdaGrad's first step." },
  epochs: { type: 'integer', min: 1, max: 1000, default: 8, doc: 'Passes over the sequences, more of few.' },
  dropout: { type: 'number', min: 0, max: 0.9, default: 0.4, doc: 'Share of entries left out at random.' },
};

/** Sequences with the tag of each token, all of one scheme and valid in it. */
export interface TaggedSequences {
  sequences: readonly SparseTokens[];
  tags: readonly (readonly string[])[];
  /** Ids of features are below this. */
  features: number;
}

const OWNER = 'LinearChainCrf';

/** Sequences after which the weights of steps are brought up to date: their exponentials cost as much as a sequence. */
const BATCH = 8;

/** Where AdaGrad's sums of squares begin. */
const FIRST_SQUARE = 1e-6;

/** With fewer sequences than this, passes are added: a step's length falls by steps, not by passes. */
const FEW = 3000;

/** Weights nearer to 0 are not kept. On SNIPS they are two thirds of all, and no score changes with them beyond chance. */
const SMALLEST_WEIGHT = 0.02;

/** Sequences between two turns for the event loop. */
const BREATH = 256;

/**
 * A linear-chain conditional random field (Lafferty et al. 2001): sparse features of each token weigh for its tag, and steps
 * from tag to tag have weights of their own. Steps that the tagging scheme does not allow have probability 0, in training
 * as in decoding. Trained by AdaGrad on the penalised likelihood, a sequence at a time, in an order drawn for each pass.
 */
export class LinearChainCrf implements Estimator<FittedLinearChainCrf, TaggedSequences> {
  readonly name = 'linear-chain-crf';
  readonly parameters: Required<LinearChainCrfParameters>;

  constructor(
    parameters: LinearChainCrfParameters = {},
    /** `kernels` is for tests; results are the same. */
    private readonly options: { kernels?: KernelKind } = {},
  ) {
    this.parameters = resolveParameters(OWNER, LINEAR_CHAIN_CRF_PARAMETERS, parameters);
  }

  async fit(data: TaggedSequences, context: FitContext): Promise<FittedLinearChainCrf> {
    const tagSet = new TagSet(data.tags.flat());
    const truth = checkTagged(data, tagSet);
    await breathe();
    const training = new CrfTraining(data, truth, tagSet, this.parameters, this.options.kernels);
    try {
      return await training.run(context);
    } finally {
      training.release();
    }
  }
}

class CrfTraining {
  private readonly chain: Chain;
  private readonly steps: StepWeights;
  private readonly squares: StepWeights;
  private readonly likelihood: ChainLikelihood;
  private pending = 0;
  private readonly meanWeights: Float32Array;
  private readonly meanSteps: StepWeights;

  constructor(
    private readonly data: TaggedSequences,
    private readonly truth: readonly Int32Array[],
    private readonly tagSet: TagSet,
    private readonly parameters: Required<LinearChainCrfParameters>,
    kernels?: KernelKind,
  ) {
    const { sequences, features } = data;
    this.chain = new Chain(
      tagSet,
      {
        tokens: sequences.reduce((most, { offsets }) => Math.max(most, offsets.length - 1), 1),
        entries: sequences.reduce((most, { ids }) => Math.max(most, ids.length), 1),
        features,
      },
      kernels,
    );
    const { chain } = this;
    const size = features * chain.width;
    chain.f32('weights', size).fill(0);
    chain.f32('squares', size).fill(FIRST_SQUARE);
    chain.f32('decay', features).set(shareOfPenalty(data, parameters.l2));
    this.steps = zeroSteps(tagSet);
    this.squares = zeroSteps(tagSet);
    for (const part of Object.values(this.squares)) part.fill(FIRST_SQUARE);
    this.likelihood = new ChainLikelihood(chain, this.steps);
    this.meanWeights = new Float32Array(size);
    this.meanSteps = zeroSteps(tagSet);
    chain.setSteps(this.steps);
  }

  async run({ rng, signal, onProgress }: FitContext): Promise<FittedLinearChainCrf> {
    const { dropout } = this.parameters;
    const { sequences } = this.data;
    const epochs = Math.round(this.parameters.epochs * Math.min(3, Math.max(1, FEW / sequences.length)));
    const order = Int32Array.from(sequences.keys());
    const shuffling = rng.fork('order');
    const dropping = dropout > 0 ? rng.fork('dropout') : undefined;
    const kept = epochs - Math.floor((2 * epochs) / 3);
    const total = epochs * sequences.length;
    let done = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      let loss = 0;
      for (const i of shuffling.shuffle(order)) {
        const threshold = dropping === undefined ? 0 : Math.round(dropout * 2 ** 32);
        loss += this.learn(i, threshold, dropping === undefined ? undefined : () => dropping.uint32());
        if (++done % BREATH !== 0) continue;
        onProgress?.({ done, total });
        await breathe();
        throwIfCancelled(signal);
      }
      this.bringStepsUpToDate();
      if (epoch >= epochs - kept) this.addToMean(1 / kept);
      onProgress?.({ done, total, trainLoss: loss / sequences.length });
      await breathe();
      throwIfCancelled(signal);
    }
    return FittedLinearChainCrf.fromDense(
      this.tagSet,
      this.meanWeights,
      this.chain.width,
      this.meanSteps,
      SMALLEST_WEIGHT,
    );
  }

  release(): void {
    this.chain.memory.release();
  }

  /** Learns from one sequence; returns its negative log likelihood before, without the features that were left out. */
  private learn(i: number, threshold: number, draw: (() => number) | undefined): number {
    const { chain } = this;
    const { at, width, kernels } = chain;
    const own = this.data.sequences[i]!;
    const truth = this.truth[i]!;
    const tokens = truth.length;
    if (tokens === 0) return 0;
    this.place(own, threshold, draw);
    kernels.score(at.weights, width, at.offsets, at.ids, at.values, tokens, at.scores);
    const loss = this.likelihood.learn(truth);
    const { rate } = this.parameters;
    kernels.ascend(at.weights, at.squares, at.decay, width, at.offsets, at.ids, at.values, tokens, at.residual, rate);
    if (++this.pending === BATCH) this.bringStepsUpToDate();
    return loss;
  }

  /** Copies a sequence to where the kernels read it, without the entries that are left out. */
  private place(sequence: SparseTokens, threshold: number, draw: (() => number) | undefined): void {
    const { chain } = this;
    if (draw === undefined) {
      chain.place(sequence);
      return;
    }
    const { offsets, ids, values } = sequence;
    const ownOffsets = chain.i32('offsets', offsets.length);
    const ownIds = chain.u32('ids', ids.length);
    const ownValues = chain.f32('values', ids.length);
    let next = 0;
    for (let t = 0; t + 1 < offsets.length; t++) {
      ownOffsets[t] = next;
      for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
        if (draw() < threshold) continue;
        ownIds[next] = ids[k]!;
        ownValues[next] = values?.[k] ?? 1;
        next++;
      }
    }
    ownOffsets[offsets.length - 1] = next;
  }

  /** A step of AdaGrad for the weights of steps, which carry their share of the penalty. */
  private bringStepsUpToDate(): void {
    if (this.pending === 0) return;
    const { rate, l2 } = this.parameters;
    const share = (l2 * this.pending) / this.data.sequences.length;
    this.likelihood.climb((weights, slope, kind) => {
      const squares = this.squares[kind];
      for (let k = 0; k < weights.length; k++) {
        const g = slope[k]! - share * weights[k]!;
        squares[k]! += g * g;
        weights[k]! += (rate * g) / Math.sqrt(squares[k]!);
      }
    });
    this.pending = 0;
  }

  private addToMean(share: number): void {
    const weights = this.chain.f32('weights', this.meanWeights.length);
    for (let k = 0; k < weights.length; k++) this.meanWeights[k]! += share * weights[k]!;
    for (const name of ['starts', 'moves', 'links'] as const) {
      this.steps[name].forEach((weight, k) => {
        this.meanSteps[name][k]! += share * weight;
      });
    }
  }
}

/** What of the penalty falls on each time that a feature occurs, so that all its times together carry the whole of it. */
function shareOfPenalty({ sequences, features }: TaggedSequences, l2: number): Float32Array {
  const counts = new Float32Array(features);
  for (const { ids } of sequences) for (const id of ids) counts[id]!++;
  return counts.map((count) => (count === 0 ? 0 : l2 / count));
}

/** The tags as places in the tag set; throws with every problem of data that cannot be learnt from. */
function checkTagged({ sequences, tags, features }: TaggedSequences, tagSet: TagSet): Int32Array[] {
  const problems: Problem[] = [];
  const add = (code: string, message: string): void => {
    problems.push({ code, message: `${OWNER}: ${message}` });
  };
  if (!tags.some((own) => own.some((tag) => tag !== 'O'))) {
    add('DATA_EMPTY', `needs at least one span to learn from; ${sequences.length} sequences have none.`);
  }
  if (sequences.length !== tags.length) {
    add('LENGTH_MISMATCH', `there are ${sequences.length} sequences and the tags of ${tags.length}.`);
  }
  const codes = tags.map((own, i) => {
    const { offsets, ids, values } = sequences[i] ?? {
      offsets: new Int32Array(own.length + 1),
      ids: new Uint32Array(),
    };
    if (offsets.length !== own.length + 1) {
      add('LENGTH_MISMATCH', `sequence ${i} has ${offsets.length - 1} tokens and ${own.length} tags.`);
    }
    if (ids.some((id) => id >= features))
      add('FEATURE_INVALID', `sequence ${i} has a feature of ${features} or above.`);
    if (values?.some((value) => !Number.isFinite(value))) {
      add('VALUE_INFINITE', `sequence ${i} has a value that is not finite.`);
    }
    const places = Int32Array.from(own, (tag) => tagSet.code(tag)!);
    const wrong = places.findIndex((to, t) =>
      t === 0
        ? to >= tagSet.open
        : to >= tagSet.open
          ? tagSet.link(places[t - 1]!, to) < 0
          : !tagSet.closing[places[t - 1]!],
    );
    if (wrong >= 0 || (places.length > 0 && !tagSet.closing[places.at(-1)!])) {
      add('TAGS_INVALID', `the tags of sequence ${i} are not valid in their scheme; convert them first.`);
    }
    return places;
  });
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', problems[0]!.code, problems.map(({ message }) => message).join('\n'), {
      problems,
    });
  }
  return codes;
}
