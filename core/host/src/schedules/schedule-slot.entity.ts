import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/**
 * A slot is `skipped`, or it is `started` and its run ends in a decision. Before that the gate may be `judging` its model, and the
 * model may be `proposed`: it has passed and waits for a person.
 */
export const SLOT_STATUSES = ['waiting', 'started', 'skipped', 'judging', 'proposed', 'decided'] as const;
export type SlotStatus = (typeof SLOT_STATUSES)[number];

/** What became of the model that answers. */
export const DECISIONS = ['kept', 'swapped'] as const;
export type Decision = (typeof DECISIONS)[number];

/** One time at which a schedule was due, and what became of it. There is one row a slot, for any number of workers. */
export interface ScheduleSlot extends Owned {
  scheduleId: string;
  slotAt: Date;
  status: SlotStatus;
  runId: string | null;
  /** By which its model is to become the one that answers. */
  promotionId: string | null;
  /** `null` until it is decided. */
  decision: Decision | null;
  /** Why it was skipped, is proposed, or decided so. */
  why: string | null;
  enteredAt: Date;
  decidedAt: Date | null;
  /** Who decided, where that was a person. */
  decidedBy: string | null;
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
    promotionId: { type: 'uuid', name: 'promotion_id', nullable: true },
    decision: { type: 'text', nullable: true },
    why: { type: 'text', nullable: true },
    enteredAt: { type: 'timestamptz', name: 'entered_at' },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
    decidedBy: { type: 'text', name: 'decided_by', nullable: true },
  },
});
