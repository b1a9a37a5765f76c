import { type Artifact, decodeArtifact, encodeArtifact, requireKind } from '@proofline/learn';
import { Bm25, FittedBm25, languageOf } from '@proofline/learn/text';
import { SHIPPED_ENCODER, sentenceEncoder } from '@proofline/pipeline';
import { dot } from '../models/dot.js';
import { encodeInTurns } from '../models/encode-in-turns.js';
import { type KnownEncoder, openKnownEncoder } from '../models/known-encoder.js';

/** A text that speaks of an item: a question that it answers, or a part of the answer. */
export interface Entry {
  /** 0 … items - 1 */
  item: number;
  text: string;
}

/**
 * What speaks for an item as the answer to a question, each from 0 to about 1: the share of the question's words, and of its
 * groups of up to three letters, that the best entry has, by BM25; the shares that all of its entries have together; the cosine
 * of the meaning with the nearest entry, and with the mean of the entries.
 */
export const CLUES = ['words', 'letters', 'allWords', 'allLetters', 'meaning', 'centre'] as const;
export type Clue = (typeof CLUES)[number];
export const WORD_CLUES: readonly Clue[] = ['words', 'letters', 'allWords', 'allLetters'];
export const MEANING_CLUES: readonly Clue[] = ['meaning', 'centre'];

const KIND = 'customer-service.evidence-index.v1';

interface Vectors {
  encoder: KnownEncoder;
  dimensions: number;
  /** `entries * dimensions`; zeros where the encoder does not know the language. */
  entries: Float32Array;
  /** `items * dimensions` */
  centres: Float32Array;
}

/** Says what speaks for each item as the answer to a question. */
export class EvidenceIndex {
  private constructor(
    readonly items: number,
    private readonly itemOf: Int32Array,
    private readonly words: FittedBm25,
    private readonly letters: FittedBm25,
    private readonly allWords: FittedBm25,
    private readonly allLetters: FittedBm25,
    private readonly vectors: Vectors | undefined,
  ) {}

  /** Throws `DATA_EMPTY` without entries. `encoder`: its name, where meaning counts. */
  static async fit(
    entries: readonly Entry[],
    items: number,
    encoder?: string,
    signal?: AbortSignal,
  ): Promise<EvidenceIndex> {
    const texts = entries.map(({ text }) => text);
    const together = Array.from({ length: items }, () => '');
    for (const { item, text } of entries) together[item] += `${text}\n`;
    const stems = new Bm25({ stem: 'en', stopWords: 'en' });
    const letters = new Bm25({ wordMax: 0, charMin: 1, charMax: 3 });
    const context = signal === undefined ? {} : { signal };
    return new EvidenceIndex(
      items,
      Int32Array.from(entries, ({ item }) => item),
      await stems.fit(texts, context),
      await letters.fit(texts, context),
      await stems.fit(together, context),
      await letters.fit(together, context),
      encoder === undefined ? undefined : await vectorsOf(entries, items, encoder, signal),
    );
  }

  /** Whether the meaning of a text is known. */
  understands(text: string): boolean {
    return this.vectors !== undefined && speaks(this.vectors.encoder.name, text);
  }

  /** `items * CLUES.length` numbers, item by item. */
  evidence(question: string): Float64Array {
    const clues = new Float64Array(this.items * CLUES.length);
    takeShares(clues, 0, this.words, question, this.itemOf);
    takeShares(clues, 1, this.letters, question, this.itemOf);
    takeShares(clues, 2, this.allWords, question);
    takeShares(clues, 3, this.allLetters, question);
    if (this.vectors !== undefined && this.understands(question)) this.takeMeaning(clues, this.vectors, question);
    return clues;
  }

  /**
   * How well each of some entries fits a question by itself, as the clues of its item are weighed: what speaks for the nearest
   * entry and what speaks for all together both count.
   */
  fits(question: string, entries: readonly number[], weights: readonly number[]): number[] {
    const [words, letters, allWords, allLetters, meaning, centre] = weights as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const wordShares = sharesOf(this.words, question);
    const letterShares = sharesOf(this.letters, question);
    const { vectors } = this;
    const own =
      vectors !== undefined && this.understands(question)
        ? openKnownEncoder(vectors.encoder).encode([question])
        : undefined;
    return entries.map((at) => {
      const cosine = own === undefined ? 0 : dot(own, vectors!.entries, at * vectors!.dimensions);
      return (
        (words + allWords) * (wordShares.get(at) ?? 0) +
        (letters + allLetters) * (letterShares.get(at) ?? 0) +
        (meaning + centre) * cosine
      );
    });
  }

