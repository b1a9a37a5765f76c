import { EntitySchema } from 'typeorm';
import { WORKED_COLUMNS, type Worked } from '../queue/work-ledger.js';

export const DATASET_VERDICTS = ['valid', 'invalid', 'unreadable'] as const;
export type DatasetVerdict = (typeof DATASET_VERDICTS)[number];

/** By whose schema: the solution's, the champion's, or one that was inferred from the file itself. */
export const SCHEMA_SOURCES = ['solution', 'champion', 'inferred'] as const;
export type SchemaSource = (typeof SCHEMA_SOURCES)[number];

/** What was found out about a file after it was uploaded; its id is the data set's. */
export interface DatasetCheckRow extends Worked {
  solutionId: string;
  schemaSource: SchemaSource | null;
  verdict: DatasetVerdict | null;
  rows: number | null;
  columns: number | null;
  /** How many problems the validation has. */
  problems: number | null;
  fingerprint: string | null;
  /** Folder with `validation.json`, and `profile.json` of a valid file. */
  artifactKey: string | null;
}

export const datasetCheckEntity = new EntitySchema<DatasetCheckRow>({
  name: 'dataset_check',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    schemaSource: { type: 'text', name: 'schema_source', nullable: true },
    verdict: { type: 'text', nullable: true },
    rows: { type: 'integer', nullable: true },
    columns: { type: 'integer', nullable: true },
    problems: { type: 'integer', nullable: true },
    fingerprint: { type: 'text', nullable: true },
    artifactKey: { type: 'text', name: 'artifact_key', nullable: true },
    ...WORKED_COLUMNS,
  },
});
