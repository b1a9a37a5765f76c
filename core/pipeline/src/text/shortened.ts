/** Text of a file as it is quoted in a message: on one line, its beginning only where it is long. */
export function shortened(text: string, limit = 60): string {
  const line = text
    .slice(0, 4 * limit)
    .replace(/\s+/g, ' ')
    .trim();
  if (line.length <= limit && text.length <= 4 * limit) return line;
  return `${line.slice(0, limit).trimEnd()}…`;
}
