import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** What makes a slot: the clock, a data set that was uploaded, or an alarm that the model no longer meets what it was judged on. */
export const TRIGGERS = ['cron', 'new-data', 'drift'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** What becomes of slots that passed while no worker was there: none of them is run, the latest, or all (the last ten). */
export const CATCH_UPS = ['none', 'latest', 'all'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** What a slot does while the run of an earlier one has not ended: it is skipped, it waits, or it ends that run. */
export const OVERLAPS = ['skip', 'queue', 'cancel-previous'] as const;
export type Overlap = (typeof OVERLAPS)[number];

/** When a solution is trained anew. */
export interface Schedule extends Owned {
  solutionId: string;
  trigger: Trigger;
  /** Five fields, for the trigger `cron`. */
  cron: string | null;
  /** IANA name of the zone whose clock `cron` speaks of. */
  timeZone: string;
  catchUp: CatchUp;
  overlap: Overlap;
  /** What is trained on; the latest data set of the solution where null. */
  datasetId: string | null;
  /** Between the beginnings of two runs at least, for the trigger `drift`: an alarm that comes and goes does not train in a loop. */
  pauseHours: number | null;
  enabled: boolean;
  /** Slots up to and at this time are no longer looked for. */
  dueAfter: Date;
  createdBy: Json;
  /** Who set it up as it is: the promotions of its models are asked for in this person's name, and approved by another one. */
  owner: string;
  createdAt: Date;
  /** When somebody deleted it. Its slots stay: they say why models were kept or swapped. */
  endedAt: Date | null;
}

export const scheduleEntity = new EntitySchema<Schedule>({
  name: 'schedule',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    trigger: { type: 'text' },
    cron: { type: 'text', nullable: true },
    timeZone: { type: 'text', name: 'time_zone' },
    catchUp: { type: 'text', name: 'catch_up' },
    overlap: { type: 'text' },
    datasetId: { type: 'uuid', name: 'dataset_id', nullable: true },
    pauseHours: { type: 'integer', name: 'pause_hours', nullable: true },
    enabled: { type: 'boolean' },
    dueAfter: { type: 'timestamptz', name: 'due_after' },
    createdBy: { type: 'jsonb', name: 'created_by' },
    owner: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
  },
});
