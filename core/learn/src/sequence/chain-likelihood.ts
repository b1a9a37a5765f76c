import { type Chain, type StepWeights, stepWeight, zeroSteps } from './chain.js';

/** The likelihood of tags on a chain, and its slope: what training of every field needs. */
export class ChainLikelihood {
  /** Steps seen less those expected, since `climb` was called last. */
  private readonly gradient: StepWeights;

  constructor(
    readonly chain: Chain,
    private readonly steps: StepWeights,
  ) {
    this.gradient = zeroSteps(chain.tagSet);
  }

  /** Negative log likelihood of these tags, whose scores are in the chain. */
  loss(truth: Int32Array): number {
    return this.chain.forwardBackward(truth.length) - this.scoreOf(truth);
  }

  /**
   * The same, and its slope: the chain's `residual` gets, for each tag of each token, 1 for the true one less its probability;
   * steps are counted for `climb`.
   */
  learn(truth: Int32Array): number {
    const { chain, gradient } = this;
    const { at, kernels, tagSet, width } = chain;
    const loss = this.loss(truth);
    const tokens = truth.length;
    chain.i32('truth', tokens).set(truth);
    chain.expectSteps(tokens);
    kernels.residuals(at.alpha, at.beta, at.truth, tokens, width, at.residual);
    this.countSteps(truth);
    const alpha = chain.f64('alpha', tagSet.open);
    const beta = chain.f64('beta', tagSet.open);
    for (let b = 0; b < tagSet.open; b++) gradient.starts[b]! -= alpha[b]! * beta[b]!;
    return loss;
  }

  /** Calls `move` with the slope of the log likelihood in the weights of each kind of steps, then brings the chain up to date. */
  climb(move: (weights: Float64Array, slope: Float64Array, kind: keyof StepWeights) => void): void {
    this.chain.takeExpected(this.gradient);
    for (const kind of ['starts', 'moves', 'links'] as const) {
      move(this.steps[kind], this.gradient[kind], kind);
      this.gradient[kind].fill(0);
    }
    this.chain.setSteps(this.steps);
  }

  private scoreOf(truth: Int32Array): number {
    const { chain, steps } = this;
    const scores = chain.f32('scores', truth.length * chain.width);
    let sum = steps.starts[truth[0]!]!;
    for (let t = 0; t < truth.length; t++) sum += scores[t * chain.width + truth[t]!]!;
    for (let t = 1; t < truth.length; t++) sum += stepWeight(chain.tagSet, steps, truth[t - 1]!, truth[t]!);
    return sum;
  }

  private countSteps(truth: Int32Array): void {
    const { gradient } = this;
    const { tagSet } = this.chain;
    gradient.starts[truth[0]!]!++;
    for (let t = 1; t < truth.length; t++) {
      const [from, to] = [truth[t - 1]!, truth[t]!];
      if (to < tagSet.open) gradient.moves[from * tagSet.open + to]!++;
      else gradient.links[tagSet.link(from, to)]!++;
    }
  }
}
