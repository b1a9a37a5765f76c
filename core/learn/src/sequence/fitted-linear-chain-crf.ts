import { ProoflineError } from '../errors/proofline-error.js';
import { type Artifact, requireKind } from '../estimator/artifact.js';
import type { FittedModel } from '../estimator/estimator.js';
import { Chain, type SparseTokens, type StepWeights, stepWeight } from './chain.js';
import { TagSet } from './tag-set.js';
import { parseTag, type Span, spansOf } from './tagging.js';

const KIND = 'learn.linear-chain-crf.v1';
const OWNER = 'LinearChainCrf';

/** Memory for sequences up to this length is kept between calls. */
const LONGEST_KEPT = 1024;

/** A span with the probability that exactly these tokens have exactly this label. */
export interface LikelySpan extends Span {
  probability: number;
}

export interface Decoded {
  /** The likeliest sequence of tags (Viterbi). */
  tags: string[];
  spans: LikelySpan[];
}

/** Weights of features, those that are not 0: of feature f the entries `rows[f]` to `rows[f + 1]`. */
interface FeatureWeights {
  rows: Uint32Array;
  tags: Uint16Array;
  weights: Float32Array;
}

export class FittedLinearChainCrf implements FittedModel {
  static readonly kind = KIND;
  private chain: Chain | undefined;

