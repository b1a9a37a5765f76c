import { allOf, answerOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, listModels, rowsOf, type Solution } from './solutions.js';

type Schedules = paths['/v1/solutions/{solution}/schedules'];
type NewSchedule = NonNullable<Schedules['post']['requestBody']>['content']['application/json'];
type Schedule = Schedules['get']['responses'][200]['content']['application/json']['items'][number];
type Slots = paths['/v1/solutions/{solution}/schedules/{schedule}/slots']['get']['responses'][200];
type Slot = Slots['content']['application/json']['items'][number];

export const ON = ['new-data', 'drift'] as const;
export const CATCH_UPS = ['none', 'latest', 'all'] as const satisfies readonly NewSchedule['catchUp'][];
export const OVERLAPS = ['skip', 'queue', 'cancel-previous'] as const satisfies readonly NewSchedule['overlap'][];

/** Slots that are shown. */
const SHOWN_SLOTS = 10;

export interface ScheduleOptions extends PlatformFlags {
  cron?: string;
  on?: (typeof ON)[number];
  timeZone?: string;
  catchUp?: (typeof CATCH_UPS)[number];
  overlap?: (typeof OVERLAPS)[number];
  dataset?: string;
  pauseHours?: string;
}

/** Has a solution trained again and again. */
export async function scheduleAdd(io: Io, named: string, options: ScheduleOptions): Promise<void> {
  const body = wantedOf(options);
  const api = await connect(io, options);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const schedule = await answerOf(api.POST('/v1/solutions/{solution}/schedules', { params: { path }, body }));
  if (options.json === true) return printJson(io, schedule);
  io.out(`${name} is trained ${whenOf(schedule)}${nextOf(schedule)}. Schedule ${schedule.id}.\n`);
  io.out(`What becomes of it: proofline schedule show ${name}\n`);
}

