import { ProoflineError } from '../errors/proofline-error.js';
import { type Artifact, requireKind } from '../estimator/artifact.js';
import type { FittedModel } from '../estimator/estimator.js';
import type { Chain, FeatureWeights, SparseTokens, StepWeights } from './chain.js';
import { ChainDecoder, type Decoded, type LikelySpan } from './chain-decoder.js';
import { TagSet } from './tag-set.js';

const KIND = 'learn.linear-chain-crf.v1';
const OWNER = 'LinearChainCrf';

export class FittedLinearChainCrf implements FittedModel {
  static readonly kind = KIND;
  private readonly decoder: ChainDecoder;

  private constructor(
    readonly tagSet: TagSet,
    readonly features: FeatureWeights,
    readonly steps: StepWeights,
  ) {
    this.decoder = new ChainDecoder(tagSet, steps, features);
  }

  /** From rows of `width` weights a feature; those nearer to 0 than `least` are left out. */
  static fromDense(
    tagSet: TagSet,
    dense: Float32Array,
    width: number,
    steps: StepWeights,
    least = 0,
  ): FittedLinearChainCrf {
    const labels = tagSet.tags.length;
    const count = dense.length / width;
    const rows = new Uint32Array(count + 1);
    let total = 0;
    const counts = (weight: number): boolean => weight !== 0 && Math.abs(weight) >= least;
    for (const weight of dense) if (counts(weight)) total++;
    const tags = new Uint16Array(total);
    const weights = new Float32Array(total);
    let next = 0;
    for (let f = 0; f < count; f++) {
      for (let y = 0; y < labels; y++) {
        const weight = dense[f * width + y]!;
        if (!counts(weight)) continue;
        tags[next] = y;
        weights[next++] = weight;
      }
      rows[f + 1] = next;
    }
    return new FittedLinearChainCrf(tagSet, { rows, tags, weights }, steps);
  }

  /** The likeliest tags of a sequence, and how sure each span is. Ids of features that were not learnt from are left out. */
  decode(sequence: SparseTokens): Decoded {
    const tokens = sequence.offsets.length - 1;
    if (tokens === 0) return { tags: [], spans: [] };
    return this.decoder.decode(this.scored(sequence), tokens);
  }

  /** Every span that is right with a probability of `least` or more; see `ChainDecoder.likelySpans`. */
  likelySpans(sequence: SparseTokens, least: number): LikelySpan[] {
    const tokens = sequence.offsets.length - 1;
    return tokens === 0 ? [] : this.decoder.likelySpans(this.scored(sequence), tokens, least);
  }

  /** The probability of each tag of each token, rows in the order of `tagSet.tags`. */
  marginals(sequence: SparseTokens): Float64Array {
    const tokens = sequence.offsets.length - 1;
    const labels = this.tagSet.tags.length;
    const out = new Float64Array(tokens * labels);
    if (tokens === 0) return out;
    const chain = this.scored(sequence);
    chain.forwardBackward(tokens);
    const alpha = chain.f64('alpha', tokens * chain.width);
    const beta = chain.f64('beta', tokens * chain.width);
    for (let t = 0; t < tokens; t++) {
      for (let y = 0; y < labels; y++) out[t * labels + y] = alpha[t * chain.width + y]! * beta[t * chain.width + y]!;
    }
    return out;
  }

  /** The weight of a feature for a tag. */
  weight(feature: number, tag: number): number {
    const { rows, tags, weights } = this.features;
    for (let k = rows[feature] ?? 0; k < (rows[feature + 1] ?? 0); k++) if (tags[k] === tag) return weights[k]!;
    return 0;
  }

  toArtifact(): Artifact {
    const { rows, tags, weights } = this.features;
    const { starts, moves, links } = this.steps;
    return {
      kind: KIND,
      json: { tags: [...this.tagSet.tags] },
      tensors: { rows, tags, weights, starts, moves, links },
    };
  }

  static fromArtifact(artifact: Artifact): FittedLinearChainCrf {
    requireKind(artifact, KIND);
    const { tags: names } = artifact.json as { tags: string[] };
    const { rows, tags, weights, starts, moves, links } = artifact.tensors;
    return new FittedLinearChainCrf(
      new TagSet(names),
      { rows: rows as Uint32Array, tags: tags as Uint16Array, weights: weights as Float32Array },
      { starts: starts as Float64Array, moves: moves as Float64Array, links: links as Float64Array },
    );
  }

  /** A chain with the scores of a sequence in place. */
  private scored(sequence: SparseTokens): Chain {
    if (sequence.values?.some((value) => !Number.isFinite(value))) {
      throw new ProoflineError('invalid-input', 'VALUE_INFINITE', `${OWNER}: a feature's value is not finite.`);
    }
    const chain = this.decoder.chainOf(sequence.offsets.length - 1, sequence.ids.length);
    chain.score(sequence);
    return chain;
  }
}
