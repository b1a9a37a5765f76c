import type { EntityManager } from 'typeorm';
import type { Alarm } from '../monitoring/monitoring.service.js';
import { timesBetween } from './cron.js';
import type { Schedule, Trigger } from './schedule.entity.js';

/** Alarms that say that the model no longer meets what it was judged on; those of the service are no reason to train. */
const OF_THE_MODEL: readonly Alarm['code'][] = ['PREDICTION_DRIFT', 'FEATURE_DRIFT', 'PERFORMANCE'];

type Due = (manager: EntityManager, schedule: Schedule, now: Date, most: number) => Promise<Date[]>;

/** The last slots of each trigger that are due at a time, at most so many, in order. */
export const DUE_SLOTS: Readonly<Record<Trigger, Due>> = {
  cron: async (_manager, { cron, timeZone, dueAfter }, now, most) =>
    timesBetween({ cron: cron!, timeZone }, dueAfter, now, most),

  'new-data': (manager, schedule, now, most) =>
    notInLedger(
      manager,
      `SELECT created_at AS at FROM proofline.dataset
        WHERE solution_id = $5
          AND id IS DISTINCT FROM (SELECT frozen_set_id FROM proofline.solution WHERE id = $5)`,
      [],
      schedule,
      now,
      most,
    ),

  // All that one look alarms of has one time, and is one slot. Times of the ledger are those of JavaScript, in milliseconds.
  drift: (manager, schedule, now, most) =>
    notInLedger(
      manager,
      `SELECT DISTINCT date_trunc('milliseconds', raised_at) AS at FROM proofline.alert
        WHERE solution_id = $5 AND code = ANY($6)`,
      [OF_THE_MODEL],
      schedule,
      now,
      most,
    ),
};

/** Times that something happened at and that have no slot yet. */
async function notInLedger(
  manager: EntityManager,
  happened: string,
  more: readonly unknown[],
  { id, solutionId, dueAfter }: Schedule,
  now: Date,
  most: number,
): Promise<Date[]> {
  const found: { at: Date }[] = await manager.query(
    `SELECT at FROM (${happened}) AS happened
      WHERE at > $1 AND at <= $2
        AND NOT EXISTS (SELECT FROM proofline.schedule_slot WHERE schedule_id = $3 AND slot_at = at)
      ORDER BY at DESC LIMIT $4`,
    [dueAfter, now, id, most, solutionId, ...more],
  );
  return found.map(({ at }) => at).reverse();
}
