import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** Whom to tell. Its secret is a column that is not named here: no list reads it. */
export interface AlertHook extends Owned {
  solutionId: string;
  url: string;
  createdAt: Date;
}

export const alertHookEntity = new EntitySchema<AlertHook>({
  name: 'alert_hook',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    url: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
