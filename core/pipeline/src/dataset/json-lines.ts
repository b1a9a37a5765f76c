import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { type Problem, throwIfCancelled } from '@proofline/learn';
import type { ProblemLog } from '../cells/problem-log.js';
import { shortened } from '../text/shortened.js';
import type { BrokenRow } from './delimited-sql.js';
import { fileError } from './file-error.js';
import { asText, readJsonCell } from './json-cell.js';
import type { ReadOptions, ScanColumn } from './scan-file.js';
import { contentStream, type Source } from './source.js';

/** Whoever takes rows while they are read is told of so many at a time. */
const ROWS_AT_A_TIME = 2048;

const NOT_AN_OBJECT = { code: 'ROW_NOT_JSON', message: 'The line is not a JSON object.' };

/**
 * Reads a file of JSON lines, in bounded memory. Each line is judged as a row of JSON is judged; a key may be left out of a
 * line where its value is missing, as long as the key occurs somewhere in the file.
 */
export async function scanJsonLines(
  source: Source,
  prepare: (names: readonly string[]) => ScanColumn[],
  log: ProblemLog,
  options: ReadOptions,
  onRows?: (rows: number) => void | Promise<void>,
): Promise<{ rows: number; columns: ScanColumn[]; broken: BrokenRow[] }> {
  const names = await keysOf(source, options);
  if (names.rows === 0) throw fileError('FILE_EMPTY', source.path, 'holds no rows', 'Export the table again.');
  const columns = prepare(names.keys);
  const broken: BrokenRow[] = [];
  let rows = 0;
  await eachLine(source, options, true, (line) => {
    rows++;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') broken.push({ row: rows, ...NOT_AN_OBJECT, got: parsed });
    for (const column of columns) {
      const value = typeof parsed === 'string' ? null : (parsed[column.spec.name] ?? null);
      const fault = readJsonCell(column.reader, value);
      if (fault !== undefined && typeof parsed !== 'string') {
        log.cell(column.spec.name, fault, rows, value === null ? null : asText(value));
      }
      column.push?.();
    }
    return rows % ROWS_AT_A_TIME === 0 ? onRows?.(rows) : undefined;
  });
  await onRows?.(rows);
  if (broken.length > 0) log.addRows(brokenLines(source.path, broken));
  return { rows, columns, broken };
}

/** Every key of the file in order of appearance. */
export async function keysOf(source: Source, options: ReadOptions): Promise<{ rows: number; keys: string[] }> {
  const keys = new Set<string>();
  let rows = 0;
  await eachLine(source, options, false, (line) => {
    rows++;
    const parsed = parseLine(line);
    if (typeof parsed !== 'string') for (const key in parsed) keys.add(key);
  });
  return { rows, keys: [...keys] };
}

function parseLine(line: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return 'not an object';
  } catch (error) {
    return shortened((error as Error).message, 120);
  }
}

function brokenLines(file: string, broken: readonly BrokenRow[]): Problem {
  const first = broken.slice(0, 5).map(({ row }) => row);
  return {
    code: 'ROW_NOT_JSON',
    message: `${broken.length} line${broken.length === 1 ? ' is' : 's are'} not a JSON object (data row${first.length === 1 ? '' : 's'} ${first.join(', ')}${broken.length > 5 ? ' …' : ''}): ${broken[0]!.got}.`,
    where: { file, row: first[0]! },
    got: broken[0]!.got!,
    allowed: 'one JSON object a line',
    fix: 'Correct these lines; a row must not be spread over several lines.',
    count: broken.length,
  };
}

async function eachLine(
  source: Source,
  options: ReadOptions,
  report: boolean,
  onLine: (line: string) => void | Promise<void>,
): Promise<void> {
  let seen = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (report && source.format.compression === 'none') options.onProgress?.(Math.min(1, seen / source.bytes));
      done(null, chunk);
    },
  });
  const content = contentStream(source.readable, source.format.compression === 'gzip');
  content.on('error', (error) => count.destroy(error));
  let rows = 0;
  for await (const line of createInterface({ input: content.pipe(count), crlfDelay: Number.POSITIVE_INFINITY })) {
    const text = rows === 0 && line.startsWith('\ufeff') ? line.slice(1) : line;
    if (text.trim() === '') continue;
    if ((rows & 1023) === 0) throwIfCancelled(options.signal);
    rows++;
    const taken = onLine(text);
    if (taken !== undefined) await taken;
  }
}
