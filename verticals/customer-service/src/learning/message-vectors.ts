import { ProoflineError, type SparseMatrix, sparseRows } from '@proofline/learn';
import type { SentenceEncoder } from '@proofline/learn/encoders';
import { TfidfVectorizer } from '@proofline/learn/text';
import type { Language } from '@proofline/pipeline';
import { encodeInTurns } from '../models/encode-in-turns.js';

/** Vectors of texts, each of length 1 (or 0 for a text without any known word), row by row. */
export interface MessageVectors {
  rows: number;
  dimensions: number;
  values: Float32Array;
  /** What they stand for: what a text means, by an encoder; or the words in it. */
  of: 'meaning' | 'words';
}

/** Words in most texts; a rarer one costs more than it tells. */
const WORDS = { wordMax: 1, charMin: 1, charMax: 0, maxFeatures: 1500 };

/**
 * Vectors by a sentence encoder, where one knows the language; else by the words of a text (TF-IDF).
 */
export async function vectorsOf(
  texts: readonly string[],
  language: Language | 'other',
  encoder: SentenceEncoder | undefined,
): Promise<MessageVectors> {
  if (encoder !== undefined) {
    const values = await encodeInTurns(encoder, texts);
    return { rows: texts.length, dimensions: encoder.dimensions, values, of: 'meaning' };
  }
  const x = await wordRows(texts, language);
  return { rows: x.rows, dimensions: x.columns, values: dense(x), of: 'words' };
}

/** The words of texts (TF-IDF), each row of length 1; a text of stop words alone has none. */
export async function wordRows(texts: readonly string[], language: Language | 'other'): Promise<SparseMatrix> {
  const vectorizer = new TfidfVectorizer({
    ...WORDS,
    ...(language === 'en' ? { stem: 'en', stopWords: 'en' } : language === 'zh' ? { stopWords: 'zh' } : {}),
  });
  const fitted = await vectorizer.fitTransform(texts).catch((error: unknown) => {
    if (error instanceof ProoflineError && error.code === 'VOCABULARY_EMPTY') return undefined;
    throw error;
  });
  return (
    fitted?.x ??
    sparseRows(
      1,
      texts.map(() => []),
    )
  );
}

function dense({ rows, columns, start, index, value }: SparseMatrix): Float32Array {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = start[row]!; k < start[row + 1]!; k++) values[row * columns + index[k]!] = value[k]!;
  }
  return values;
}

/** Between -1 and 1. */
export function cosine({ values, dimensions }: MessageVectors, a: number, b: number): number {
  let sum = 0;
  for (let j = 0; j < dimensions; j++) sum += values[a * dimensions + j]! * values[b * dimensions + j]!;
  return sum;
}
