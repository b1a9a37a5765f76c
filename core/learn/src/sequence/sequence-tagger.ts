import { type Problem, ProoflineError } from '../errors/proofline-error.js';
import { type Artifact, type Json, requireKind } from '../estimator/artifact.js';
import { breathe, type Estimator, type FitContext, type FittedModel } from '../estimator/estimator.js';
import type { Decoded, LikelySpan } from './chain-decoder.js';
import { FittedLinearChainCrf } from './fitted-linear-chain-crf.js';
import { LINEAR_CHAIN_CRF_PARAMETERS, LinearChainCrf, type LinearChainCrfParameters } from './linear-chain-crf.js';
import { convertTags, type Span, tagsOf } from './tagging.js';
import { DEFAULT_TEMPLATES, type FeatureParts, TokenFeatures } from './token-features.js';

/** Words of each sequence with their tags, of any scheme. */
export interface TaggedWords {
  words: readonly (readonly string[])[];
  tags: readonly (readonly string[])[];
}

/** What a feature has to do with a span: how much its weight for the span's tags is above that for the next likely tags. */
export interface SpanReason {
  parts: FeatureParts;
  /** Words of the span that have the feature. */
  tokens: number[];
  /** In log-odds, summed over these tokens. */
  contribution: number;
}

const KIND = 'learn.sequence-tagger.v1';
const OWNER = 'SequenceTagger';

/** A field is trained in each: they err in different places. */
const SCHEMES = ['BIO', 'BILOU'] as const;

/** A span is taken above this mean probability. F1 is best near half its own value (Lipton et al. 2014), and here no two spans overlap. */
const LEAST_AGREED = 0.5;

/** Spans that a member finds less likely than this count as ones that it does not find. */
const LEAST_LIKELY = 0.05;

/**
 * Marks spans in sequences of words: features from templates and from what training says of words, and two fields
 * (`LinearChainCrf`), in BIO and in BILOU, that vote.
 */
export class SequenceTagger implements Estimator<FittedSequenceTagger, TaggedWords> {
  readonly name = 'sequence-tagger';
  readonly parameters: Required<LinearChainCrfParameters>;
  private readonly crf: LinearChainCrf;

  constructor(
    parameters: LinearChainCrfParameters = {},
    private readonly templates: readonly string[] = DEFAULT_TEMPLATES,
  ) {
    this.crf = new LinearChainCrf(parameters);
    this.parameters = this.crf.parameters;
  }

  async fit({ words, tags }: TaggedWords, context: FitContext): Promise<FittedSequenceTagger> {
    checkTaggedWords({ words, tags }, OWNER);
    const bio = tags.map((own) => convertTags(own, 'BIO'));
    const { features, sequences } = TokenFeatures.learn(words, bio, this.templates);
    await breathe();
    const members: FittedLinearChainCrf[] = [];
    for (const [k, scheme] of SCHEMES.entries()) {
      const own = scheme === 'BIO' ? bio : bio.map((one) => convertTags(one, scheme));
      const data = { sequences, tags: own, features: features.size };
      members.push(await this.crf.fit(data, partOf(context, k, SCHEMES.length, scheme)));
    }
    return new FittedSequenceTagger(features, members);
  }
}

export const SEQUENCE_TAGGER_PARAMETERS = LINEAR_CHAIN_CRF_PARAMETERS;

export class FittedSequenceTagger implements FittedModel {
  constructor(
    private readonly features: TokenFeatures,
    /** One for each scheme, in the order of `SCHEMES`. */
    private readonly members: readonly FittedLinearChainCrf[],
  ) {}

  /** The labels that spans can have. */
  get labels(): string[] {
    return [...new Set(this.members[0]!.tagSet.tags.slice(1).map((tag) => tag.slice(2)))];
  }

  /**
   * Tags in BIO, and the spans with their probability. Signs that training has not seen (a full stop, where it had none) are
   * read over: they are part of a span only where it goes on behind them.
   */
  tag(words: readonly string[]): Decoded {
    const kept = this.readable(words);
    const sequence = this.features.extract(kept.map((t) => words[t]!));
    const spans = agree(this.members.map((member) => member.likelySpans(sequence, LEAST_LIKELY))).map((span) => ({
      ...span,
      start: kept[span.start]!,
      end: kept[span.end - 1]! + 1,
    }));
    return { tags: tagsOf(spans, words.length), spans };
  }

