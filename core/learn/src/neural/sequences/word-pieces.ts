import { shapeOf } from '../../sequence/token-attributes.js';

/** Letters of the beginning and the end of a word that are pieces of it. */
const AFFIX = 3;

/** Pieces of a word, as `piecesOf` makes them. */
export const PIECES = 4;

/** Of each word four pieces: itself in lower case, its beginning, its end, its shape. A sign tells the kinds apart. */
export function piecesOf(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    const lower = word.toLowerCase();
    return [`=${lower}`, `^${lower.slice(0, AFFIX)}`, `$${lower.slice(-AFFIX)}`, `#${shapeOf(word)}`];
  });
}
