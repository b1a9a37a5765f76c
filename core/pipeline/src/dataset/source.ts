import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip, gunzipSync, constants as zlib } from 'node:zlib';
import { type Problem, ProoflineError } from '@proofline/learn';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { listNames } from './column-plan.js';
import type { SourceFormat } from './dataset.js';
import { chooseEncoding, collapseSpaces, transcodeToUtf8 } from './encoding.js';
import { fileError } from './file-error.js';
import { hasHeader, parseRecords, sniffDelimiter } from './sniff.js';
import { ENTITIES_COLUMN, parseTagged, type TaggedFormat, TEXT_COLUMN, taggedFormat } from './tagged-text.js';
import { afterLines, excelDelimiter, titleLines } from './title-lines.js';

/** Bytes from the start of a file that its format is told from. */
const SAMPLE_BYTES = 1 << 18;
/** Records among them that are looked into. */
const SAMPLE_RECORDS = 2000;

/** A file that was found, looked into and made readable: UTF-8, on a path without wildcards. */
export interface Source {
  /** As the user gave it. */
  readonly path: string;
  /** What the database opens: the file itself, a link to it, or a transcoded copy. */
  readonly readable: string;
  readonly bytes: number;
  readonly format: SourceFormat;
  /** Names of the columns in order, of delimited files; made up (`column_1`) where the file has no header. */
  readonly header: readonly string[];
  readonly hasHeader: boolean;
  /** The first records after the header, of delimited files. */
  readonly sample: readonly (readonly string[])[];
  /** Lines above the header that are no part of the table, of delimited files. */
  readonly titles?: readonly string[];
  /** A file of marked texts, which is read as a table of two columns. */
  readonly tagged?: { readonly format: TaggedFormat; readonly warnings: readonly Problem[] };
  dispose(): Promise<void>;
}

export type FileOptions = NonNullable<FeatureSchema['file']>;

/** Whose word counts on a file's encoding and delimiter: the schema's, or the file's own where it says otherwise. */
export type FormatAuthority = 'schema' | 'file';

/**
 * Opens a file and finds out what it is: CSV (any delimiter), JSON lines or Parquet; gzip or not; its encoding; whether it
 * has a header. What the schema names goes before what is detected, unless the `authority` is the file: then it is believed
 * where the file does not show otherwise. `expected` names help to tell a header from data; when
 * they are those of the `whole` table and the file has no header, they are its names by position.
 * Throws FILE_NOT_FOUND, FILE_EMPTY, FILE_BINARY, ENCODING or HEADER_ONLY. Dispose of the source when done.
 */
