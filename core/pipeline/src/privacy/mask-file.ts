import { readFile, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { ProoflineError } from '@proofline/learn';
import { fileError } from '../dataset/file-error.js';
import { openSource, type Source } from '../dataset/source.js';
import { type Entity, entitiesInUnits } from '../dataset/tagged-text.js';
import { shortened } from '../text/shortened.js';
import { maskDelimited } from './mask-cells.js';
import { maskPii, type PiiKind, type PiiOptions, type PiiSpan } from './mask-pii.js';
import { maskMarked, maskTokens } from './mask-tagged.js';

export interface MaskRequest {
  path: string;
  out: string;
  /** Whether the copy is packed with gzip. */
  pack?: boolean;
  /** Columns whose cells are masked; not needed of files of marked texts. */
  columns?: readonly string[];
  options?: Omit<PiiOptions, 'given'>;
}

export interface MaskReport {
  /** Rows, or marked texts. */
  rows: number;
  /** Rows in which something was masked. */
  maskedRows: number;
  /** Pieces of personal data that were masked, by kind. */
  counts: Partial<Record<PiiKind, number>>;
  /** Columns that stay as they are and hold personal data, with the number of their cells. */
  left: Record<string, number>;
}

/**
 * Writes a copy of a training file in which personal data is masked: delimited text, JSON lines, or marked texts (CoNLL, JSON
 * lines). What is not masked stays as it is, character by character, in the encoding of the file; marked spans stay where they
 * are. Placeholders are counted anew in each row, so that none ties two rows to one person.
 * Throws as reading does, `COLUMN_UNKNOWN`, `MASK_COLUMNS_MISSING`, `ROW_NOT_JSON`, and `MASK_FORMAT` for Parquet.
 */
export async function maskFile({
  path,
  out,
  pack = false,
  columns = [],
  options = {},
}: MaskRequest): Promise<MaskReport> {
  const source = await openSource(path);
  try {
    if (source.format.kind === 'parquet' || source.format.delimiter === ' ') {
      const kind = source.format.kind === 'parquet' ? 'Parquet' : 'columns of spaces';
      throw fileError('MASK_FORMAT', path, `is ${kind}, which cannot be masked`, 'Export it as CSV or JSON lines.');
    }
    const { default: iconv } = await import('iconv-lite');
    const given = await readFile(path);
    const unpacked = given[0] === 0x1f && given[1] === 0x8b ? gunzipSync(given) : given;
    const encoding = source.format.encoding ?? 'utf-8';
    const log = new MaskLog();
    const text = maskText(source, iconv.decode(unpacked, encoding, { stripBOM: false }), { columns, options, log });
    const bytes = iconv.encode(text, encoding);
    await writeFile(out, pack ? gzipSync(bytes) : bytes);
    return log.report;
  } finally {
    await source.dispose();
  }
}

interface Masking {
  columns: readonly string[];
  options: PiiOptions;
  log: MaskLog;
}

function maskText(source: Source, text: string, masking: Masking): string {
  if (source.tagged?.format === 'conll') return maskConll(text, masking);
  if (source.tagged !== undefined) return byLine(text, (line) => maskMarkedLine(line, masking));
  if (masking.columns.length === 0) {
    throw new ProoflineError(
      'invalid-input',
      'MASK_COLUMNS_MISSING',
      `Which columns are to be masked is not said. Name them with --text.${source.header.length === 0 ? '' : ` Columns: ${source.header.join(', ')}.`}`,
    );
  }
  if (source.format.kind === 'jsonl') return maskJsonLines(text, masking);
  return maskTable(source, text, masking);
}

function maskTable({ header, hasHeader, titles = [], format }: Source, text: string, masking: Masking): string {
  const columns = masking.columns.map((name) => header.indexOf(name));
  refuseUnknown(
    masking.columns.filter((_, i) => columns[i]! < 0),
    header,
  );
  // Lines above the header are no records of the table.
  const body = text.split('\n', titles.length).reduce((sum, line) => sum + line.length + 1, 0);
  const { log } = masking;
  const table = text.slice(titles.length === 0 ? 0 : body);
  let row = -1;
  const masked = maskDelimited(table, {
    delimiter: format.delimiter!,
    skip: hasHeader ? 1 : 0,
    columns,
    options: masking.options,
    onRow: () => {
      row = log.row();
    },
    onMasked: (column, spans) => {
      if (columns.includes(column)) log.masked(row, spans);
      else log.leave(header[column] ?? `column_${column + 1}`);
    },
  });
  return text.slice(0, text.length - table.length) + masked;
}

function refuseUnknown(unknown: readonly string[], known: readonly string[]): void {
  if (unknown.length === 0) return;
  throw new ProoflineError(
    'invalid-input',
    'COLUMN_UNKNOWN',
    `--text names ${unknown.map((name) => `the column '${name}'`).join(', ')}, which does not exist. Columns: ${known.join(', ')}.`,
  );
}

/** Every line by itself; ends of lines and empty lines stay. */
function byLine(text: string, mask: (line: string) => string): string {
  return text
    .split(/(\r?\n)/)
    .map((part, i) => (i % 2 === 1 || part.replace('\ufeff', '').trim() === '' ? part : mask(part)))
    .join('');
}

type Row = Record<string, unknown>;

function rowOf(line: string): Row {
  try {
    return JSON.parse(line.replace('\ufeff', '')) as Row;
  } catch (cause) {
    const message = `A line is no JSON object: '${shortened(line, 60)}'. Write one object a line.`;
    throw new ProoflineError('invalid-input', 'ROW_NOT_JSON', message, { cause });
  }
}

function maskJsonLines(text: string, { columns, options, log }: Masking): string {
  const seen = new Set<string>();
  const masked = byLine(text, (line) => {
    const at = log.row();
    const row = rowOf(line);
    let changed = line;
    for (const [name, value] of Object.entries(row)) {
      seen.add(name);
      if (typeof value !== 'string') continue;
      const { text: said, spans } = maskPii(value, options);
      if (spans.length === 0) continue;
      if (!columns.includes(name)) {
        log.leave(name);
        continue;
      }
      log.masked(at, spans);
      changed = withValue(changed, name, value, said);
    }
    return changed;
  });
  refuseUnknown(
    columns.filter((name) => !seen.has(name)),
    [...seen],
  );
  return masked;
}

/** A line of JSON with another text for a key. What is written in a way of its own, such as escaped letters, is written anew. */
function withValue(line: string, name: string, from: string, to: string): string {
  const [key, old] = [JSON.stringify(name), JSON.stringify(from)];
  const at = line.search(new RegExp(`${escaped(key)}\\s*:\\s*${escaped(old)}`));
  if (at < 0) return JSON.stringify({ ...rowOf(line), [name]: to });
  const start = line.indexOf(old, at + key.length);
  return line.slice(0, start) + JSON.stringify(to) + line.slice(start + old.length);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function maskMarkedLine(line: string, { options, log }: Masking): string {
  const at = log.row();
  const row = rowOf(line);
  if ('tokens' in row) {
    const { tokens, tags, spans } = maskTokens(row.tokens as string[], row.tags as string[], options);
    log.masked(at, spans);
    return spans.length === 0 ? line : JSON.stringify({ ...row, tokens, tags });
  }
  const text = row.text as string;
  const given = (row.entities ?? []) as Entity[];
  const inUnits = entitiesInUnits(text, given);
  const masked = maskMarked(text, inUnits, options);
  if (masked.spans.length === 0) return line;
  log.masked(at, masked.spans);
  // Written in what the file counts: UTF-16 units, or characters as Python does.
  const byCharacter = inUnits.some(({ start, end }, i) => start !== given[i]!.start || end !== given[i]!.end);
  const count = (end: number): number => (byCharacter ? Array.from(masked.text.slice(0, end)).length : end);
  const entities = masked.entities.map((entity, i) => {
    const was = text.slice(inUnits[i]!.start, inUnits[i]!.end);
    const is = masked.text.slice(entity.start, entity.end);
    const said = Object.entries(given[i]!).map(([key, value]) => [key, key !== 'label' && value === was ? is : value]);
    return { ...Object.fromEntries(said), start: count(entity.start), end: count(entity.end) };
  });
  return JSON.stringify({ ...row, text: masked.text, entities });
}

/** Lines of one sentence at a time; of the lines that become one, the first stays, with all of its columns. */
function maskConll(text: string, { options, log }: Masking): string {
  const parts = text.split(/(\r?\n)/);
  let sentence: { part: number; token: string; tag: string }[] = [];
  const flush = (): void => {
    if (sentence.length === 0) return;
    const at = log.row();
    const masked = maskTokens(
      sentence.map(({ token }) => token),
      sentence.map(({ tag }) => tag),
      options,
    );
    log.masked(at, masked.spans);
    const kept = new Map(masked.from.map((index, k) => [index, k]));
    sentence.forEach(({ part, token, tag }, index) => {
      const k = kept.get(index);
      if (k === undefined) {
        parts[part] = '';
        parts[part + 1] = '';
      } else if (masked.tokens[k] !== token || masked.tags[k] !== tag) {
        parts[part] = withToken(parts[part]!, token, masked.tokens[k]!, tag, masked.tags[k]!);
      }
    });
    sentence = [];
  };
  for (let part = 0; part < parts.length; part += 2) {
    const line = parts[part]!.replace('\ufeff', '').trim();
    const columns = line.includes('\t') ? line.split('\t') : line.split(/\s+/);
    if (line === '') flush();
    else if (columns[0] !== '-DOCSTART-' && !(columns[0]!.startsWith('#') && columns.length < 2))
      sentence.push({ part, token: columns[0]!.trim(), tag: columns.at(-1)!.trim() });
  }
  flush();
  return parts.join('');
}

function withToken(line: string, token: string, newToken: string, tag: string, newTag: string): string {
  const at = line.indexOf(token);
  const changed = line.slice(0, at) + newToken + line.slice(at + token.length);
  const end = changed.lastIndexOf(tag);
  return changed.slice(0, end) + newTag + changed.slice(end + tag.length);
}

/** What was masked, and what was not. */
class MaskLog {
  readonly report: MaskReport = { rows: 0, maskedRows: 0, counts: {}, left: {} };
  private last = -1;

  /** A further row; gives its number. */
  row(): number {
    return this.report.rows++;
  }

  masked(row: number, spans: readonly PiiSpan[]): void {
    if (spans.length === 0) return;
    if (row !== this.last) this.report.maskedRows++;
    this.last = row;
    const { counts } = this.report;
    for (const { kind } of spans) counts[kind] = (counts[kind] ?? 0) + 1;
  }

  leave(column: string): void {
    this.report.left[column] = (this.report.left[column] ?? 0) + 1;
  }
}
