import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '@proofline/learn';
import type { AnsweredRow, Predictor } from '@proofline/pipeline';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { EntityManager } from 'typeorm';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import {
  type KeptFields,
  keptFields,
  type PersonalData,
  type PredictionRecord,
  recordOf,
} from '../prediction-log/prediction-record.js';
import { Sealer } from '../sealing/sealer.js';

/** Lines that are written together. */
const HELD_LINES = 1_000;
/** Of the file, sent at a time. */
const PIECE_BYTES = 1 << 20;

const COLUMNS = [
  'id',
  'client_id',
  'solution_id',
  'model_version',
  'task',
  'at',
  'request_id',
  'batch_id',
  'subject',
  'features',
  'personal',
  'prediction',
  'score',
  'reasons',
  'latency_ms',
];

/** Whose the answers of a batch are, and how what is personal in them is kept. */
export interface BatchLogOrder {
  file: string;
  batchId: string;
  clientId: string;
  solutionId: string;
  task: string;
  modelVersion: number;
  secret: string;
  personalData: PersonalData;
}

/**
 * What a batch answers, as rows of the prediction log that wait in a file: they are entered together, once all are there. The
 * file is in the text format of COPY, with personal data sealed as in the log.
 */
export class BatchLogFile {
  private held: string[] = [];

  private constructor(
    private readonly order: BatchLogOrder,
    private readonly kept: KeptFields,
    private readonly sealer: Sealer,
    private readonly file: FileHandle,
  ) {}

  static async create(order: BatchLogOrder, predictor: Predictor): Promise<BatchLogFile> {
    return new BatchLogFile(order, keptFields(predictor), new Sealer(order.secret), await open(order.file, 'w'));
  }

  /** Returns the id by which an outcome of the row is reported. */
  async add({ prediction, cells, reasons, milliseconds }: AnsweredRow): Promise<string> {
    const { batchId, clientId, solutionId, task, modelVersion, personalData } = this.order;
    const at = new Date();
    const id = timeOrderedId(at);
    const answered = {
      ...{ id, clientId, solutionId, modelVersion, task, at, requestId: batchId, prediction, reasons },
      row: cells,
      kept: this.kept,
      latencyMs: milliseconds,
    };
    this.held.push(lineOf(recordOf(answered, this.sealer, personalData), batchId));
    if (this.held.length >= HELD_LINES) await this.write();
    return id;
  }

  async close(): Promise<void> {
    try {
      await this.write();
    } finally {
      await this.file.close();
    }
  }

  private async write(): Promise<void> {
    const lines = this.held.splice(0);
    if (lines.length > 0) await this.file.appendFile(lines.join(''));
  }
}

export interface EnteringLog {
  signal: AbortSignal;
  onProgress?: (fraction: number) => void;
}

/** A row in the order of `COLUMNS`. */
function lineOf(record: PredictionRecord, batchId: string): string {
  const { id, clientId, solutionId, modelVersion, task, at, requestId, subject, personal, score, latencyMs } = record;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return `${[
    ...[id, clientId, solutionId, modelVersion, task, at, requestId, batchId],
    bytesOf(subject),
    json(record.features),
    bytesOf(personal),
    json(record.prediction),
    ...[score, json(record.reasons), latencyMs],
  ]
    .map(cellOf)
    .join('\t')}\n`;
}

function bytesOf(base64: string | null): string | null {
  return base64 === null ? null : `\\x${Buffer.from(base64, 'base64').toString('hex')}`;
}

/** https://www.postgresql.org/docs/current/sql-copy.html, "Text Format". JSON has no control characters of its own. */
function cellOf(value: string | number | null): string {
  return value === null ? '\\N' : String(value).replaceAll('\\', '\\\\').replaceAll('\t', '\\t');
}

/**
 * Enters all rows of such a file within a transaction, but those of subjects that were erased since they were answered. Throws
 * `cancelled` after the signal; the transaction must then be taken back.
 */
export async function enterBatchLog(
  manager: EntityManager,
  { file, batchId }: Pick<BatchLogOrder, 'file' | 'batchId'>,
  { signal, onProgress }: EnteringLog,
): Promise<void> {
  const client = (await manager.queryRunner!.connect()) as PoolClient;
  const { size } = await stat(file);
  const rows = createReadStream(file, { highWaterMark: PIECE_BYTES });
  const told = async function* (pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      onProgress?.(rows.bytesRead / size);
      yield piece;
    }
  };
  const table = client.query(copyFrom(`COPY proofline.prediction (${COLUMNS.join(', ')}) FROM STDIN`));
  try {
    await pipeline(rows, told, table, { signal });
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
  // An erasure that comes later than this waits for the end of the transaction, and then finds the rows.
  await manager.query(
    `DELETE FROM proofline.prediction p USING proofline.erased_subject erased
      WHERE p.batch_id = $1 AND p.client_id = erased.client_id AND p.subject = erased.subject AND p.at <= erased.up_to`,
    [batchId],
  );
}
