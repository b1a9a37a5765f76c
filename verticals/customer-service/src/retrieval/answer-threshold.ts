import { ascendingOrder } from '@proofline/learn';

/** Of the answers that are given, at most this share may be wrong, where the client's settings do not say. */
export const WRONG_ANSWERS = 0.05;

/**
 * The lowest confidence from which at most `share` of the answers are wrong, midway to the next one below; 1 where the surest
 * answers are wrong too often, so that none is given.
 */
export function answerThreshold(confidence: Float64Array, right: readonly boolean[], share: number): number {
  const falling = ascendingOrder(confidence).reverse();
  let wrong = 0;
  let threshold = 1;
  falling.forEach((row, place) => {
    if (!right[row]) wrong++;
    const next = falling[place + 1];
    const own = confidence[row]!;
    // Those that are equally sure are answered together.
    if (next !== undefined && confidence[next] === own) return;
    if (wrong <= share * (place + 1)) threshold = next === undefined ? own : (own + confidence[next]!) / 2;
  });
  return threshold;
}