  private takeMeaning(clues: Float64Array, { encoder, dimensions, entries, centres }: Vectors, question: string): void {
    const own = openKnownEncoder(encoder).encode([question]);
    const step = CLUES.length;
    this.itemOf.forEach((item, at) => {
      const cosine = dot(own, entries, at * dimensions);
      const place = item * step + 4;
      if (cosine > clues[place]!) clues[place] = cosine;
    });
    for (let item = 0; item < this.items; item++) {
      clues[item * step + 5] = Math.max(0, dot(own, centres, item * dimensions));
    }
  }

  toArtifact(): Artifact {
    const { items, itemOf, words, letters, allWords, allLetters, vectors } = this;
    return {
      kind: KIND,
      json: {
        items,
        vectors: vectors === undefined ? null : { encoder: { ...vectors.encoder }, dimensions: vectors.dimensions },
      },
      tensors: {
        itemOf,
        words: encodeArtifact(words.toArtifact()),
        letters: encodeArtifact(letters.toArtifact()),
        allWords: encodeArtifact(allWords.toArtifact()),
        allLetters: encodeArtifact(allLetters.toArtifact()),
        ...(vectors === undefined ? {} : { entries: vectors.entries, centres: vectors.centres }),
      },
    };
  }

  static fromArtifact(artifact: Artifact): EvidenceIndex {
    requireKind(artifact, KIND);
    const { items, vectors } = artifact.json as {
      items: number;
      vectors: { encoder: KnownEncoder; dimensions: number } | null;
    };
    const { itemOf, words, letters, allWords, allLetters, entries, centres } = artifact.tensors;
    const index = (bytes: unknown): FittedBm25 => FittedBm25.fromArtifact(decodeArtifact(bytes as Uint8Array));
    return new EvidenceIndex(
      items,
      itemOf as Int32Array,
      index(words),
      index(letters),
      index(allWords),
      index(allLetters),
      vectors === null ? undefined : { ...vectors, entries: entries as Float32Array, centres: centres as Float32Array },
    );
  }
}

/** The shipped encoder knows English. One that was added is taken to know what its users write. */
function speaks(encoder: string, text: string): boolean {
  return encoder !== SHIPPED_ENCODER || languageOf(text).language === 'en';
}

async function vectorsOf(
  entries: readonly Entry[],
  items: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Vectors> {
  const encoder = sentenceEncoder(name);
  const { dimensions, fingerprint } = encoder;
  const known = entries.flatMap(({ text }, at) => (speaks(name, text) ? [at] : []));
  const encoded = await encodeInTurns(
    encoder,
    known.map((at) => entries[at]!.text),
    signal,
  );
  const own = new Float32Array(entries.length * dimensions);
  const centres = new Float32Array(items * dimensions);
  known.forEach((at, row) => {
    const vector = encoded.subarray(row * dimensions, (row + 1) * dimensions);
    own.set(vector, at * dimensions);
    const from = entries[at]!.item * dimensions;
    for (let j = 0; j < dimensions; j++) centres[from + j]! += vector[j]!;
  });
  for (let item = 0; item < items; item++) {
    const centre = centres.subarray(item * dimensions, (item + 1) * dimensions);
    const length = Math.hypot(...centre) || 1;
    for (let j = 0; j < dimensions; j++) centre[j]! /= length;
  }
  return { encoder: { name, fingerprint }, dimensions, entries: own, centres };
}

/** By text of the index its share of the question. */
function sharesOf(index: FittedBm25, question: string): Map<number, number> {
  const { hits, whole } = index.match(question);
  return new Map(hits.map(({ row, score }) => [row, score / whole]));
}

/** The best share of each item; `itemOf` says whose an entry is, default its own place. */
function takeShares(clues: Float64Array, clue: number, index: FittedBm25, question: string, itemOf?: Int32Array): void {
  const { hits, whole } = index.match(question);
  for (const { row, score } of hits) {
    const place = (itemOf?.[row] ?? row) * CLUES.length + clue;
    if (score > clues[place]! * whole) clues[place] = score / whole;
  }
}
