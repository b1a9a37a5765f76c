import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** A file as it was uploaded. It is never changed. */
export interface StoredDataset extends Owned {
  solutionId: string;
  name: string;
  artifactKey: string;
  bytes: number;
  sha256: string;
  createdAt: Date;
}

export const datasetEntity = new EntitySchema<StoredDataset>({
  name: 'dataset',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    name: { type: 'text' },
    artifactKey: { type: 'text', name: 'artifact_key' },
    bytes: { type: 'bigint', transformer: { to: (value: number) => value, from: (value: string) => Number(value) } },
    sha256: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