  private constructor(
    readonly tagSet: TagSet,
    readonly features: FeatureWeights,
    readonly steps: StepWeights,
  ) {}

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
    const chain = this.scored(sequence);
    const path = this.viterbi(chain, tokens);
    const tags = Array.from(path, (code) => this.tagSet.tags[code]!);
    chain.forwardBackward(tokens);
    const spans = spansOf(tags).map((span) => ({
      ...span,
      probability: this.spanProbability(chain, path, span, tokens),
    }));
    return { tags, spans };
  }

  /**
   * Every span that is right with a probability of `least` or more, whether or not it is on the likeliest path. Spans may overlap;
   * none does from 0.5 on.
   */
  likelySpans(sequence: SparseTokens, least: number): LikelySpan[] {
    const tokens = sequence.offsets.length - 1;
    if (tokens === 0) return [];
    const { tagSet } = this;
    const chain = this.scored(sequence);
    chain.forwardBackward(tokens);
    const found: LikelySpan[] = [];
    for (let start = 0; start < tokens; start++) {
      for (let first = 1; first < tagSet.open; first++) {
        const { label } = parseTag(tagSet.tags[first]!)!;
        // What has begun, and how likely that is: what follows can only be rarer.
        let begun = [{ last: first, probability: this.marginal(chain, start, first) }];
        for (let end = start + 1; end <= tokens && begun.length > 0; end++) {
          begun = begun.filter(({ probability }) => probability >= least);
          for (const { last, probability } of begun) {
            const whole = probability * this.endingAt(chain, end, last, tokens);
            if (whole >= least) found.push({ start, end, label, probability: whole });
          }
          if (end === tokens) break;
          begun = begun.flatMap(({ last, probability }) =>
            tagSet.links
              .filter(({ from }) => from === last)
              .map(({ to }) => ({ last: to, probability: probability * this.conditional(chain, end, last, to) })),
          );
        }
      }
    }
    return found;
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
  private scored({ offsets, ids, values }: SparseTokens): Chain {
    if (values?.some((value) => !Number.isFinite(value))) {
      throw new ProoflineError('invalid-input', 'VALUE_INFINITE', `${OWNER}: a feature's value is not finite.`);
    }
    const tokens = offsets.length - 1;
    const chain = this.chainOf(tokens);
    const { width } = chain;
    const scores = chain.f32('scores', tokens * width).fill(0);
    const { rows, tags, weights } = this.features;
    for (let t = 0; t < tokens; t++) {
      for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
        const feature = ids[k]!;
        const value = values?.[k] ?? 1;
        for (let w = rows[feature] ?? 0; w < (rows[feature + 1] ?? 0); w++) {
          scores[t * width + tags[w]!]! += value * weights[w]!;
        }
      }
    }
    return chain;
  }

  private chainOf(tokens: number): Chain {
    if (this.chain !== undefined && this.chain.sizes.tokens >= tokens) return this.chain;
    const chain = new Chain(this.tagSet, { tokens: Math.max(64, tokens), entries: 0, features: 0 });
    chain.setSteps(this.steps);
    if (tokens <= LONGEST_KEPT) this.chain = chain;
    return chain;
  }

  private viterbi(chain: Chain, tokens: number): Int32Array {
    const { tagSet, steps } = this;
    const { open, closing, links } = tagSet;
    const labels = tagSet.tags.length;
    const scores = chain.f32('scores', tokens * chain.width);
    const back = new Int32Array(tokens * labels);
    let best = new Float64Array(labels).fill(Number.NEGATIVE_INFINITY);
    for (let b = 0; b < open; b++) best[b] = steps.starts[b]! + scores[b]!;
    let next = new Float64Array(labels);
    for (let t = 1; t < tokens; t++) {
      next.fill(Number.NEGATIVE_INFINITY);
      const from = back.subarray(t * labels, (t + 1) * labels);
      for (let a = 0; a < labels; a++) {
        const own = best[a]!;
        if (!closing[a] || own === Number.NEGATIVE_INFINITY) continue;
        for (let b = 0; b < open; b++) {
          const value = own + steps.moves[a * open + b]!;
          if (value <= next[b]!) continue;
          next[b] = value;
          from[b] = a;
        }
      }
      links.forEach(({ from: a, to }, k) => {
        const value = best[a]! + steps.links[k]!;
        if (value <= next[to]!) return;
        next[to] = value;
        from[to] = a;
      });
      for (let y = 0; y < labels; y++) next[y]! += scores[t * chain.width + y]!;
      [best, next] = [next, best];
    }
    const path = new Int32Array(tokens);
    let last = 0;
    for (let y = 0; y < labels; y++) if (closing[y] && (!closing[last] || best[y]! > best[last]!)) last = y;
    path[tokens - 1] = last;
    for (let t = tokens - 1; t > 0; t--) path[t - 1] = back[t * labels + path[t]!]!;
    return path;
  }

  /**
   * The probability of exactly this span, by the chain rule: its first tag, each step within, and that the next token does not
   * go on with it.
   */
  private spanProbability(chain: Chain, path: Int32Array, { start, end }: Span, tokens: number): number {
    let probability = this.marginal(chain, start, path[start]!);
    for (let t = start + 1; t < end; t++) probability *= this.conditional(chain, t, path[t - 1]!, path[t]!);
    return probability * this.endingAt(chain, end, path[end - 1]!, tokens);
  }

  private marginal(chain: Chain, t: number, tag: number): number {
    const at = t * chain.width + tag;
    return Math.min(1, chain.f64('alpha', at + 1)[at]! * chain.f64('beta', at + 1)[at]!);
  }

  /** The probability of the tag `to` at `t`, where the tag before is `from`. */
  private conditional(chain: Chain, t: number, from: number, to: number): number {
    const { width } = chain;
    const before = chain.f64('beta', t * width)[(t - 1) * width + from]!;
    if (before <= 0) return 0;
    const weight = Math.exp(stepWeight(this.tagSet, this.steps, from, to));
    return Math.min(1, (weight * chain.f64('incoming', (t + 1) * width)[t * width + to]!) / before);
  }

  /** The probability that a span ends before `end`, where `last` is the tag of the token before: 0 where the scheme says it goes on. */
  private endingAt(chain: Chain, end: number, last: number, tokens: number): number {
    if (!this.tagSet.closing[last]) return 0;
    if (end === tokens) return 1;
    const goesOn = this.tagSet.links.filter(({ from }) => from === last);
    return Math.max(0, 1 - goesOn.reduce((sum, { to }) => sum + this.conditional(chain, end, last, to), 0));
  }
}
