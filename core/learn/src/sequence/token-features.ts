import { ProoflineError } from '../errors/proofline-error.js';
import type { Json } from '../estimator/artifact.js';
import type { SparseTokens } from './chain.js';
import { SlotLexicon } from './slot-lexicon.js';
import { type AttributeValues, OUTSIDE, TOKEN_ATTRIBUTES } from './token-attributes.js';

/**
 * Templates as data. Each names one or more attributes of `TOKEN_ATTRIBUTES` with a place relative to the token, as in
 * `lower[-1] lower[0]`; a feature is a template with the values that stand there, one for each combination of them.
 */
export const DEFAULT_TEMPLATES: readonly string[] = [
  ...[-2, -1, 0, 1, 2].map((k) => `lower[${k}]`),
  ...[-2, -1, 0, 1].map((k) => `lower[${k}] lower[${k + 1}]`),
  ...[1, 2, 3, 4].flatMap((k) => [`prefix${k}[0]`, `suffix${k}[0]`]),
  'gram3[0]',
  ...[-1, 0, 1].map((k) => `shape[${k}]`),
  ...[-1, 0, 1].map((k) => `seen[${k}]`),
  'seen[0] lower[-1]',
  'seen[0] lower[1]',
  'seen[-1] seen[0] seen[1]',
  ...[-2, -1, 0, 1, 2].map((k) => `slot[${k}]`),
  ...[-1, 0, 1].map((k) => `phrase[${k}]`),
  'phrase[0] lower[-1]',
  'phrase[0] lower[1]',
  'before[0]',
  'after[0]',
  'before[0] after[0]',
  'bag[0]',
];

/** A feature that stands in fewer training sequences is left out: of a single one, it is to others as if it had never been seen. */
const LEAST_SEQUENCES = 2;

interface Part {
  attribute: string;
  offset: number;
}

/** Of each attribute its values at each token. */
type ValuesOf = ReadonlyMap<string, AttributeValues>;

/** A feature in words: the parts of its template with their values; undefined for what lies outside of the sequence. */
export type FeatureParts = readonly (Part & { value: string | undefined })[];

const SEPARATOR = '\u0001';
const BEYOND = [OUTSIDE];
const PART = /^(\w+)\[([+-]?\d+)\]$/;

/** Turns words into ids of features, as learnt from training sequences. */
export class TokenFeatures {
  private readonly parts: readonly (readonly Part[])[];
  private readonly attributes: ReadonlySet<string>;
  private readonly tree: FeatureTree;

  private constructor(
    private readonly templates: readonly string[],
    private readonly lexicon: SlotLexicon,
    /** Each feature's template and values; its place is its id. The first is there at every token. */
    private readonly texts: readonly string[],
  ) {
    this.parts = templates.map(parseTemplate);
    this.attributes = new Set(this.parts.flat().map(({ attribute }) => attribute));
    this.tree = new FeatureTree(this.parts, texts);
  }

  get size(): number {
    return this.texts.length;
  }

  /**
   * The features of training sequences, and these sequences in terms of them: each looks up words and phrases in what the
   * others say (see `SlotLexicon`).
   */
  static learn(
    words: readonly (readonly string[])[],
    tags: readonly (readonly string[])[],
    templates: readonly string[] = DEFAULT_TEMPLATES,
  ): { features: TokenFeatures; sequences: SparseTokens[] } {
    const lower = words.map((own) => own.map((word) => word.toLowerCase()));
    const lexicon = SlotLexicon.learn(lower, tags);
    const reader = new TokenFeatures(templates, lexicon, []);
    const interner = new Interner();
    const all = words.map((own, i) => {
      interner.begin();
      return reader.sparse(own, SlotLexicon.own(lower[i]!, tags[i]!), (values, t, ids) => {
        ids.push(interner.idOf(''));
        for (const [template, parts] of reader.parts.entries()) {
          combine(parts, values, t, 0, String(template), (text) => ids.push(interner.idOf(text)));
        }
      });
    });
    const { texts, renumbered } = interner.keep(LEAST_SEQUENCES);
    return {
      features: new TokenFeatures(templates, lexicon, texts),
      sequences: all.map((sequence) => renumber(sequence, renumbered)),
    };
  }

  /** The known features of a new sequence. */
  extract(words: readonly string[]): SparseTokens {
    return this.sparse(words, undefined, (values, t, ids) => this.tree.find(values, t, ids));
  }

  /** Whether a training sequence has the word. */
  knows(word: string): boolean {
    return this.lexicon.frequency(word.toLowerCase()) > 0;
  }

  /** A feature taken apart; empty for the one that is there at every token. */
  describe(id: number): FeatureParts {
    const [head, ...values] = this.texts[id]!.split(SEPARATOR);
    if (head === '') return [];
    return this.parts[Number(head)]!.map((part, k) => ({
      ...part,
      value: values[k] === OUTSIDE ? undefined : values[k]!,
    }));
  }

  toJson(): Json {
    return { templates: [...this.templates], lexicon: this.lexicon.toJson(), texts: [...this.texts] };
  }

  static fromJson(json: Json): TokenFeatures {
    const { templates, lexicon, texts } = json as { templates: string[]; lexicon: Json; texts: string[] };
    return new TokenFeatures(templates, SlotLexicon.fromJson(lexicon), texts);
  }

