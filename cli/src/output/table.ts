/** Columns a terminal shows for a text: East Asian wide characters take two. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
      character,
    )
      ? 2
      : 1;
  return columns;
}

/** A plain table: the first column to the left, the others to the right, two spaces between them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, j) => Math.max(...lines.map((line) => width(line[j] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, j) => {
          const pad = ' '.repeat(widths[j]! - width(cell));
          return j === 0 ? cell + pad : pad + cell;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}
