import { maskPii, type PiiOptions, type PiiSpan } from './mask-pii.js';

/** A field of delimited text: its place with its quotes, and what it says. */
interface Field {
  start: number;
  end: number;
  value: string;
  quoted: boolean;
}

/** The records of delimited text, one after another, with the places of their fields; empty lines are none. */
export function* placedRecords(text: string, delimiter: string): Generator<Field[]> {
  let record: Field[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at <= text.length) {
    const field = readField(text, at, delimiter);
    record.push(field);
    at = field.end + 1;
    if (text[field.end] === delimiter) continue;
    if (text[field.end] === '\r' && text[at] === '\n') at++;
    if (record.length > 1 || record[0]!.value.trim() !== '') yield record;
    record = [];
  }
}

function readField(text: string, start: number, delimiter: string): Field {
  let at = start;
  let value = '';
  const quoted = text[at] === '"';
  if (quoted) {
    for (at++; at < text.length; at++) {
      if (text[at] !== '"') value += text[at];
      else if (text[at + 1] === '"') {
        value += '"';
        at++;
      } else break;
    }
    at++;
  }
  const rest = at;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
  return { start, end: Math.min(at, text.length), value: value + text.slice(rest, at), quoted };
}

/** What was found in the cells of one column. */
export type OnMasked = (column: number, spans: readonly PiiSpan[]) => void;

/**
 * Masks the cells of some columns of delimited text; every other character stays as it is. `onMasked` hears of personal data in
 * the columns that stay, too.
 * @param skip records at the start that hold no data: the header
 */
export function maskDelimited(
  text: string,
  {
    delimiter,
    skip,
    columns,
    options,
    onRow,
    onMasked,
  }: {
    delimiter: string;
    skip: number;
    columns: readonly number[];
    options: PiiOptions;
    onRow: () => void;
    onMasked: OnMasked;
  },
): string {
  let masked = '';
  let copied = 0;
  let index = 0;
  for (const record of placedRecords(text, delimiter)) {
    if (index++ < skip) continue;
    onRow();
    record.forEach(({ start, end, value, quoted }, column) => {
      const { text: said, spans } = maskPii(value, options);
      if (spans.length === 0) return;
      onMasked(column, spans);
      if (!columns.includes(column)) return;
      masked += text.slice(copied, start) + (quoted ? `"${said.replaceAll('"', '""')}"` : said);
      copied = end;
    });
  }
  return masked + text.slice(copied);
}
