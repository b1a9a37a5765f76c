/** Delimiters in the order of trust: one that stands in every record the same number of times is seldom an accident. */
export const DELIMITERS = ['\t', ';', '|', ',', '^', '~', ' '] as const;

/**
 * The first records of delimited text, quotes (`"`, doubled inside) resolved; empty lines are left out. When the text is
 * `cut` off somewhere, its last record is left out too.
 */
export function parseRecords(text: string, delimiter: string, limit: number, cut = false): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  let atStart = true;
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const endRecord = (): void => {
    record.push(field);
    if (record.length > 1 || record[0]!.trim() !== '') records.push(record);
    record = [];
    field = '';
    atStart = true;
  };
  for (; i < text.length && records.length < limit; i++) {
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (char === '"' && atStart) {
      quoted = true;
      atStart = false;
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i++;
      endRecord();
    } else if (char === delimiter) {
      record.push(field);
      field = '';
      atStart = true;
    } else {
      field += char;
      atStart = false;
    }
  }
  if (!cut && records.length < limit && (field !== '' || record.length > 0)) endRecord();
  return records;
}

/** The delimiter under which the first records have one number of fields, at least two; a comma where none fits. */
export function sniffDelimiter(text: string): string {
  let best = ',';
  let bestScore = 0;
  for (const [rank, delimiter] of DELIMITERS.entries()) {
    const records = parseRecords(text.slice(0, 1 << 16), delimiter, 100, text.length > 1 << 16);
    if (records.length === 0) continue;
    const widths = new Map<number, number>();
    for (const { length } of records) widths.set(length, (widths.get(length) ?? 0) + 1);
    const [width, count] = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]!;
    const regular = count / records.length;
    if (width < 2 || regular < 0.8) continue;
    const score = (records[0]!.length === width ? 2 : 0) + regular - rank * 0.01;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

export const NUMBER_LIKE = /^[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?$/;
const MISSING_LIKE = /^(?:|na|n\/a|nan|null|none|\?|-|\.|#n\/a|unknown)$/i;

/**
 * Whether the first record names the columns. Names that are expected decide; else a text above a column of numbers is
 * a name, and a number above numbers, or a text that comes again below, is data.
 */
export function hasHeader(records: readonly (readonly string[])[], expected: readonly string[] = []): boolean {
  const [first, ...body] = records;
  if (first === undefined || body.length === 0) return true;
  const names = new Set(expected);
  const known = first.filter((field) => names.has(field.trim())).length;
  if (names.size > 0 && known * 2 >= Math.min(first.length, names.size)) return true;
  let asName = 0;
  let asData = 0;
  first.forEach((field, j) => {
    const below = body.map((record) => record[j]?.trim() ?? '').filter((cell) => !MISSING_LIKE.test(cell));
    if (below.length === 0) return;
    const cell = field.trim();
    const numbers = below.filter((text) => NUMBER_LIKE.test(text)).length / below.length > 0.9;
    if (NUMBER_LIKE.test(cell)) asData++;
    else if (numbers && !MISSING_LIKE.test(cell)) asName++;
    else if (!numbers && below.includes(cell)) asData++;
  });
  return asName > 0 || asData === 0;
}
