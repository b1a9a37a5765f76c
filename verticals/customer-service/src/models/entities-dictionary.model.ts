import { type Artifact, type Json, requireKind, splitWords } from '@proofline/learn';
import {
  type FittedCandidate,
  type FoundEntity,
  type SequencePrediction,
  type SequenceTruth,
  text,
} from '@proofline/pipeline';
import { asEntity, markedColumn, textsOf } from './marked-words.js';
import { MarkingModel } from './marking-model.js';

const KIND = 'customer-service.entities-dictionary.v1';

interface Phrase {
  label: string;
  /** The share of its places in training in which it was marked so. */
  share: number;
}

/**
 * The trivial model of marked spans: a dictionary of the phrases that were marked in training, each with its most frequent label,
 * where it was marked so in at least half of the places where it stands. The longest match wins.
 */
export const entitiesDictionary: FittedCandidate<SequenceTruth, SequencePrediction> = {
  name: 'customer-service.entities.dictionary.v1',
  title: text('Dictionary of marked phrases', '标注短语词典'),
  baseline: true,
  complexity: 0,
  cost: (rows) => 2e-5 * rows,
  async fit({ frame, truth, schema, settings }) {
    const column = markedColumn(schema);
    const texts = textsOf(frame, column);
    const marked = new Map<string, Map<string, number>>();
    texts.forEach((own, i) => {
      for (const { start, end, label } of truth.entities[i]!) {
        const phrase = phraseOf(splitWords(own.slice(start, end)).map(({ word }) => word));
        const labels = marked.get(phrase) ?? new Map<string, number>();
        labels.set(label, (labels.get(label) ?? 0) + 1);
        marked.set(phrase, labels);
      }
    });
    const longest = longestOf(marked.keys());
    const places = new Map<string, number>();
    for (const own of texts) {
      for (const phrase of phrasesOf(splitWords(own), longest)) {
        if (marked.has(phrase)) places.set(phrase, (places.get(phrase) ?? 0) + 1);
      }
    }
    const phrases = new Map<string, Phrase>();
    for (const [phrase, labels] of marked) {
      const [label, count] = [...labels].reduce((best, one) => (one[1] > best[1] ? one : best));
      const share = count / Math.max(count, places.get(phrase) ?? 0);
      if (share >= 0.5) phrases.set(phrase, { label, share });
    }
    return new DictionaryModel(column, phrases, settings);
  },
  load(artifact) {
    requireKind(artifact, KIND);
    const { column, phrases, settings } = artifact.json as unknown as {
      column: string;
      phrases: [string, string, number][];
      settings?: Json;
    };
    return new DictionaryModel(
      column,
      new Map(phrases.map(([phrase, label, share]) => [phrase, { label, share }])),
      settings,
    );
  },
};

class DictionaryModel extends MarkingModel {
  private readonly longest: number;

  constructor(
    column: string,
    private readonly phrases: ReadonlyMap<string, Phrase>,
    settings: Json | undefined,
  ) {
    super(column, settings);
    this.longest = longestOf(phrases.keys());
  }

  toArtifact(): Artifact {
    const phrases = [...this.phrases].map(([phrase, { label, share }]) => [phrase, label, share]);
    return { kind: KIND, json: { column: this.column, phrases, settings: this.settings() }, tensors: {} };
  }

  protected mark(own: string): FoundEntity[] {
    const words = splitWords(own);
    const found: FoundEntity[] = [];
    for (let start = 0; start < words.length; start++) {
      for (let length = Math.min(this.longest, words.length - start); length > 0; length--) {
        const phrase = this.phrases.get(phraseOf(words.slice(start, start + length).map(({ word }) => word)));
        if (phrase === undefined) continue;
        const span = { start, end: start + length, label: phrase.label, probability: phrase.share };
        found.push(asEntity(own, words, span));
        start += length - 1;
        break;
      }
    }
    return found;
  }
}

function phraseOf(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase()).join(' ');
}

/** Words of the longest phrase. */
function longestOf(phrases: Iterable<string>): number {
  let longest = 0;
  for (const phrase of phrases) longest = Math.max(longest, phrase.split(' ').length);
  return longest;
}

/** Every run of words up to a length. */
function phrasesOf(words: readonly { word: string }[], longest: number): string[] {
  const texts = words.map(({ word }) => word);
  return texts.flatMap((_, start) =>
    Array.from({ length: Math.min(longest, texts.length - start) }, (_, k) =>
      phraseOf(texts.slice(start, start + k + 1)),
    ),
  );
}
