import { rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import { ProoflineError, throwIfCancelled } from '@proofline/learn';
import { fileError } from './file-error.js';

/** What the database may take of the machine's memory; beyond it, it writes to a temporary folder. */
const MEMORY_LIMIT = '1GB';

/** Opens an in-process database for one piece of work and closes it whatever happens. An abort interrupts its queries. */
export async function withDatabase<T>(
  signal: AbortSignal | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  // Loaded late: a process that only predicts rows never needs the database.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const spill = join(tmpdir(), `proofline-spill-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(Math.min(4, availableParallelism())),
    memory_limit: MEMORY_LIMIT,
    temp_directory: spill,
    // Nothing is fetched from a network, whatever a file is called.
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    // A point in time is the same on every machine.
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
    await rm(spill, { recursive: true, force: true });
  }
}

/** Runs a query and hands over its result chunk by chunk, in the order of the file, without holding it as a whole. */
export async function streamChunks(
  connection: DuckDBConnection,
  sql: string,
  onChunk: (chunk: DuckDBDataChunk) => void | Promise<void>,
  options: { signal?: AbortSignal | undefined; file: string },
): Promise<void> {
  const read = <T>(part: Promise<T>): Promise<T> =>
    part.catch((error: unknown) => {
      throw unreadable(options.file, error);
    });
  const result = await read(connection.stream(sql));
  for (;;) {
    throwIfCancelled(options.signal);
    const chunk = await read(result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    await onChunk(chunk);
  }
}

/** The rows of a small result as plain objects with numbers, texts and nulls. */
export async function query(
  connection: DuckDBConnection,
  sql: string,
  file: string,
): Promise<Record<string, unknown>[]> {
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What the database says, in words that name the file and what to do; its own text stays in the cause. */
const REASONS: readonly (readonly [RegExp, string, string])[] = [
  [
    /out of memory/i,
    'needs more memory to be read than there is',
    'Read it on a machine with more, or take columns out.',
  ],
  [/no space left|disk full|temporary directory/i, 'cannot be read: the temporary folder is full', 'Make room there.'],
  [
    /parquet|thrift|snappy|zstd|brotli|\bpage\b/i,
    'starts like a Parquet file but is damaged inside',
    'Export it again.',
  ],
  [/gzip|miniz|inflate|decompress/i, 'cannot be unpacked to the end', 'Pack it again, or give it unpacked.'],
  [/permission denied/i, 'may not be read by this user', 'Give the right to read it.'],
  [
    /^(?:Invalid Input|IO|Invalid|Conversion|Out of Range|Serialization) Error|JSON/i,
    'cannot be taken apart into rows',
    'Check that it is complete, and that its delimiter and quotes are regular.',
  ],
];

function unreadable(file: string, error: unknown): unknown {
  if (error instanceof ProoflineError || !(error instanceof Error)) return error;
  const known = REASONS.find(([pattern]) => pattern.test(error.message));
  // Anything else is a defect of ours.
  return known === undefined ? error : fileError('FILE_UNREADABLE', file, known[1], known[2], error);
}

export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