  private sparse(
    words: readonly string[],
    own: SlotLexicon | undefined,
    list: (values: ValuesOf, t: number, ids: number[]) => void,
  ): SparseTokens {
    const lower = words.map((word) => word.toLowerCase());
    const sentence = { words, lower, lexicon: this.lexicon, own };
    const values = new Map<string, AttributeValues>();
    for (const attribute of this.attributes) values.set(attribute, TOKEN_ATTRIBUTES[attribute]!(sentence));
    const offsets = new Int32Array(words.length + 1);
    const ids: number[] = [];
    for (let t = 0; t < words.length; t++) {
      list(values, t, ids);
      offsets[t + 1] = ids.length;
    }
    return { offsets, ids: Uint32Array.from(ids) };
  }
}

/** Of the values of a part those that features have, each with the same for the next part, or behind the last one with the id. */
type Branch = Map<string, Branch | number>;

/** Finds features by their values, part by part: where no feature has the first value, the others are not looked at. */
class FeatureTree {
  private readonly always: number | undefined;
  private readonly roots: readonly Branch[];

  constructor(
    private readonly templates: readonly (readonly Part[])[],
    texts: readonly string[],
  ) {
    this.roots = templates.map(() => new Map());
    for (const [id, text] of texts.entries()) {
      const [head, ...values] = text.split(SEPARATOR);
      if (head === '') {
        this.always = id;
        continue;
      }
      // A word with the separator in it is no word to learn from.
      if (values.length !== templates[Number(head)]!.length) continue;
      let branch = this.roots[Number(head)]!;
      for (const value of values.slice(0, -1)) branch = twigOf(branch, value);
      branch.set(values.at(-1)!, id);
    }
  }

  /** Appends the ids of the features at a token. */
  find(values: ValuesOf, t: number, ids: number[]): void {
    if (this.always !== undefined) ids.push(this.always);
    for (let k = 0; k < this.templates.length; k++) findFrom(this.templates[k]!, values, t, 0, this.roots[k]!, ids);
  }
}

function twigOf(branch: Branch, value: string): Branch {
  const known = branch.get(value);
  if (known !== undefined) return known as Branch;
  const twig: Branch = new Map();
  branch.set(value, twig);
  return twig;
}

function findFrom(parts: readonly Part[], values: ValuesOf, t: number, k: number, branch: Branch, ids: number[]): void {
  const { attribute, offset } = parts[k]!;
  for (const value of values.get(attribute)![t + offset] ?? BEYOND) {
    const next = branch.get(value);
    if (next === undefined) continue;
    if (typeof next === 'number') ids.push(next);
    else findFrom(parts, values, t, k + 1, next, ids);
  }
}

/** Gives each text a number, and counts the sequences in which it stands. */
class Interner {
  private readonly ids = new Map<string, number>();
  private readonly counts: number[] = [];
  private readonly last: number[] = [];
  private sequence = 0;

  begin(): void {
    this.sequence++;
  }

  idOf(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(text, id);
      this.counts.push(0);
      this.last.push(0);
    }
    if (this.last[id] !== this.sequence) {
      this.last[id] = this.sequence;
      this.counts[id]!++;
    }
    return id;
  }

  /** Those of at least so many sequences, and the new number of each old one (-1: left out). */
  keep(least: number): { texts: string[]; renumbered: Int32Array } {
    const renumbered = new Int32Array(this.counts.length).fill(-1);
    const texts: string[] = [];
    for (const [text, id] of this.ids) {
      if (this.counts[id]! < least && text !== '') continue;
      renumbered[id] = texts.length;
      texts.push(text);
    }
    return { texts, renumbered };
  }
}

function renumber({ offsets, ids }: SparseTokens, renumbered: Int32Array): SparseTokens {
  const own = new Int32Array(offsets.length);
  const kept = new Uint32Array(ids.length);
  let next = 0;
  for (let t = 0; t + 1 < offsets.length; t++) {
    for (let k = offsets[t]!; k < offsets[t + 1]!; k++) {
      const id = renumbered[ids[k]!]!;
      if (id >= 0) kept[next++] = id;
    }
    own[t + 1] = next;
  }
  return { offsets: own, ids: kept.slice(0, next) };
}

/** Every combination of the values of parts from the `k`-th on, behind `text`. */
function combine(
  parts: readonly Part[],
  values: ValuesOf,
  t: number,
  k: number,
  text: string,
  add: (text: string) => void,
): void {
  const part = parts[k];
  if (part === undefined) {
    add(text);
    return;
  }
  for (const value of values.get(part.attribute)![t + part.offset] ?? BEYOND) {
    combine(parts, values, t, k + 1, text + SEPARATOR + value, add);
  }
}

function parseTemplate(text: string): Part[] {
  return text.split(' ').map((part) => {
    const [, attribute = '', offset] = PART.exec(part) ?? [];
    if (offset !== undefined && Object.hasOwn(TOKEN_ATTRIBUTES, attribute))
      return { attribute, offset: Number(offset) };
    throw new ProoflineError(
      'invalid-input',
      'TEMPLATE_INVALID',
      `'${part}' in the template '${text}' is not an attribute with a place, as in 'lower[-1]'. Attributes: ${Object.keys(TOKEN_ATTRIBUTES).join(', ')}.`,
    );
  });
}
