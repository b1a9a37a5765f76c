import { argmaxRows } from '@proofline/learn';
import { tokenise } from '@proofline/learn/text';
import { type Reason, text } from '@proofline/pipeline';

/** Of a longer text the first words only are tried: each costs a prediction. */
const MOST_WORDS = 40;
const TINY = 1e-12;

/**
 * Why a text was put into its class: each word is left out once, and by how much the odds of the class then fall (their logarithm)
 * is what it said for it (Li, Monroe and Jurafsky 2016, "Understanding neural networks through representation erasure"). A
 * word that stands in the text twice is left out at both places. With `limit` only words that speak for the class.
 */
export function wordReasons(
  said: string,
  column: string,
  classes: readonly string[],
  predict: (texts: readonly string[]) => Float64Array,
  limit?: number,
): Reason[] {
  const places = new Map<string, { word: string; at: { start: number; end: number }[] }>();
  for (const { text: word, start, end } of tokenise(said)) {
    const key = word.toLowerCase();
    const known = places.get(key);
    if (known !== undefined) known.at.push({ start, end });
    else if (places.size < MOST_WORDS) places.set(key, { word, at: [{ start, end }] });
  }
  const words = [...places.values()];
  const k = classes.length;
  const probability = predict([said, ...words.map(({ at }) => without(said, at))]);
  const own = argmaxRows(probability.subarray(0, k), k)[0]!;
  const logOdds = (row: number): number => {
    const p = Math.min(1 - TINY, Math.max(TINY, probability[row * k + own]!));
    return Math.log(p / (1 - p));
  };
  const reasons = words.map(({ word }, i): Reason => {
    const contribution = logOdds(0) - logOdds(i + 1);
    const name = classes[own]!;
    return {
      feature: column,
      code: `${column}.word`,
      text:
        contribution >= 0
          ? text(`“${word}” speaks for ${name}`, `“${word}”支持判为 ${name}`)
          : text(`“${word}” speaks against ${name}`, `“${word}”不支持判为 ${name}`),
      contribution,
      value: word,
    };
  });
  reasons.sort((a, b) => b.contribution - a.contribution);
  return limit === undefined ? reasons : reasons.filter(({ contribution }) => contribution > 0).slice(0, limit);
}

function without(said: string, at: readonly { start: number; end: number }[]): string {
  let rest = '';
  let from = 0;
  for (const { start, end } of at) {
    rest += said.slice(from, start);
    from = end;
  }
  return rest + said.slice(from);
}
