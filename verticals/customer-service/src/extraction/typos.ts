import { editDistance } from '@proofline/pipeline';

/** How many typos a word may have: none below four letters, one below eight, two from there on. */
export const editsAllowed = (length: number): number => (length < 4 ? 0 : length < 8 ? 1 : 2);

/** Edits between two words, or more than `most` where their lengths alone say so. */
export function editsBetween(a: string, b: string, most: number): number {
  return Math.abs(a.length - b.length) > most ? most + 1 : editDistance(a, b);
}
