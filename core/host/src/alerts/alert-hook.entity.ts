import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** What an address can be told of: alarms of the monitoring, and what happens in conversations. */
export const HOOK_EVENTS = ['alert.raised', 'handover.created', 'action.requested', 'message.received'] as const;
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Whom to tell. Its secret is a column that is not named here: no list reads it. */
export interface AlertHook extends Owned {
  solutionId: string;
  url: string;
  events: HookEvent[];
  createdAt: Date;
}

export const alertHookEntity = new EntitySchema<AlertHook>({
  name: 'alert_hook',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    url: { type: 'text' },
    events: { type: 'text', array: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
