import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Json } from '@proofline/learn';
import { stringify } from 'csv-stringify';
import { writeParquet } from './write-parquet.js';

export type Records = Iterable<Record<string, Json>> | AsyncIterable<Record<string, Json>>;

export const TABLE_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Writes records as a table, in bounded memory; the columns of CSV are those of the first one. */
export async function writeTable(
  path: string,
  format: TableFormat,
  records: Records,
  signal?: AbortSignal,
): Promise<void> {
  if (format === 'parquet') await writeParquet(path, records, signal);
  else await pipeline(Readable.from(records), tableText(format), createWriteStream(path));
}

/** A stage of a pipeline of streams that makes text of records. */
export function tableText(format: 'csv' | 'jsonl') {
  return format === 'csv' ? stringify({ header: true }) : jsonLines;
}

async function* jsonLines(rows: AsyncIterable<Record<string, Json>>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
