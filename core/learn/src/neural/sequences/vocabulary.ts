import type { TokenIds } from './sequence-network.js';

/** Stands for all tokens that are not told apart; 0 is padding. */
const UNKNOWN = 1;
const FIRST_WORD = 2;

/** The tokens that a network knows, by id. Rarer ones, and those that training has not seen, share the id `UNKNOWN`. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  private constructor(readonly words: readonly string[]) {
    this.ids = new Map(words.map((word, i) => [word, i + FIRST_WORD]));
  }

  /** The tokens that occur at least `minCount` times, the most frequent first, of equals by text. */
  static learn(tokens: Iterable<readonly string[]>, minCount: number): Vocabulary {
    const counts = new Map<string, number>();
    for (const own of tokens) for (const token of own) counts.set(token, (counts.get(token) ?? 0) + 1);
    const kept = [...counts].filter(([, count]) => count >= minCount);
    kept.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return new Vocabulary(kept.map(([word]) => word));
  }

  static from(words: readonly string[]): Vocabulary {
    return new Vocabulary(words);
  }

  /** Rows of an embedding: the words, padding and what is unknown. */
  get size(): number {
    return this.words.length + FIRST_WORD;
  }

  /** Ids of each text's tokens, of the first `longest` of them. */
  encode(tokens: readonly (readonly string[])[], longest = Number.POSITIVE_INFINITY): TokenIds {
    const offsets = new Int32Array(tokens.length + 1);
    tokens.forEach((own, i) => {
      offsets[i + 1] = offsets[i]! + Math.min(own.length, longest);
    });
    const ids = new Int32Array(offsets[tokens.length]!);
    tokens.forEach((own, i) => {
      for (let t = offsets[i]!; t < offsets[i + 1]!; t++) ids[t] = this.ids.get(own[t - offsets[i]!]!) ?? UNKNOWN;
    });
    return { ids, offsets };
  }
}
