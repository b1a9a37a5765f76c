import { Chain, type StepWeights, stepWeight } from './chain.js';
import type { TagSet } from './tag-set.js';
import { parseTag, type Span, spansOf } from './tagging.js';

/** A span with the probability that exactly these tokens have exactly this label. */
export interface LikelySpan extends Span {
  probability: number;
}

export interface Decoded {
  /** The likeliest sequence of tags (Viterbi). */
  tags: string[];
  spans: LikelySpan[];
}

/** Memory for sequences up to this length is kept between calls. */
const LONGEST_KEPT = 1024;

/** Finds the likeliest tags of a sequence from the scores of its tokens and the weights of steps. */
export class ChainDecoder {
  private chain: Chain | undefined;

  constructor(
    readonly tagSet: TagSet,
    readonly steps: StepWeights,
  ) {}

  /** A chain with room for so many tokens, whose `scores` the caller fills. */
  chainOf(tokens: number): Chain {
    if (this.chain !== undefined && this.chain.sizes.tokens >= tokens) return this.chain;
    const chain = new Chain(this.tagSet, { tokens: Math.max(64, tokens), entries: 0, features: 0 });
    chain.setSteps(this.steps);
    if (tokens <= LONGEST_KEPT) this.chain = chain;
    return chain;
  }

  /** The likeliest tags of the sequence whose scores are in the chain, and how sure each span is. */
  decode(chain: Chain, tokens: number): Decoded {
    const path = this.viterbi(chain, tokens);
    const tags = Array.from(path, (code) => this.tagSet.tags[code]!);
    chain.forwardBackward(tokens);
    const spans = spansOf(tags).map((span) => ({
      ...span,
      probability: this.spanProbability(chain, path, span, tokens),
    }));
    return { tags, spans };
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
  private spanProbability(chain: Chain, path: Int32Array, { start, end, label }: Span, tokens: number): number {
    const { tagSet } = this;
    const { width } = chain;
    const alpha = chain.f64('alpha', tokens * width);
    const beta = chain.f64('beta', tokens * width);
    const incoming = chain.f64('incoming', tokens * width);
    const marginal = (t: number, y: number): number => alpha[t * width + y]! * beta[t * width + y]!;
    /** Of tag `to` at `t`, where the tag before is `from`. */
    const conditional = (t: number, from: number, to: number): number => {
      const weight = Math.exp(stepWeight(tagSet, this.steps, from, to));
      const before = beta[(t - 1) * width + from]!;
      return before > 0 ? Math.min(1, (weight * incoming[t * width + to]!) / before) : 0;
    };
    let probability = marginal(start, path[start]!);
    for (let t = start + 1; t < end; t++) probability *= conditional(t, path[t - 1]!, path[t]!);
    const last = path[end - 1]!;
    if (end < tokens && tagSet.closing[last]) {
      for (const { from, to } of tagSet.links) {
        if (from !== last || parseTag(tagSet.tags[to]!)!.label !== label) continue;
        probability *= 1 - conditional(end, from, to);
      }
    }
    return Math.min(1, Math.max(0, probability));
  }
}
