const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where the character begins that stands at an index, as a reader sees characters: an emoji or a letter with its accents is one. */
export function characterStart(text: string, index: number): number {
  return characters.segment(text).containing(index)?.index ?? text.length;
}

/** The first `limit` UTF-16 units of a text, or fewer, so that no character is divided but one that has more marks than that. */
export function beginningOf(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const dividesPair = text.codePointAt(limit - 1)! > 0xffff;
  return text.slice(0, characterStart(text, limit) || (dividesPair ? limit - 1 : limit));
}

/** Text of a file as it is quoted in a message: on one line, its beginning only where it is long. */
export function shortened(text: string, limit = 60): string {
  const line = beginningOf(text, 4 * limit)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= limit && text.length <= 4 * limit) return line;
  return `${beginningOf(line, limit).trimEnd()}…`;
}
