import type { Localized } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** An alarm of the monitoring, from when it was first seen until it was seen no more. */
export interface Alert extends Owned {
  solutionId: string;
  modelVersion: number;
  code: string;
  /** The feature or metric; empty where it is about neither. */
  about: string;
  message: Localized;
  raisedAt: Date;
  endedAt: Date | null;
}

export const alertEntity = new EntitySchema<Alert>({
  name: 'alert',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    modelVersion: { type: 'integer', name: 'model_version' },
    code: { type: 'text' },
    about: { type: 'text' },
    message: { type: 'jsonb' },
    raisedAt: { type: 'timestamptz', name: 'raised_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
  },
});
