import type { Json, Problem } from '@proofline/learn';
import type { Language, TableFormat } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import { WORKED_COLUMNS, type Worked } from '../queue/work-ledger.js';

/** A file that the champion answers, row by row. */
export interface Batch extends Worked {
  solutionId: string;
  task: string;
  /** The data set that is answered; null where the file came with the request. */
  datasetId: string | null;
  /** Name of the file. */
  name: string;
  /** Of the file; null once it came with the request and was deleted. */
  inputKey: string | null;
  bytes: number;
  sha256: string;
  /** How many reasons each row comes with, at most. */
  reasons: number;
  format: TableFormat;
  language: Language;
  /** Whether answers are entered into the prediction log. */
  log: boolean;
  /** The champion when a worker began it first; it answers all rows. */
  modelId: string | null;
  modelVersion: number | null;
  /** All rows of the file; those answered, and those refused. */
  rows: number | null;
  scored: number | null;
  refused: number | null;
  /** What is wrong with refused rows, one for each column and kind. */
  problems: Problem[] | null;
  /** Of the answers, and of what is wrong with each refused row; null before they are there and once they are deleted. */
  resultKey: string | null;
  errorsKey: string | null;
  requestedBy: Json;
  /** When file and result were deleted, because they were old enough. */
  deletedAt: Date | null;
}

export const batchEntity = new EntitySchema<Batch>({
  name: 'batch',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    task: { type: 'text' },
    datasetId: { type: 'uuid', name: 'dataset_id', nullable: true },
    name: { type: 'text' },
    inputKey: { type: 'text', name: 'input_key', nullable: true },
    bytes: { type: 'bigint', transformer: { to: (value: number) => value, from: (value: string) => Number(value) } },
    sha256: { type: 'text' },
    reasons: { type: 'integer' },
    format: { type: 'text' },
    language: { type: 'text' },
    log: { type: 'boolean' },
    modelId: { type: 'uuid', name: 'model_id', nullable: true },
    modelVersion: { type: 'integer', name: 'model_version', nullable: true },
    rows: { type: 'integer', nullable: true },
    scored: { type: 'integer', nullable: true },
    refused: { type: 'integer', nullable: true },
    problems: { type: 'jsonb', nullable: true },
    resultKey: { type: 'text', name: 'result_key', nullable: true },
    errorsKey: { type: 'text', name: 'errors_key', nullable: true },
    requestedBy: { type: 'jsonb', name: 'requested_by' },
    deletedAt: { type: 'timestamptz', name: 'deleted_at', nullable: true },
    ...WORKED_COLUMNS,
  },
});
