import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

export const SLOT_STATUSES = ['waiting', 'started', 'skipped', 'decided'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** `proposed`: the new model is waiting for somebody to promote it. */
export const DECISIONS = ['kept', 'swapped', 'proposed'] as const;
export type DecisionWord = (typeof DECISIONS)[number];

/** One time at which a schedule was due, and what became of it. There is one row a slot, for any number of workers. */
export interface ScheduleSlot extends Owned {
  scheduleId: string;
  slotAt: Date;
  status: SlotStatus;
  runId: string | null;
  /** What became of the model that answers, once the run has ended. */
  decision: DecisionWord | null;
  /** Why it was skipped, or decided so. */
  why: string | null;
  enteredAt: Date;
  decidedAt: Date | null;
}

export const scheduleSlotEntity = new EntitySchema<ScheduleSlot>({
  name: 'schedule_slot',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    scheduleId: { type: 'uuid', name: 'schedule_id' },
    slotAt: { type: 'timestamptz', name: 'slot_at' },
    status: { type: 'text' },
    runId: { type: 'uuid', name: 'run_id', nullable: true },
    decision: { type: 'text', nullable: true },
    why: { type: 'text', nullable: true },
    enteredAt: { type: 'timestamptz', name: 'entered_at' },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
  },
});
