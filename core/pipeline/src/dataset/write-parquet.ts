import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Json, ProoflineError } from '@proofline/learn';
import { shortened } from '../text/shortened.js';
import { sqlText, withDatabase } from './database.js';

type ColumnType = 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR';

/**
 * Writes records as a Parquet file, in bounded memory. Columns are those of the records in order of appearance: whole
 * numbers, numbers, booleans, or texts; a column of nulls is one of texts. `path` is replaced where it exists.
 */
export async function writeParquet(
  path: string,
  records: Iterable<Record<string, Json>> | AsyncIterable<Record<string, Json>>,
  signal?: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-'));
  try {
    const lines = join(folder, 'records.jsonl');
    const types = new Map<string, ColumnType | undefined>();
    const toLines = async function* (rows: AsyncIterable<Record<string, Json>>): AsyncGenerator<string> {
      for await (const row of rows) {
        for (const [name, value] of Object.entries(row)) types.set(name, widest(types.get(name), value));
        yield `${JSON.stringify(row)}\n`;
      }
    };
    await pipeline(Readable.from(records), toLines, createWriteStream(lines));
    const columns = [...types].map(([name, type]) => `${sqlText(name)}: '${type ?? 'VARCHAR'}'`).join(', ');
    await withDatabase(signal, (connection) =>
      connection
        .run(
          `COPY (SELECT * FROM read_json(${sqlText(lines)}, format='newline_delimited', columns={${columns}})) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
        )
        .catch((error: Error) => {
          throw /IO Error/.test(error.message) ? unwritable(path, error) : error;
        }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unwritable(path: string, cause: Error): ProoflineError {
  const reason = shortened(cause.message.replace(/^IO Error: /, ''), 200);
  return new ProoflineError(
    'invalid-input',
    'FILE_UNWRITABLE',
    `'${path}' cannot be written: ${reason}. Free some space, or name another path.`,
    { cause, problems: [{ code: 'FILE_UNWRITABLE', message: reason, where: { file: path } }] },
  );
}

/** The type that holds what a column held so far and this value as well. */
function widest(before: ColumnType | undefined, value: Json): ColumnType | undefined {
  if (value === null) return before;
  const own: ColumnType =
    typeof value === 'boolean'
      ? 'BOOLEAN'
      : typeof value !== 'number'
        ? 'VARCHAR'
        : Number.isSafeInteger(value)
          ? 'BIGINT'
          : 'DOUBLE';
  if (before === undefined || before === own) return own;
  return before !== 'VARCHAR' && before !== 'BOOLEAN' && typeof value === 'number' ? 'DOUBLE' : 'VARCHAR';
}
