import { type KernelKind, KernelMemory } from '../kernels/kernel-memory.js';
import { CRF_KERNELS, type CrfKernels } from './crf-kernels.js';
import type { TagSet } from './tag-set.js';

/** Features of the tokens of one sequence: those of token t are the entries `offsets[t]` to `offsets[t + 1]`. */
export interface SparseTokens {
  offsets: Int32Array;
  ids: Uint32Array;
  /** One for each entry; absent means 1. */
  values?: Float32Array;
}

/** Weights of features, those that are not 0: of feature f the entries `rows[f]` to `rows[f + 1]`. */
export interface FeatureWeights {
  rows: Uint32Array;
  tags: Uint16Array;
  weights: Float32Array;
}

/** What a step from tag to tag weighs, in log space. */
export interface StepWeights {
  /** Of the open tags, as the first of a sequence. */
  starts: Float64Array;
  /** From each tag to each open one, row by row; ignored where the first is not closing. */
  moves: Float64Array;
  /** Of the tag set's links. */
  links: Float64Array;
}

export function zeroSteps(tags: TagSet): StepWeights {
  return {
    starts: new Float64Array(tags.open),
    moves: new Float64Array(tags.tags.length * tags.open),
    links: new Float64Array(tags.links.length),
  };
}

/** The weight of a step, -∞ where the scheme does not allow it. */
export function stepWeight(tagSet: TagSet, steps: StepWeights, from: number, to: number): number {
  if (to < tagSet.open) return tagSet.closing[from] ? steps.moves[from * tagSet.open + to]! : Number.NEGATIVE_INFINITY;
  const link = tagSet.link(from, to);
  return link < 0 ? Number.NEGATIVE_INFINITY : steps.links[link]!;
}

export interface ChainSizes {
  /** Of the longest sequence. */
  tokens: number;
  /** Entries of the sequence with most of them; 0 where scores come from elsewhere. */
  entries: number;
  /** Whose weights are being learnt; 0 where they are fitted. */
  features: number;
}

type Place =
  | 'scores'
  | 'starts'
  | 'ends'
  | 'moves'
  | 'links'
  | 'sources'
  | 'linked'
  | 'potential'
  | 'alpha'
  | 'beta'
  | 'incoming'
  | 'shifts'
  | 'scales'
  | 'moved'
  | 'joined'
  | 'truth'
  | 'residual'
  | 'offsets'
  | 'ids'
  | 'values'
  | 'weights'
  | 'fittedRows'
  | 'fittedTags'
  | 'fittedWeights'
  | 'squares'
  | 'decay';

/** The memory of the kernels for sequences up to a length, laid out for a tag set. */
export class Chain {
  readonly width: number;
  readonly kernels: CrfKernels;
  readonly at: Readonly<Record<Place, number>>;
  readonly memory: KernelMemory<CrfKernels>;
  private readonly span: number;

  constructor(
    readonly tagSet: TagSet,
    readonly sizes: ChainSizes,
    kind?: KernelKind,
    /** For `score`. */
    private readonly fitted?: FeatureWeights,
  ) {
    const labels = tagSet.tags.length;
    this.width = Math.ceil(labels / 4) * 4;
    this.span = Math.ceil(tagSet.open / 4) * 4;
    const { tokens, entries, features } = sizes;
    const token = 8 * this.width * tokens;
    const links = tagSet.links.length;
    const bytes: Record<Place, number> = {
      scores: token / 2,
      starts: 8 * this.width,
      ends: 8 * this.width,
      moves: 8 * labels * this.span,
      links: 4 * (labels - tagSet.open + 1),
      sources: 4 * links,
      linked: 8 * links,
      potential: token,
      alpha: token,
      beta: token,
      incoming: token,
      shifts: 8 * tokens,
      scales: 8 * tokens,
      moved: 8 * labels * this.span,
      joined: 8 * links,
      truth: 4 * tokens,
      residual: token / 2,
      offsets: 4 * (tokens + 1),
      ids: 4 * entries,
      values: 4 * entries,
      weights: 4 * this.width * features,
      squares: 4 * this.width * features,
      decay: 4 * features,
      fittedRows: 4 * (fitted?.rows.length ?? 0),
      fittedTags: 2 * (fitted?.tags.length ?? 0),
      fittedWeights: 4 * (fitted?.weights.length ?? 0),
    };
    this.memory = KernelMemory.create(CRF_KERNELS, Object.values(bytes), kind);
    this.kernels = this.memory.kernels;
    this.at = this.memory.takeEach(bytes);
    this.layLinks();
    if (fitted === undefined) return;
    this.u32('fittedRows', fitted.rows.length).set(fitted.rows);
    this.memory.u16(this.at.fittedTags, fitted.tags.length).set(fitted.tags);
    this.f32('fittedWeights', fitted.weights.length).set(fitted.weights);
  }

