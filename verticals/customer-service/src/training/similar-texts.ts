import { breathe, type SparseMatrix, throwIfCancelled, transposeSparse } from '@proofline/learn';
import { normalise, TfidfVectorizer } from '@proofline/learn/text';

/** Two texts by position, the first further up, and how alike they are. */
export interface SimilarPair {
  a: number;
  b: number;
  /** Of their n-grams, the mean of the cosine of words and that of characters; 1 is the same. */
  likeness: number;
}

/** An n-gram in more texts than this names no candidates: nearly all texts would be held against each other. */
const MOST_HOLDERS = 1000;
/** Texts between two turns of the event loop. */
const TURN = 500;

/** What a text says without case, punctuation and spacing; two texts with the same key are the same to whoever reads them. */
export function keyOfText(text: string): string {
  const plain = normalise(text);
  return plain.replace(/[^\p{L}\p{M}\p{N}\p{Sc}\p{Extended_Pictographic}]+/gu, ' ').trim() || plain;
}

/**
 * All pairs of texts that share at least `least` of their weighted n-grams of words and characters. Each text is held only
 * against those that share one of its rarest n-grams: what is left of it is too light to reach `least` alone, so that no
 * pair is missed but of texts that have only very frequent n-grams in common (prefix filtering, Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search").
 */
export async function similarPairs(
  texts: readonly string[],
  least: number,
  signal?: AbortSignal,
): Promise<SimilarPair[]> {
  if (texts.every((text) => text.trim() === '')) return [];
  const { x } = await new TfidfVectorizer().fitTransform(texts, signal === undefined ? {} : { signal });
  const { index: holders, start: from } = transposeSparse(x);
  const frequency = (column: number): number => from[column + 1]! - from[column]!;
  const own = new Float64Array(x.columns);
  const seen = new Int32Array(x.rows).fill(-1);
  const pairs: SimilarPair[] = [];
  for (let row = 0; row < x.rows; row++) {
    if (row % TURN === 0) {
      throwIfCancelled(signal);
      await breathe();
    }
    const [start, end] = [x.start[row]!, x.start[row + 1]!];
    let weight = 0;
    for (let k = start; k < end; k++) {
      own[x.index[k]!] = x.value[k]!;
      weight += x.value[k]! ** 2;
    }
    const rarest = Array.from(x.index.subarray(start, end)).sort((a, b) => frequency(a) - frequency(b) || a - b);
    for (const column of rarest) {
      // Rows have a length of √2: one for words, one for characters. Below this nothing that is left comes to `least`.
      if (weight < 2 * least ** 2 - 1e-6 || frequency(column) > MOST_HOLDERS) break;
      weight -= own[column]! ** 2;
      for (let k = from[column]!; k < from[column + 1]! && holders[k]! < row; k++) {
        const other = holders[k]!;
        if (seen[other] === row) continue;
        seen[other] = row;
        const likeness = productWith(own, x, other) / 2;
        if (likeness >= least) pairs.push({ a: other, b: row, likeness });
      }
    }
    for (let k = start; k < end; k++) own[x.index[k]!] = 0;
  }
  return pairs.sort((p, q) => q.likeness - p.likeness || p.a - q.a || p.b - q.b);
}

function productWith(own: Float64Array, x: SparseMatrix, row: number): number {
  let sum = 0;
  for (let k = x.start[row]!; k < x.start[row + 1]!; k++) sum += own[x.index[k]!]! * x.value[k]!;
  return sum;
}
