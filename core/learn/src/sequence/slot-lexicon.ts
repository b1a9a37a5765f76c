import type { Json } from '../estimator/artifact.js';
import { convertTags, spansOf } from './tagging.js';

/** The longest phrase, in tokens, that is remembered as one. */
const LONGEST_PHRASE = 10;

type Counts = Map<string, Map<string, number>>;

/**
 * What the training sequences say of words and phrases: in how many sequences a word stands, which tags (BILOU) it had, and
 * which labels a phrase had. A training sequence looks things up without itself: what it alone knows is as unknown to it as
 * a new name is to the model later, and the weights learnt for looked-up facts hold for what was not seen.
 */
export class SlotLexicon {
  private constructor(
    private readonly sequences: Map<string, number>,
    private readonly tags: Counts,
    private readonly phrases: Counts,
    /** Beginnings of phrases, so that a look-up ends early. */
    private readonly beginnings: Set<string>,
    /** Sequences learnt from. */
    private size: number,
  ) {}

  /** `words` as they are to be compared (lower case). */
  static learn(words: readonly (readonly string[])[], tags: readonly (readonly string[])[]): SlotLexicon {
    const lexicon = new SlotLexicon(new Map(), new Map(), new Map(), new Set(), 0);
    for (const [i, own] of words.entries()) lexicon.add(own, tags[i]!);
    lexicon.noteBeginnings();
    return lexicon;
  }

  /** What one sequence contributed; look-ups take it off. */
  static own(words: readonly string[], tags: readonly string[]): SlotLexicon {
    const lexicon = new SlotLexicon(new Map(), new Map(), new Map(), new Set(), 0);
    lexicon.add(words, tags);
    return lexicon;
  }

  /** The number of sequences that hold a word. */
  frequency(word: string, without?: SlotLexicon): number {
    return (this.sequences.get(word) ?? 0) - (without?.sequences.get(word) ?? 0);
  }

  /** Whether a word stands in 3 sequences, and in 0.15 % of all: function words, and the words a trade turns on. */
  isUsual(word: string, without?: SlotLexicon): boolean {
    return this.frequency(word, without) >= Math.max(3, 0.0015 * this.size);
  }

  /** How often a word had each tag. */
  tagsOf(word: string, without?: SlotLexicon): ReadonlyMap<string, number> {
    return difference(this.tags.get(word), without?.tags.get(word));
  }

  /** For each token the labels of phrases that cover it, each of its longest: with B, I, L or U for the place in the phrase. */
  phrasesIn(words: readonly string[], without?: SlotLexicon): string[][] {
    const found: Map<string, { length: number; place: string }>[] = words.map(() => new Map());
    for (let start = 0; start < words.length; start++) {
      let phrase = '';
      for (let length = 1; length <= LONGEST_PHRASE && start + length <= words.length; length++) {
        phrase = length === 1 ? words[start]! : `${phrase} ${words[start + length - 1]!}`;
        const own = this.phrases.get(phrase);
        if (own !== undefined) {
          for (const label of difference(own, without?.phrases.get(phrase)).keys()) {
            for (let k = 0; k < length; k++) {
              const known = found[start + k]!.get(label);
              if (known !== undefined && known.length >= length) continue;
              const place = length === 1 ? 'U' : k === 0 ? 'B' : k === length - 1 ? 'L' : 'I';
              found[start + k]!.set(label, { length, place });
            }
          }
        }
        if (!this.beginnings.has(phrase)) break;
      }
    }
    return found.map((own) => [...own].map(([label, { place }]) => `${place}-${label}`));
  }

  /** Pairs, not objects: a word may be `__proto__`, and the order must survive. */
  toJson(): Json {
    const nested = (counts: Counts): Json => [...counts].map(([key, own]) => [key, [...own]]);
    return {
      size: this.size,
      sequences: [...this.sequences],
      tags: nested(this.tags),
      phrases: nested(this.phrases),
    };
  }

  static fromJson(json: Json): SlotLexicon {
    type Pairs = [string, [string, number][]][];
    const { size, sequences, tags, phrases } = json as unknown as {
      size: number;
      sequences: [string, number][];
      tags: Pairs;
      phrases: Pairs;
    };
    const nested = (pairs: Pairs): Counts => new Map(pairs.map(([key, own]) => [key, new Map(own)]));
    const lexicon = new SlotLexicon(new Map(sequences), nested(tags), nested(phrases), new Set(), size);
    lexicon.noteBeginnings();
    return lexicon;
  }

  private noteBeginnings(): void {
    for (const phrase of this.phrases.keys()) {
      for (let at = phrase.indexOf(' '); at >= 0; at = phrase.indexOf(' ', at + 1)) {
        this.beginnings.add(phrase.slice(0, at));
      }
    }
  }

  private add(words: readonly string[], tags: readonly string[]): void {
    this.size++;
    for (const word of new Set(words)) this.sequences.set(word, (this.sequences.get(word) ?? 0) + 1);
    convertTags(tags, 'BILOU').forEach((tag, t) => {
      increase(this.tags, words[t]!, tag);
    });
    for (const { start, end, label } of spansOf(tags)) {
      if (end - start <= LONGEST_PHRASE) increase(this.phrases, words.slice(start, end).join(' '), label);
    }
  }
}

function increase(counts: Counts, key: string, what: string): void {
  let own = counts.get(key);
  if (own === undefined) {
    own = new Map();
    counts.set(key, own);
  }
  own.set(what, (own.get(what) ?? 0) + 1);
}

const NONE: ReadonlyMap<string, number> = new Map();

function difference(
  all: ReadonlyMap<string, number> | undefined,
  off: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  if (all === undefined) return NONE;
  if (off === undefined) return all;
  const left = new Map<string, number>();
  for (const [key, count] of all) {
    const rest = count - (off.get(key) ?? 0);
    if (rest > 0) left.set(key, rest);
  }
  return left;
}