function wantedOf({ cron, on, timeZone, catchUp, overlap, dataset, pauseHours }: ScheduleOptions): NewSchedule {
  if ((cron === undefined) === (on === undefined)) {
    const message = "Say when to train: --cron '0 3 * * 1' (Mondays at 3:00), --on new-data or --on drift.";
    throw new ProoflineError('invalid-input', 'SCHEDULE_WHEN', message);
  }
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(on === undefined ? {} : { trigger: on }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(catchUp === undefined ? {} : { catchUp }),
    ...(overlap === undefined ? {} : { overlap }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(pauseHours === undefined ? {} : { pauseHours: hoursOf(pauseHours) }),
  };
}

function hoursOf(text: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const message = `--pause-hours is '${text}'; it must be a whole number of hours, e.g. 24.`;
  throw new ProoflineError('invalid-input', 'PAUSE_HOURS', message);
}

export async function scheduleList(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const items = await listSchedules(api, solution);
  if (flags.json === true) return printJson(io, { items });
  if (items.length === 0) return io.out(`${name} has no schedules; make one with 'proofline schedule add ${name}'.\n`);
  const rows = items.map((one) => [
    one.id,
    whenOf(one),
    one.enabled ? 'on' : 'paused',
    timeText(one.nextSlots[0] ?? null),
    one.overlap,
    one.catchUp,
  ]);
  io.out(table(['schedule', 'trains', 'state', 'next', 'overlap', 'catch-up'], rows));
}

/** When it trains next, and what became of the last times. */
export async function scheduleShow(io: Io, named: string, id: string | undefined, flags: PlatformFlags): Promise<void> {
  const { api, solution, schedule, name } = await findSchedule(io, named, id, flags);
  const path = { solution: solution.id, schedule: schedule.id };
  const slotsAt = (query: { limit: number; after?: string }) =>
    api.GET('/v1/solutions/{solution}/schedules/{schedule}/slots', { params: { path, query } });
  if (flags.json === true) return printJson(io, { ...schedule, slots: await rowsOf(allOf(slotsAt)) });
  const { items: slots } = await answerOf(slotsAt({ limit: SHOWN_SLOTS }));
  io.out(`Schedule ${schedule.id} trains ${name} ${whenOf(schedule)}${schedule.enabled ? '' : '; it is paused'}.\n`);
  if (schedule.nextSlots.length > 0) io.out(`Next: ${schedule.nextSlots.map(timeText).join(', ')}\n`);
  if (slots.length === 0) return io.out('It has not been due yet.\n');
  const models = await listModels(api, solution);
  const versionOf = ({ runId }: Slot): string =>
    String(models.find((one) => runId !== null && one.runId === runId)?.version ?? '-');
  const rows = slots.map((one) => [timeText(one.slotAt), one.decision ?? one.status, versionOf(one)]);
  const lines = table(['due', 'what became of it', 'version'], rows).trimEnd().split('\n');
  // Reasons are sentences: they stand below their row.
  for (const [k, line] of lines.entries()) {
    io.out(`${line}\n`);
    const why = slots[k - 1]?.why;
    if (typeof why === 'string') io.out(`  ${why}\n`);
  }
}

/** Turns a schedule off, or on again. */
export async function scheduleEnable(
  io: Io,
  named: string,
  id: string | undefined,
  enabled: boolean,
  flags: PlatformFlags,
): Promise<void> {
  const { api, solution, schedule: found, name } = await findSchedule(io, named, id, flags);
  const path = { solution: solution.id, schedule: found.id };
  const schedule = await answerOf(
    api.PATCH('/v1/solutions/{solution}/schedules/{schedule}', { params: { path }, body: { enabled } }),
  );
  if (flags.json === true) return printJson(io, schedule);
  if (enabled) io.out(`${name} is trained ${whenOf(schedule)} again${nextOf(schedule)}.\n`);
  else io.out(`Schedule ${schedule.id} of ${name} is paused; what passes meanwhile is not made up for.\n`);
}

export async function scheduleRemove(
  io: Io,
  named: string,
  id: string | undefined,
  flags: PlatformFlags,
): Promise<void> {
  const { api, solution, schedule: found, name } = await findSchedule(io, named, id, flags);
  const path = { solution: solution.id, schedule: found.id };
  const schedule = await answerOf(api.DELETE('/v1/solutions/{solution}/schedules/{schedule}', { params: { path } }));
  if (flags.json === true) printJson(io, schedule);
  else io.out(`Schedule ${schedule.id} of ${name} is removed; a run that it has started goes on.\n`);
}

async function listSchedules(api: Api, { id }: Solution): Promise<Schedule[]> {
  const path = { solution: id };
  return rowsOf(allOf((query) => api.GET('/v1/solutions/{solution}/schedules', { params: { path, query } })));
}

/** By its id or the start of it; without one, the only one that there is. */
async function findSchedule(io: Io, named: string, id: string | undefined, flags: PlatformFlags) {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const all = await listSchedules(api, solution);
  const found = all.filter((one) => id === undefined || one.id.startsWith(id));
  if (found.length === 1) return { api, solution, name, schedule: found[0]! };
  const there =
    all.length === 0 ? 'There are none.' : `There are:\n${all.map((one) => `- ${one.id}, ${whenOf(one)}`).join('\n')}`;
  if (found.length === 0) {
    const which = id === undefined ? 'no schedule' : `no schedule '${id}'`;
    throw new ProoflineError('not-found', 'SCHEDULE_UNKNOWN', `${name} has ${which}. ${there}`);
  }
  throw new ProoflineError('invalid-input', 'SCHEDULE_AMBIGUOUS', `Say which schedule of ${name} is meant. ${there}`);
}

function whenOf({ trigger, cron, timeZone, pauseHours }: Schedule): string {
  if (trigger === 'new-data') return 'on new data';
  if (trigger === 'drift') return `on drift, ${pauseHours} h apart at least`;
  return `at '${cron}' ${timeZone}`;
}

function nextOf({ nextSlots: [next] }: Schedule): string {
  return next === undefined ? '' : `, next ${timeText(next)}`;
}