export async function openSource(
  path: string,
  options: FileOptions = {},
  expected: readonly string[] = [],
  whole = false,
  authority: FormatAuthority = 'schema',
): Promise<Source> {
  const bytes = await fileSize(path);
  if (bytes === 0) throw fileError('FILE_EMPTY', path, 'is empty', 'Export the table again, with its header and rows.');
  const head = await firstBytes(path, SAMPLE_BYTES);
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const content = gzip ? gunzipStart(path, head) : head;
  if (content.length === 0) throw fileError('FILE_EMPTY', path, 'holds no data', 'Export the table again.');
  if (gzip) await checkUnpacks(path);
  const compression = gzip ? 'gzip' : 'none';
  const scratch = new Scratch();
  try {
    if (content.subarray(0, 4).toString('latin1') === 'PAR1') {
      const readable = await scratch.linkTo(path, 'parquet');
      const format: SourceFormat = { kind: 'parquet', compression: 'none' };
      return { path, readable, bytes, format, header: [], hasHeader: true, sample: [], dispose: () => scratch.clear() };
    }
    refuseBinary(path, content);
    refuseMarkup(path, content);
    const encoding = await chooseEncoding(path, content, gzip, options.encoding, authority);
    const utf8 = /^utf-?8$/i.test(encoding);
    const text = await decodeSample(path, content, encoding);
    const tagged = taggedFormat(path, text);
    if (tagged !== undefined) return await openTagged(path, tagged, { bytes, encoding, gzip, scratch });
    const jsonl = /^\s*\{/.test(text);
    if (/^\s*\[\s*[{\]]/.test(text)) {
      throw fileError(
        'FILE_JSON_ARRAY',
        path,
        'is one JSON array',
        'Write it as JSON lines: one object a line, without brackets and commas around them.',
      );
    }
    const records = jsonl ? [] : parseRecords(text, '\n', 3);
    const excel = jsonl ? undefined : excelDelimiter(text);
    const named =
      options.delimiter !== undefined && (authority === 'schema' || isDelimitedBy(text, options.delimiter, expected))
        ? options.delimiter
        : undefined;
    const given = named ?? excel;
    const spaced = !jsonl && isSpaced(text, named);
    const titles = jsonl || spaced ? [] : titleLines(text, given ?? sniffDelimiter(text), excel !== undefined);
    const copy = !utf8 || spaced || titles.length > 0;
    const readable = copy ? await scratch.file('table') : await scratch.linkTo(path, jsonl ? 'jsonl' : 'csv');
    const skipLines = titles.length;
    if (copy) await transcodeToUtf8(path, readable, { encoding, gzip, collapseSpaces: spaced, skipLines });
    const format: SourceFormat = { kind: jsonl ? 'jsonl' : 'csv', encoding, compression: copy ? 'none' : compression };
    if (jsonl) {
      return {
        path,
        readable,
        bytes,
        format,
        header: [],
        hasHeader: false,
        sample: [],
        dispose: () => scratch.clear(),
      };
    }
    if (records.length === 0) throw fileError('FILE_EMPTY', path, 'holds only empty lines', 'Export the table again.');
    const normal = spaced ? collapseSpaces(text) : afterLines(text, skipLines);
    const delimiter = given ?? sniffDelimiter(normal);
    const cut = content.length >= SAMPLE_BYTES;
    const table = parseRecords(normal, delimiter, SAMPLE_RECORDS, cut);
    // A first record longer than the sample: its beginning still tells the number of columns.
    if (table.length === 0) table.push(parseRecords(normal, delimiter, 1)[0]!);
    const withHeader = hasHeader(table, expected);
    const first = table[0]!;
    const byPosition = whole && !withHeader && expected.length === first.length;
    const header = first.map((name, i) => {
      const own = withHeader ? name.trim() : byPosition ? expected[i]! : '';
      return own === '' ? `column_${i + 1}` : own;
    });
    const sample = withHeader ? table.slice(1) : table;
    if (sample.length === 0 && !cut) {
      throw fileError(
        'HEADER_ONLY',
        path,
        `has a header (${listNames(header, 8)}) and no rows`,
        'Export the table again, with its rows.',
      );
    }
    return {
      path,
      readable,
      bytes,
      format: { ...format, delimiter, ...(options.decimal === undefined ? {} : { decimal: options.decimal }) },
      header,
      hasHeader: withHeader,
      sample,
      ...(titles.length === 0 ? {} : { titles }),
      dispose: () => scratch.clear(),
    };
  } catch (error) {
    await scratch.clear();
    throw error;
  }
}

/** A file of marked texts as JSON lines of two columns. */
async function openTagged(
  path: string,
  tagged: TaggedFormat,
  { bytes, encoding, gzip, scratch }: { bytes: number; encoding: string; gzip: boolean; scratch: Scratch },
): Promise<Source> {
  const chunks: Buffer[] = [];
  for await (const chunk of contentStream(path, gzip)) chunks.push(chunk as Buffer);
  const { default: iconv } = await import('iconv-lite');
  const { rows, warnings } = parseTagged(path, tagged, iconv.decode(Buffer.concat(chunks), encoding));
  const readable = await scratch.file('table.jsonl');
  const lines = rows.map(({ text, entities }) =>
    JSON.stringify({ [TEXT_COLUMN]: text, [ENTITIES_COLUMN]: JSON.stringify(entities) }),
  );
  await writeFile(readable, lines.join('\n'));
  return {
    path,
    readable,
    bytes,
    format: { kind: 'jsonl', encoding, compression: 'none', tagged },
    header: [],
    hasHeader: false,
    sample: [],
    tagged: { format: tagged, warnings },
    dispose: () => scratch.clear(),
  };
}

/** Temporary files of one source, made when the first is asked for. */
class Scratch {
  private folder: string | undefined;

  async file(name: string): Promise<string> {
    this.folder ??= await mkdtemp(join(tmpdir(), 'proofline-'));
    return join(this.folder, name);
  }

  /** The path itself, or a link to it where its name would be read as a pattern. */
  async linkTo(path: string, extension: string): Promise<string> {
    const absolute = resolve(path);
    if (!/[*?[\]{}]/.test(absolute)) return absolute;
    const link = await this.file(`table.${extension}`);
    await symlink(absolute, link);
    return link;
  }

  async clear(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
    this.folder = undefined;
  }
}

async function fileSize(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) {
    throw new ProoflineError(
      'not-found',
      'FILE_NOT_FOUND',
      `There is no file '${path}'. Check the path; it is taken relative to the folder the command runs in, or to proofline.yaml.`,
      { problems: [{ code: 'FILE_NOT_FOUND', message: `There is no file '${path}'.`, where: { file: path } }] },
    );
  }
  if (!info.isFile()) throw fileError('FILE_NOT_A_FILE', path, 'is not a file', 'Name one file, not a folder.');
  return info.size;
}

export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(count);
    const { bytesRead } = await handle.read(buffer, 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function gunzipStart(path: string, head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH });
  } catch {
    throw brokenGzip(path, 'looks like gzip but cannot be unpacked');
  }
}