  /** Copies a sequence to where the kernels read it. */
  place({ offsets, ids, values }: SparseTokens): void {
    this.i32('offsets', offsets.length).set(offsets);
    this.u32('ids', ids.length).set(ids);
    const own = this.f32('values', ids.length);
    if (values === undefined) own.fill(1);
    else own.set(values);
  }

  /** Puts the scores of a sequence in place, from what was learnt. Features that were not learnt from count nothing. */
  score(sequence: SparseTokens): void {
    const { at, width, fitted } = this;
    this.place(sequence);
    this.kernels.scoreSparse(
      at.fittedRows,
      fitted!.rows.length - 1,
      at.fittedTags,
      at.fittedWeights,
      width,
      at.offsets,
      at.ids,
      at.values,
      sequence.offsets.length - 1,
      at.scores,
    );
  }

  /** Puts the exponentials of step weights where the kernels read them. */
  setSteps({ starts, moves, links }: StepWeights): void {
    const { open, closing } = this.tagSet;
    this.f64('starts', this.width).fill(0).set(starts.map(Math.exp));
    const rows = this.f64('moves', closing.length * this.span).fill(0);
    closing.forEach((may, a) => {
      if (!may) return;
      for (let b = 0; b < open; b++) rows[a * this.span + b] = Math.exp(moves[a * open + b]!);
    });
    this.f64('linked', links.length).set(links.map(Math.exp));
  }

  /** Forward and backward over `tokens` tokens whose scores are in place; returns the log of the partition function. */
  forwardBackward(tokens: number): number {
    const { at, width, span, tagSet } = this;
    this.kernels.forwardBackward(
      at.scores,
      tokens,
      tagSet.tags.length,
      width,
      tagSet.open,
      span,
      at.starts,
      at.ends,
      at.moves,
      at.links,
      at.sources,
      at.linked,
      at.potential,
      at.alpha,
      at.beta,
      at.incoming,
      at.shifts,
      at.scales,
    );
    const shifts = this.f64('shifts', tokens);
    const scales = this.f64('scales', tokens);
    let sum = 0;
    for (let t = 0; t < tokens; t++) sum += shifts[t]! + Math.log(scales[t]!);
    return sum;
  }

  /** Adds the expected number of each step, short of its exponential weight, to what `takeExpected` reads. */
  expectSteps(tokens: number): void {
    const { at, width, span, tagSet } = this;
    this.kernels.expectSteps(
      tokens,
      tagSet.tags.length,
      width,
      tagSet.open,
      span,
      at.links,
      at.sources,
      at.alpha,
      at.incoming,
      at.moved,
      at.joined,
    );
  }

  /** Takes the expected numbers of steps since the last time off `counts`, which holds those seen. */
  takeExpected(counts: StepWeights): void {
    const { closing, open } = this.tagSet;
    const size = closing.length * this.span;
    const moved = this.f64('moved', size);
    const moves = this.f64('moves', size);
    for (let a = 0; a < closing.length; a++) {
      for (let b = 0; b < open; b++) {
        counts.moves[a * open + b]! -= moved[a * this.span + b]! * moves[a * this.span + b]!;
      }
    }
    moved.fill(0);
    const joined = this.f64('joined', counts.links.length);
    const linked = this.f64('linked', counts.links.length);
    for (let k = 0; k < counts.links.length; k++) counts.links[k]! -= joined[k]! * linked[k]!;
    joined.fill(0);
  }

  f64(place: Place, length: number): Float64Array {
    return this.memory.f64(this.at[place], length);
  }

  f32(place: Place, length: number): Float32Array {
    return this.memory.f32(this.at[place], length);
  }

  i32(place: Place, length: number): Int32Array {
    return this.memory.i32(this.at[place], length);
  }

  u32(place: Place, length: number): Uint32Array {
    return this.memory.u32(this.at[place], length);
  }

  private layLinks(): void {
    const { tags, open, links, closing } = this.tagSet;
    const firsts = this.i32('links', tags.length - open + 1).fill(0);
    const sources = this.i32('sources', links.length);
    links.forEach(({ from, to }, k) => {
      sources[k] = from;
      firsts[to - open + 1] = k + 1;
    });
    for (let b = 1; b < firsts.length; b++) firsts[b] = Math.max(firsts[b]!, firsts[b - 1]!);
    this.f64('ends', this.width)
      .fill(0)
      .set(closing.map((may) => (may ? 1 : 0)));
    // A spare memory is not zero.
    this.f64('moved', closing.length * this.span).fill(0);
    this.f64('joined', links.length).fill(0);
  }
}
