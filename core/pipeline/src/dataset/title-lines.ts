import { hasHeader, NUMBER_LIKE, parseRecords } from './sniff.js';

/** Titles are looked for in so many lines. */
const MOST_TITLES = 30;

/** The delimiter that Excel writes into a first line of its own: `sep=;`. */
export function excelDelimiter(text: string): string | undefined {
  return /^\ufeff?sep=(.)\r?\n/i.exec(text)?.[1];
}

/**
 * The lines above the header of a table: that of Excel (`excel`), and titles such as a report's name and date, which fill
 * half of the table's columns at most. Where the line below them does not look like a header, nothing is taken for a title.
 */
export function titleLines(text: string, delimiter: string, excel: boolean): string[] {
  const lines = text.split('\n', MOST_TITLES + 1).map((line) => line.replace(/\r$/, ''));
  const first = excel ? 1 : 0;
  const width = usualWidth(afterLines(text, first), delimiter);
  const filled = lines.map((line) => cellsOf(line, delimiter).filter((cell) => cell !== '').length);
  const header = filled.findIndex((cells, i) => i >= first && cells === width);
  const above = filled.slice(first, Math.max(first, header));
  const cells = header < 0 ? [] : cellsOf(lines[header]!, delimiter);
  const isHeader = (): boolean =>
    cells.length === width &&
    new Set(cells).size === width &&
    !cells.some((cell) => NUMBER_LIKE.test(cell)) &&
    hasHeader(parseRecords(afterLines(text, header), delimiter, 100));
  // Empty lines alone are passed over by whoever reads the table.
  const titled = width >= 2 && above.some((count) => count > 0) && above.every((count) => 2 * count <= width);
  return lines.slice(0, titled && isHeader() ? header : first);
}

/** The text without its first lines. */
export function afterLines(text: string, count: number): string {
  let start = 0;
  for (let i = 0; i < count; i++) start = text.indexOf('\n', start) + 1;
  return text.slice(start);
}

function cellsOf(line: string, delimiter: string): string[] {
  return (parseRecords(line, delimiter, 1)[0] ?? []).map((cell) => cell.trim());
}

/** The number of fields that most of the first records have. */
function usualWidth(text: string, delimiter: string): number {
  const widths = new Map<number, number>();
  for (const { length } of parseRecords(text, delimiter, 100)) widths.set(length, (widths.get(length) ?? 0) + 1);
  return [...widths].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