/** The bytes of a file, unpacked. Its error is FILE_BINARY where gzip ends early or does not add up. */
export function contentStream(path: string, gzip: boolean): Readable {
  return gzip
    ? Readable.from(unpacked(path), { objectMode: false })
    : createReadStream(path, { highWaterMark: 1 << 20 });
}

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(path, { highWaterMark: 1 << 20 });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  raw.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of raw.pipe(gunzip)) yield chunk as Buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_') !== true) throw error;
    throw brokenGzip(path, `is packed with gzip and damaged (${(error as Error).message})`);
  } finally {
    raw.destroy();
  }
}

/** Unpacks a file to its end: the database would take a broken one for a short one. */
async function checkUnpacks(path: string): Promise<void> {
  for await (const _ of contentStream(path, true));
}

function brokenGzip(path: string, what: string): ProoflineError {
  return fileError('FILE_BINARY', path, what, 'Copy or pack it again, or give it unpacked.');
}

const MAGIC: readonly (readonly [string, string, string])[] = [
  [
    'PK\u0003\u0004',
    'an Excel workbook (.xlsx) or a zip archive',
    "Open the workbook and save the one sheet with the table: File, Save As, 'CSV UTF-8 (comma delimited)'; its header must be the first row. Unpack a zip archive first.",
  ],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Excel workbook', 'Open it and save the sheet as CSV (UTF-8).'],
  ['%PDF', 'a PDF', 'Ask for the table itself, as CSV or Parquet.'],
  ['SQLite format 3', 'a SQLite database', 'Export the table as CSV or Parquet.'],
  ['ORC', 'an ORC file', 'Convert it to Parquet or CSV.'],
  ['Obj\u0001', 'an Avro file', 'Convert it to Parquet or CSV.'],
  ['\u0089PNG', 'an image', 'Give the table as CSV, JSON lines or Parquet.'],
];

function refuseBinary(path: string, content: Buffer): void {
  const start = content.subarray(0, 16).toString('latin1');
  const known = MAGIC.find(([magic]) => start.startsWith(magic));
  if (known !== undefined) throw fileError('FILE_BINARY', path, `is ${known[1]}, not a table of text`, known[2]);
  const utf16 = (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
  if (utf16) return;
  let control = 0;
  for (const byte of content) {
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control++;
  }
  if (content.includes(0) || control > content.length * 0.02) {
    throw fileError(
      'FILE_BINARY',
      path,
      'is binary, not a table of text',
      'Give a CSV, TSV, JSON lines or Parquet file (CSV and JSON lines may be packed with gzip).',
    );
  }
}

/** A download that asks for a login, or an error page, saved under the name of the table. */
function refuseMarkup(path: string, content: Buffer): void {
  if (!/^\s*<(?:!doctype|html|\?xml|\w+[\s>])/i.test(content.subarray(0, 200).toString('utf8').replace('\ufeff', '')))
    return;
  throw fileError(
    'FILE_NOT_A_TABLE',
    path,
    'is a web page or XML, not a table',
    'Download the table itself; a page saved under its name may be a login or an error.',
  );
}

async function decodeSample(path: string, content: Buffer, encoding: string): Promise<string> {
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(encoding)) {
    throw fileError(
      'ENCODING',
      basename(path),
      `cannot be read: the schema names the encoding '${encoding}', which is not known`,
      "Use a name such as utf-8, gb18030, latin1, windows-1252, utf-16le; or leave 'encoding' out.",
    );
  }
  return iconv.decode(content, encoding);
}

/** Whether a file's first record, taken apart at this delimiter, has as many of the expected names as at the one it seems to have. */
function isDelimitedBy(text: string, delimiter: string, expected: readonly string[]): boolean {
  const known = (candidate: string): number => {
    const [first = []] = parseRecords(text, candidate, 1);
    return first.filter((name) => expected.includes(name.trim())).length;
  };
  const seems = sniffDelimiter(text);
  if (seems === delimiter) return true;
  const [own, other] = [known(delimiter), known(seems)];
  // Without a header no name is found at all: then what splits the record is believed.
  return own === 0 && other === 0 ? parseRecords(text, delimiter, 1)[0]!.length > 1 : own >= other;
}

/** Columns set apart by runs of spaces, as in fixed-width exports. */
function isSpaced(text: string, delimiter: string | undefined): boolean {
  if (delimiter !== undefined && delimiter !== ' ') return false;
  return /^ |[^ ] {2,}[^ ]| $/m.test(text) && sniffDelimiter(collapseSpaces(text)) === ' ';
}
