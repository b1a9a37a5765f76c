import {
  type Artifact,
  type DenseRows,
  decodeArtifact,
  encodeArtifact,
  type FitContext,
  type SparseFeatures,
} from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';
import { FittedTfidf, TfidfVectorizer } from '@proofline/learn/text';
import { sentenceEncoder } from '@proofline/pipeline';
import { encodeInTurns } from './encode-in-turns.js';
import { type KnownEncoder, openKnownEncoder } from './known-encoder.js';

/** What a text is turned into. */
export interface TextFeatureChoice {
  /** Weighted n-grams of words and of characters, and the patterns of sentences: what is said, word by word. */
  ngrams: boolean;
  /** The name of a sentence encoder: what is meant, also in other words; undefined leaves it out. */
  encoder?: string;
  /** The length of an encoder's vector beside that of the n-grams, which is √3 (one each for words, characters and patterns). */
  scale: number;
}

const KIND = 'customer-service.text-features.v1';

/** Turns texts into rows for linear models, as it learnt from the training texts. */
export class TextFeatures {
  private constructor(
    private readonly tfidf: FittedTfidf | undefined,
    private readonly encoder: KnownEncoder | undefined,
    private readonly scale: number,
  ) {}

  /** The features, and the rows of the texts that they were fitted on. */
  static async fit(
    texts: readonly string[],
    { ngrams, encoder, scale }: TextFeatureChoice,
    context: FitContext,
  ): Promise<{ features: TextFeatures; x: SparseFeatures }> {
    const { signal } = context;
    const words = ngrams
      ? await new TfidfVectorizer({ patterns: true }).fitTransform(texts, signal === undefined ? {} : { signal })
      : undefined;
    const opened = encoder === undefined ? undefined : sentenceEncoder(encoder);
    const named = opened && { name: opened.name, fingerprint: opened.fingerprint };
    const features = new TextFeatures(words?.model, named, scale);
    const dense = opened && features.scaled(await encodeInTurns(opened, texts, signal), opened.dimensions);
    return {
      features,
      x: { ...(words === undefined ? {} : { sparse: words.x }), ...(dense === undefined ? {} : { dense }) },
    };
  }

  transform(texts: readonly string[]): SparseFeatures {
    const encoder = this.openEncoder();
    const dense = encoder && this.scaled(encoder.encode(texts), encoder.dimensions);
    return {
      ...(this.tfidf === undefined ? {} : { sparse: this.tfidf.transform(texts) }),
      ...(dense === undefined ? {} : { dense }),
    };
  }

  private scaled(values: Float32Array, columns: number): DenseRows {
    for (let i = 0; i < values.length; i++) values[i]! *= this.scale;
    return { rows: values.length / columns, columns, values };
  }

  private openEncoder(): SentenceEncoder | undefined {
    return this.encoder && openKnownEncoder(this.encoder);
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { encoder: this.encoder ?? null, scale: this.scale },
      tensors: this.tfidf === undefined ? {} : { tfidf: encodeArtifact(this.tfidf.toArtifact()) },
    };
  }

  static fromArtifact(artifact: Artifact): TextFeatures {
    const { encoder, scale } = artifact.json as {
      encoder: KnownEncoder | null;
      scale: number;
    };
    const tfidf = artifact.tensors.tfidf as Uint8Array | undefined;
    return new TextFeatures(
      tfidf === undefined ? undefined : FittedTfidf.fromArtifact(decodeArtifact(tfidf)),
      encoder ?? undefined,
      scale,
    );
  }
}
