import { cosine, type MessageVectors } from './message-vectors.js';

/** Fewer known texts say too little about which cosine is a like meaning. */
const LEAST_KNOWN = 20;
const USUAL = { meaning: 0.55, words: 0.15 };

/** Without known utterances to learn it from. */
export function usualLikeness({ of }: MessageVectors): number {
  return USUAL[of];
}

/**
 * From which cosine on two messages are about the same thing: the one that best tells an utterance whose own intent is
 * known (its nearest other utterance in the same intent) from one whose intent is not (its nearest in another), learnt
 * from utterances of known intents. The first `intents.length` rows of the vectors are theirs.
 */
export function likeness(vectors: MessageVectors, intents: readonly string[]): number {
  const usual = usualLikeness(vectors);
  if (intents.length < LEAST_KNOWN || new Set(intents).size < 2) return usual;
  const own: number[] = [];
  const other: number[] = [];
  intents.forEach((intent, row) => {
    let nearestOwn = -1;
    let nearestOther = -1;
    intents.forEach((another, column) => {
      if (row === column) return;
      const near = cosine(vectors, row, column);
      if (another === intent) nearestOwn = Math.max(nearestOwn, near);
      else nearestOther = Math.max(nearestOther, near);
    });
    if (nearestOwn > -1) own.push(nearestOwn);
    other.push(nearestOther);
  });
  if (own.length < LEAST_KNOWN) return usual;
  return bestCut(own, other);
}

/** The cut with the largest sum of shares: of `above` at it or over it, of `below` under it. */
function bestCut(above: readonly number[], below: readonly number[]): number {
  let best = { cut: 0, score: Number.NEGATIVE_INFINITY };
  for (const cut of [...above, ...below].sort((a, b) => a - b)) {
    const kept = above.filter((value) => value >= cut).length / above.length;
    const refused = below.filter((value) => value < cut).length / below.length;
    if (kept + refused > best.score) best = { cut, score: kept + refused };
  }
  return best.cut;
}
