import { access, constants, stat } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ProoflineError } from '@proofline/learn';
import { type Records, type TableFormat, tableText, writeTable } from '@proofline/pipeline';
import type { Io } from '../io.js';
import { replaceFile } from './replace-file.js';

const FORMATS: Readonly<Record<string, TableFormat>> = { '.csv': 'csv', '.jsonl': 'jsonl', '.parquet': 'parquet' };

/** The format that a file's name asks for. */
export function tableFormat(file: string): TableFormat {
  const extension = extname(file).toLowerCase();
  const format = FORMATS[extension];
  if (format !== undefined) return format;
  const workbook = /^\.xls/.test(extension);
  throw new ProoflineError(
    'invalid-input',
    'OUTPUT_FORMAT',
    `--out names '${file}', ${
      workbook ? 'an Excel workbook, which is not written' : 'whose ending says no format that is written'
    }. Predictions are written as .csv${workbook ? ' (which Excel opens)' : ''}, .jsonl or .parquet.`,
  );
}

/** Refuses, before any work, a file that cannot be written: its folder is absent or closed, or it is a folder itself. */
export async function checkWritable(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new ProoflineError('invalid-input', 'FILE_EISDIR', `'${file}' is a folder; name a file with --out.`);
  }
  await access(dirname(file), constants.W_OK | constants.X_OK);
  if (found !== undefined) await access(file, constants.W_OK);
}

export function writeRecords(io: Io, target: string, format: TableFormat, records: Records): Promise<void> {
  return replaceFile(target, async (draft) => {
    await writeTable(draft, format, records, io.signal);
  });
}

/** Prints records as CSV. */
export async function printRecords(io: Io, records: Records): Promise<void> {
  await pipeline(Readable.from(records), tableText('csv'), async (chunks: AsyncIterable<string | Buffer>) => {
    for await (const chunk of chunks) io.out(chunk.toString());
  });
}
