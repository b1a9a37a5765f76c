/** With fewer texts than this a network needs more passes: it learns by steps. Chosen on the validation part of SNIPS. */
const FEW = 3000;
const MOST_TIMES = 3;

/** How often a network reads so many texts, where it would read very many of them `epochs` times. */
export function passesOver(texts: number, epochs: number): number {
  return Math.round(epochs * Math.min(MOST_TIMES, Math.max(1, FEW / texts)));
}