  /** What spoke for a span of `words`, or against it, by falling size. Steps between tags, which also count, are not among it. */
  explain(words: readonly string[], span: Span): SpanReason[] {
    const crf = this.members[SCHEMES.indexOf('BIO')]!;
    const { tagSet } = crf;
    const kept = this.readable(words);
    const sequence = this.features.extract(kept.map((t) => words[t]!));
    const marginals = crf.marginals(sequence);
    const labels = tagSet.tags.length;
    const byFeature = new Map<number, SpanReason>();
    for (const [t, place] of kept.entries()) {
      if (place < span.start || place >= span.end) continue;
      const own = tagSet.code(`${place === span.start ? 'B' : 'I'}-${span.label}`);
      if (own === undefined) continue;
      const rival = likeliest(marginals.subarray(t * labels, (t + 1) * labels), own);
      for (let k = sequence.offsets[t]!; k < sequence.offsets[t + 1]!; k++) {
        const id = sequence.ids[k]!;
        const contribution = crf.weight(id, own) - crf.weight(id, rival);
        if (contribution === 0) continue;
        const known = byFeature.get(id);
        if (known === undefined) {
          byFeature.set(id, { parts: this.features.describe(id), tokens: [place], contribution });
        } else {
          known.tokens.push(place);
          known.contribution += contribution;
        }
      }
    }
    return [...byFeature.values()].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }

  /** Places of the words that are read: those with a letter or a digit, and signs that training has seen. */
  private readable(words: readonly string[]): number[] {
    return [...words.keys()].filter((t) => /[\p{L}\p{N}]/u.test(words[t]!) || this.features.knows(words[t]!));
  }

  toArtifact(): Artifact {
    const members = this.members.map((member) => member.toArtifact());
    return {
      kind: KIND,
      json: { features: this.features.toJson(), members: members.map(({ json }) => json) },
      tensors: Object.fromEntries(
        members.flatMap(({ tensors }, k) => Object.entries(tensors).map(([name, data]) => [`${k}.${name}`, data])),
      ),
    };
  }

  static fromArtifact(artifact: Artifact): FittedSequenceTagger {
    requireKind(artifact, KIND);
    const { features, members } = artifact.json as { features: Json; members: Json[] };
    const tensorsOf = (k: number): Artifact['tensors'] => {
      const own = Object.entries(artifact.tensors).filter(([name]) => name.startsWith(`${k}.`));
      return Object.fromEntries(own.map(([name, data]) => [name.slice(`${k}.`.length), data]));
    };
    return new FittedSequenceTagger(
      TokenFeatures.fromJson(features),
      members.map((json, k) =>
        FittedLinearChainCrf.fromArtifact({ kind: FittedLinearChainCrf.kind, json, tensors: tensorsOf(k) }),
      ),
    );
  }
}

/** The spans that are right rather than wrong by the mean of the members' probabilities. No two of them overlap. */
function agree(found: readonly (readonly LikelySpan[])[]): LikelySpan[] {
  const means = new Map<string, LikelySpan>();
  for (const span of found.flat()) {
    const key = `${span.start} ${span.end} ${span.label}`;
    const known = means.get(key)?.probability ?? 0;
    means.set(key, { ...span, probability: known + span.probability / found.length });
  }
  return [...means.values()].filter(({ probability }) => probability > LEAST_AGREED).sort((a, b) => a.start - b.start);
}

/** The context of one of several fits: its own randomness, and its share of the progress. */
function partOf({ rng, signal, onProgress }: FitContext, k: number, parts: number, label: string): FitContext {
  return {
    rng: rng.fork(label),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined
      ? {}
      : {
          onProgress: ({ done, total, ...losses }): void =>
            onProgress({ done: k * total + done, total: parts * total, ...losses }),
        }),
  };
}

/** The likeliest tag but one. */
function likeliest(marginals: Float64Array, but: number): number {
  let best = but === 0 ? 1 : 0;
  for (let y = 0; y < marginals.length; y++) if (y !== but && marginals[y]! > marginals[best]!) best = y;
  return best;
}

/** Refuses words that have not as many tags, naming every sequence. */
export function checkTaggedWords({ words, tags }: TaggedWords, owner: string): void {
  const problems: Problem[] = [];
  const add = (message: string): void => {
    problems.push({ code: 'LENGTH_MISMATCH', message: `${owner}: ${message}` });
  };
  if (words.length !== tags.length)
    add(`there are the words of ${words.length} sequences and the tags of ${tags.length}.`);
  words.forEach((own, i) => {
    const length = tags[i]?.length ?? own.length;
    if (length !== own.length) add(`sequence ${i} has ${own.length} words and ${length} tags.`);
  });
  if (problems.length === 0) return;
  throw new ProoflineError('invalid-input', 'LENGTH_MISMATCH', problems.map(({ message }) => message).join('\n'), {
    problems,
  });
}
