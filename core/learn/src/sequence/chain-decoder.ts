import { Chain, type FeatureWeights, type StepWeights, stepWeight } from './chain.js';
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

/** What forward and backward say of each token, rows of `width` tags. */
interface Beliefs {
  alpha: Float64Array;
  beta: Float64Array;
  incoming: Float64Array;
  width: number;
}

/** Memory for sequences up to this length is kept between calls. */
const LONGEST_KEPT = 1024;
/** Room that there is from the start. */
const TOKENS = 64;
const ENTRIES_PER_TOKEN = 64;

/** Finds the likeliest tags of a sequence from the scores of its tokens and the weights of steps. */
export class ChainDecoder {
  private chain: Chain | undefined;

  constructor(
    readonly tagSet: TagSet,
    readonly steps: StepWeights,
    private readonly fitted?: FeatureWeights,
  ) {}

  /** A chain with room for so many tokens and entries, whose `scores` the caller fills. */
  chainOf(tokens: number, entries = 0): Chain {
    const known = this.chain?.sizes ?? {
      tokens: TOKENS,
      entries: this.fitted === undefined ? 0 : TOKENS * ENTRIES_PER_TOKEN,
    };
    const fits = known.tokens >= tokens && known.entries >= entries;
    if (this.chain !== undefined && fits) return this.chain;
    // Room only grows, so that sequences of two kinds in turns do not make it anew each time.
    const room = {
      tokens: Math.max(known.tokens, tokens),
      entries: Math.max(known.entries, entries),
      features: 0,
    };
    const chain = new Chain(this.tagSet, room, undefined, this.fitted);
    chain.setSteps(this.steps);
    if (tokens <= LONGEST_KEPT) this.chain = chain;
    return chain;
  }

  /** The likeliest tags of the sequence whose scores are in the chain, and how sure each span is. */
  decode(chain: Chain, tokens: number): Decoded {
    const path = this.viterbi(chain, tokens);
    const tags = Array.from(path, (code) => this.tagSet.tags[code]!);
    const beliefs = beliefsOf(chain, tokens);
    const spans = spansOf(tags).map((span) => ({
      ...span,
      probability: this.spanProbability(beliefs, path, span, tokens),
    }));
    return { tags, spans };
  }

  /**
   * Every span that is right with a probability of `least` or more, whether or not it is on the likeliest path. Spans may overlap;
   * none does from 0.5 on.
   */
  likelySpans(chain: Chain, tokens: number, least: number): LikelySpan[] {
    const { tagSet } = this;
    const beliefs = beliefsOf(chain, tokens);
    const found: LikelySpan[] = [];
    for (let start = 0; start < tokens; start++) {
      for (let first = 1; first < tagSet.open; first++) {
        // What has begun, and how likely that is: what follows can only be rarer.
        const beginning = marginal(beliefs, start, first);
        if (beginning < least) continue;
        const { label } = parseTag(tagSet.tags[first]!)!;
        let begun = [{ last: first, probability: beginning }];
        for (let end = start + 1; end <= tokens && begun.length > 0; end++) {
          begun = begun.filter(({ probability }) => probability >= least);
          for (const { last, probability } of begun) {
            const whole = probability * this.endingAt(beliefs, end, last, tokens);
            if (whole >= least) found.push({ start, end, label, probability: whole });
          }
          if (end === tokens) break;
          begun = begun.flatMap(({ last, probability }) =>
            tagSet.links
              .filter(({ from }) => from === last)
              .map(({ to }) => ({ last: to, probability: probability * this.conditional(beliefs, end, last, to) })),
          );
        }
      }
    }
    return found;
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
  private spanProbability(beliefs: Beliefs, path: Int32Array, { start, end }: Span, tokens: number): number {
    let probability = marginal(beliefs, start, path[start]!);
    for (let t = start + 1; t < end; t++) probability *= this.conditional(beliefs, t, path[t - 1]!, path[t]!);
    return probability * this.endingAt(beliefs, end, path[end - 1]!, tokens);
  }

  /** The probability of the tag `to` at `t`, where the tag before is `from`. */
  private conditional({ beta, incoming, width }: Beliefs, t: number, from: number, to: number): number {
    const before = beta[(t - 1) * width + from]!;
    if (before <= 0) return 0;
    const weight = Math.exp(stepWeight(this.tagSet, this.steps, from, to));
    return Math.min(1, (weight * incoming[t * width + to]!) / before);
  }

  /** The probability that a span ends before `end`, where `last` is the tag of the token before: 0 where the scheme says it goes on. */
  private endingAt(beliefs: Beliefs, end: number, last: number, tokens: number): number {
    if (!this.tagSet.closing[last]) return 0;
    if (end === tokens) return 1;
    const goesOn = this.tagSet.links.filter(({ from }) => from === last);
    return Math.max(0, 1 - goesOn.reduce((sum, { to }) => sum + this.conditional(beliefs, end, last, to), 0));
  }
}

/** Goes forward and backward over the scores in the chain. What is returned is the chain's memory: the next sequence overwrites it. */
function beliefsOf(chain: Chain, tokens: number): Beliefs {
  chain.forwardBackward(tokens);
  const size = tokens * chain.width;
  const [alpha, beta, incoming] = (['alpha', 'beta', 'incoming'] as const).map((place) => chain.f64(place, size));
  return { alpha: alpha!, beta: beta!, incoming: incoming!, width: chain.width };
}

function marginal({ alpha, beta, width }: Beliefs, t: number, tag: number): number {
  const at = t * width + tag;
  return Math.min(1, alpha[at]! * beta[at]!);
}
