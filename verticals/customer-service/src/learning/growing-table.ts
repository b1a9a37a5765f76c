import { isUtf8 } from 'node:buffer';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { ProoflineError } from '@proofline/learn';
import { parseRecords, sniffDelimiter } from '@proofline/pipeline';
import { stringify } from 'csv-stringify/sync';

type Row = Readonly<Record<string, string>>;

/**
 * Puts rows behind those of a CSV file (any delimiter) or a file of JSON lines. What is there stays as it is, to the byte;
 * only a column that is new makes a cell in every row. A file that does not exist yet is begun. Written beside the place
 * first: a write that is stopped leaves no half file.
 */
export async function appendRows(path: string, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const before = await readText(path);
  const after = /\.(?:jsonl|ndjson)$/i.test(path) ? withLines(before, rows) : withRecords(before, rows);
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, after);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Refuses what rows cannot be put behind: compressed files and other encodings than UTF-8. Empty where there is no file. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8');
  throw new ProoflineError(
    'invalid-input',
    'TABLE_NOT_UTF8',
    `'${path}' is no text in UTF-8; rows are only put behind those of a CSV file or JSON lines in UTF-8. Save it as CSV in UTF-8, and name that file.`,
  );
}

function withLines(before: string, rows: readonly Row[]): string {
  return `${complete(before, '\n')}${rows.map((row) => `${JSON.stringify(row)}\n`).join('')}`;
}

function withRecords(before: string, rows: readonly Row[]): string {
  if (before.trim() === '') return stringify([...rows], { header: true });
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const delimiter = sniffDelimiter(before);
  const header = parseRecords(before, delimiter, 1)[0]!.map((name) => name.trim());
  const added = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !header.includes(name));
  const columns = [...header, ...added];
  const grown = added.length === 0 ? before : withColumns(before, added, delimiter);
  const records = rows.map((row) => columns.map((name) => row[name] ?? ''));
  return complete(grown, newline) + stringify(records, { delimiter, record_delimiter: newline });
}

function withColumns(before: string, names: readonly string[], delimiter: string): string {
  let first = true;
  return recordsOf(before, delimiter)
    .map(({ content, end }) => {
      if (content.replace(/^\ufeff/, '').trim() === '') return content + end;
      const cells = first ? names.map((name) => stringify([[name]], { delimiter, eof: false })) : names.map(() => '');
      first = false;
      return `${content}${cells.map((cell) => delimiter + cell).join('')}${end}`;
    })
    .join('');
}

/**
 * The records of delimited text as they stand there, each with the end of its line; a quoted line break ends none. As
 * `parseRecords` has it, a quote opens a cell only where it begins one: `5" pipe` holds a mere sign.
 */
function recordsOf(text: string, delimiter: string): { content: string; end: string }[] {
  const records: { content: string; end: string }[] = [];
  let from = 0;
  let quoted = false;
  let atStart = true;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      // Of two quotes the first closes the cell, and the second opens it again.
      if (char === '"') [quoted, atStart] = [false, text[at + 1] === '"'];
      continue;
    }
    if (char === '"' && atStart) quoted = true;
    atStart = char === delimiter || char === '\n' || (at === 0 && char === '\ufeff');
    if (char !== '\n') continue;
    const end = text[at - 1] === '\r' ? '\r\n' : '\n';
    records.push({ content: text.slice(from, at + 1 - end.length), end });
    from = at + 1;
  }
  if (from < text.length) records.push({ content: text.slice(from), end: '' });
  return records;
}

function complete(text: string, newline: string): string {
  return text === '' || text.endsWith('\n') ? text : text + newline;
}
