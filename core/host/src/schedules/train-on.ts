import { type EntityManager, IsNull, Not } from 'typeorm';
import { platformRows } from '../access/scope.js';
import { datasetEntity, type StoredDataset } from '../datasets/dataset.entity.js';
import { modelVersionEntity } from '../registry/model-version.entity.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { Schedule } from './schedule.entity.js';
import { scheduleSlotEntity } from './schedule-slot.entity.js';

const HOUR_MS = 3_600_000;

/** What a slot trains on, or why it does not train. */
export type TrainOn = { dataset: StoredDataset; why?: never } | { dataset?: never; why: string };

/** Finds what a slot of a schedule is to train on at a time. */
export async function trainOn(
  manager: EntityManager,
  schedule: Schedule,
  solution: Solution,
  now: Date,
): Promise<TrainOn> {
  const dataset = await datasetOf(manager, schedule, solution);
  if (dataset === null) return { why: 'The solution has no data set to train on.' };
  if (dataset.id === solution.frozenSetId) {
    return { why: `Data set '${dataset.name}' is the frozen set, which no model is trained on.` };
  }
  const why =
    schedule.trigger === 'drift'
      ? ((await whyNothingNew(manager, solution, dataset)) ?? (await whyPause(manager, schedule, now)))
      : undefined;
  return why === undefined ? { dataset } : { why };
}

/** The one that is named, or the latest that models may be trained on. */
async function datasetOf(
  manager: EntityManager,
  { datasetId }: Schedule,
  { id: solutionId, frozenSetId }: Solution,
): Promise<StoredDataset | null> {
  const rows = platformRows(manager, datasetEntity);
  if (datasetId !== null) return rows.findOne({ id: datasetId });
  const notFrozen = frozenSetId === null ? {} : { id: Not(frozenSetId) };
  const [latest] = await rows.find({ solutionId, ...notFrozen }, { order: { createdAt: 'DESC' }, take: 1 });
  return latest ?? null;
}

/** From the same data the same model would come: an alarm is answered with what has come in since. */
async function whyNothingNew(
  manager: EntityManager,
  { id: solutionId }: Solution,
  latest: StoredDataset,
): Promise<string | undefined> {
  const champion = await platformRows(manager, modelVersionEntity).findOne({ solutionId, status: 'champion' });
  if (champion === null) return undefined;
  // A model that was brought without its data has learnt from what was there before it.
  const learnt =
    champion.datasetId === null ? null : await platformRows(manager, datasetEntity).findOne({ id: champion.datasetId });
  if (latest.createdAt > (learnt ?? champion).createdAt) return undefined;
  return `There is nothing newer to learn from: '${latest.name}', the latest data set, is not newer than what version ${champion.version} learnt from. Upload newer data and start a run.`;
}

async function whyPause(manager: EntityManager, { id, pauseHours }: Schedule, now: Date): Promise<string | undefined> {
  const [last] = await platformRows(manager, scheduleSlotEntity).find(
    { scheduleId: id, runId: Not(IsNull()) },
    { order: { enteredAt: 'DESC' }, take: 1 },
  );
  if (last === undefined || now.getTime() - last.enteredAt.getTime() >= pauseHours! * HOUR_MS) return undefined;
  return `The last run of this schedule was entered at ${last.enteredAt.toISOString().slice(0, 16)}Z; there are ${pauseHours} h between two at least.`;
}
