/** A character for a character, so that offsets stay: İ is the one whose small letter takes two. */
export const inSmallLetters = (text: string): string => text.replaceAll('İ', 'i').toLowerCase();
