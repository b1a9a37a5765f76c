import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AuditTrail,
  DatasetsService,
  type NewSchedule,
  type RunOutcome,
  type Schedule,
  Scheduler,
  type ScheduleSlot,
  SchedulesService,
  type Solution,
  TrainingService,
} from '../src/index.js';
import { modelVersionEntity } from '../src/registry/model-version.entity.js';
import { makeApprovedChampion } from '../src/testing/index.js';
import { ADMIN, openTestHost, type TestHost } from './open-test-host.js';

let host: TestHost;
let other: TestHost;
let now: Date;

beforeAll(async () => {
  host = await openTestHost();
  other = await openTestHost(host.databaseUrl);
});
afterAll(async () => {
  await other.stop();
  await host.stop();
});

const at = (text: string): Date => new Date(text);
const schedulesOf = ({ app, source }: TestHost): SchedulesService =>
  new SchedulesService(source, app.get(AuditTrail), app.get(DatasetsService), () => now);
/** A scheduler as a worker that has just started has it. */
const schedulerOf = ({ app, source }: TestHost): Scheduler =>
  new Scheduler(source, app.get(AuditTrail), app.get(TrainingService), pino({ level: 'silent' }));

async function tick(time: string, ...hosts: TestHost[]): Promise<void> {
  now = at(time);
  await Promise.all((hosts.length === 0 ? [host] : hosts).map((one) => schedulerOf(one).tick(now)));
}

/** A solution with a data set, and a schedule that was made at a time. */
async function scheduled(slug: string, madeAt: string, wanted: NewSchedule) {
  const solution = await host.newSolution(slug);
  await host.upload(solution, 'first.csv');
  now = at(madeAt);
  const schedule = await schedulesOf(host).create(ADMIN, solution, wanted);
  return { solution, schedule, ...reader(solution, schedule) };
}

function reader(solution: Solution, schedule: Schedule) {
  const slots = async (): Promise<ScheduleSlot[]> =>
    (await schedulesOf(host).slots(ADMIN, solution, schedule.id)).reverse();
  const runs = () => host.app.get(TrainingService).list(ADMIN, solution);
  return { slots, runs };
}

const brief = (slots: ScheduleSlot[]) =>
  slots.map(({ slotAt, status }) => `${slotAt.toISOString().slice(0, 16)} ${status}`);

/** Ends a run as a worker does, with a model that measured so much. */
async function succeed(solution: Solution, runId: string, version: number, value: number): Promise<string> {
  const training = host.app.get(TrainingService);
  const run = await training.begin(runId);
  const outcome: RunOutcome = {
    verdict: 'GO',
    champion: 'scorecard',
    primary: { metric: 'auc', value, better: 'higher', interval: [value - 0.02, value + 0.02] },
    modelHash: `hash ${version}`,
  };
  const id = randomUUID();
  await training.succeed(run!, outcome, (manager) =>
    manager.getRepository(modelVersionEntity).insert({
      id,
      clientId: solution.clientId,
      solutionId: solution.id,
      runId,
      version,
      status: 'candidate',
      candidate: 'scorecard',
      modelHash: `hash ${version}`,
      packageHash: `package ${version}`,
      artifactKey: 'none',
      verdict: 'GO',
      createdAt: new Date(),
      promotedAt: null,
    }),
  );
  return id;
}

describe('a slot', () => {
  it('is run once, however many workers look at it at the same time', async () => {
    const { slots, runs } = await scheduled('many', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
    await tick('2026-01-05T03:00:02Z', host, other, host, other, host, other);
    expect(brief(await slots())).toEqual(['2026-01-05T03:00 started']);
    expect(await runs()).toHaveLength(1);
    expect((await runs())[0]).toMatchObject({ status: 'queued', requestedBy: { system: 'schedules' } });
  });

  it('is not run again by a worker that was started anew, nor by one whose clock is behind', async () => {
    const { slots, runs } = await scheduled('restart', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
    await tick('2026-01-05T03:00:02Z');
    await tick('2026-01-05T03:00:01Z', other);
    await tick('2026-01-05T03:00:30Z', other);
    expect(await slots()).toHaveLength(1);
    expect(await runs()).toHaveLength(1);
  });

  it('is refused a second row by the database itself', async () => {
    const { slots } = await scheduled('unique', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
    await tick('2026-01-05T03:00:02Z');
    const [slot] = await slots();
    const again = host.source.query(
      `INSERT INTO proofline.schedule_slot (id, client_id, schedule_id, slot_at, status, entered_at)
       SELECT gen_random_uuid(), client_id, schedule_id, slot_at, 'waiting', now() FROM proofline.schedule_slot WHERE id = $1`,
      [slot!.id],
    );
    await expect(again).rejects.toThrow('schedule_slot_schedule_id_slot_at_key');
  });

  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:30']],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
  ])('comes once on the night the clocks of %s are changed', async (timeZone, cron, from, expected) => {
    const { slots } = await scheduled(`dst-${cron.slice(3, 4)}`, from, { cron, timeZone, overlap: 'queue' });
    for (let minutes = 0; minutes <= 48 * 60; minutes += 30) {
      await tick(new Date(at(from).getTime() + minutes * 60_000).toISOString());
    }
    expect((await slots()).map(({ slotAt }) => slotAt.toISOString().slice(0, 16))).toEqual(expected);
  });
});

describe('slots that passed while no worker was there', () => {
  const away = async (slug: string, wanted: NewSchedule) => {
    const made = await scheduled(slug, '2026-02-01T00:00Z', { cron: '0 3 * * *', ...wanted });
    await tick('2026-02-04T12:00Z');
    return made;
  };

  it("are written down and not run, with 'none'", async () => {
    const { slots, runs } = await away('missed-none', { catchUp: 'none' });
    expect(brief(await slots())).toEqual([
      '2026-02-01T03:00 skipped',
      '2026-02-02T03:00 skipped',
      '2026-02-03T03:00 skipped',
      '2026-02-04T03:00 skipped',
    ]);
    expect((await slots())[3]!.why).toContain('missed by 9 h');
    expect(await runs()).toHaveLength(0);
  });

  it("are made up for once, with 'latest'", async () => {
    const { slots, runs } = await away('missed-latest', { catchUp: 'latest' });
    expect(brief(await slots()).at(-1)).toBe('2026-02-04T03:00 started');
    expect((await slots()).filter(({ status }) => status === 'skipped')).toHaveLength(3);
    expect(await runs()).toHaveLength(1);
  });

  it("are made up for one after the other, with 'all' and 'queue'", async () => {
    const { slots, runs, solution } = await away('missed-all', { catchUp: 'all', overlap: 'queue' });
    expect(brief(await slots())).toEqual([
      '2026-02-01T03:00 started',
      '2026-02-02T03:00 waiting',
      '2026-02-03T03:00 waiting',
      '2026-02-04T03:00 waiting',
    ]);
    for (let version = 1; version <= 4; version++) {
      const open = (await runs()).filter(({ status }) => status === 'queued');
      expect(open).toHaveLength(1);
      await succeed(solution, open[0]!.id, version, 0.8);
      await tick(`2026-02-04T12:0${version}Z`);
    }
    expect((await slots()).map(({ status }) => status)).toEqual(['decided', 'decided', 'decided', 'decided']);
  });

  it('are not made up for where the schedule was off, or its times were changed', async () => {
    const { solution, schedule, slots } = await scheduled('off', '2026-02-01T00:00Z', { cron: '0 3 * * *' });
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: false });
    await tick('2026-02-03T12:00Z');
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: true });
    await tick('2026-02-03T12:01Z');
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { cron: '30 11 * * *' });
    await tick('2026-02-03T12:02Z');
    expect(await slots()).toEqual([]);
  });
});

describe('a slot that comes while the run of an earlier one has not ended', () => {
  const twice = async (slug: string, overlap: 'skip' | 'queue' | 'cancel-previous') => {
    const made = await scheduled(slug, '2026-01-05T00:00Z', { cron: '0 * * * *', overlap });
    await tick('2026-01-05T01:00:01Z');
    const [first] = await made.runs();
    await host.app.get(TrainingService).begin(first!.id);
    await tick('2026-01-05T02:00:01Z');
    return made;
  };

  it("is skipped, with 'skip', and says for which run", async () => {
    const { slots, runs } = await twice('overlap-skip', 'skip');
    expect(brief(await slots())).toEqual(['2026-01-05T01:00 started', '2026-01-05T02:00 skipped']);
    const [run] = await runs();
    expect((await slots())[1]!.why).toContain(run!.id);
  });

  it("waits, with 'queue', and is run when that one has ended", async () => {
    const { slots, runs, solution } = await twice('overlap-queue', 'queue');
    expect(brief(await slots())).toEqual(['2026-01-05T01:00 started', '2026-01-05T02:00 waiting']);
    await succeed(solution, (await runs())[0]!.id, 1, 0.8);
    await tick('2026-01-05T02:10Z', host, other);
    expect(brief(await slots())).toEqual(['2026-01-05T01:00 decided', '2026-01-05T02:00 started']);
    expect(await runs()).toHaveLength(2);
  });

  it("ends that run, with 'cancel-previous'", async () => {
    const { slots, runs } = await twice('overlap-cancel', 'cancel-previous');
    expect((await runs()).map(({ status }) => status)).toEqual(['queued', 'cancelling']);
    await host.app.get(TrainingService).cancelled((await runs())[1]!.id);
    await tick('2026-01-05T02:10Z');
    expect((await slots())[0]).toMatchObject({ status: 'decided', decision: 'kept', why: 'The run was cancelled.' });
  });
});

describe('the decision', () => {
  it('is written once when the run has ended, against the model that answers', async () => {
    const { solution, slots, runs } = await scheduled('decided', '2026-01-05T00:00Z', { cron: '0 * * * *' });
    const values = [0.8, 0.85, 0.7];
    for (const [k, value] of values.entries()) {
      await tick(`2026-01-05T0${k + 1}:00:01Z`);
      const id = await succeed(solution, (await runs())[0]!.id, k + 1, value);
      await tick(`2026-01-05T0${k + 1}:10Z`, host, other);
      if (k === 0)
        await makeApprovedChampion(host.source.manager, { id, clientId: solution.clientId, solutionId: solution.id });
    }
    expect((await slots()).map(({ decision }) => decision)).toEqual(['proposed', 'proposed', 'kept']);
    expect((await slots())[2]!.why).toBe(
      'Version 3 has auc 0.7000, version 1 0.8000, beyond its interval of 0.6800 to 0.7200: it is worse.',
    );
    const [{ count }] = await host.source.query(
      `SELECT count(*)::int AS count FROM proofline.audit_entry WHERE action = 'schedule.decided' AND subject->>'solution' = $1`,
      [solution.id],
    );
    expect(count).toBe(3);
  });
});

it('is decided anew where the run was a dead letter that was replayed', async () => {
  const { solution, slots, runs } = await scheduled('replayed', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
  await tick('2026-01-05T03:00:01Z');
  const [run] = await runs();
  const training = host.app.get(TrainingService);
  await training.begin(run!.id);
  await training.failed(run!.id, 'outage', { detail: 'The disk was full.' });
  await tick('2026-01-05T03:10Z');
  expect(await slots()).toMatchObject([{ decision: 'kept', why: 'The run failed: The disk was full.' }]);
  await training.replay(ADMIN, run!.id);
  await tick('2026-01-05T03:11Z');
  expect(await slots()).toMatchObject([{ status: 'started', decision: null, why: null }]);
  await succeed(solution, run!.id, 1, 0.8);
  await tick('2026-01-05T03:20Z');
  expect(await slots()).toMatchObject([{ status: 'decided', decision: 'proposed' }]);
});

describe('new data', () => {
  it('are trained on once each, also where the upload was entered a little late', async () => {
    const { solution, slots, runs } = await scheduled('new-data', '2026-01-05T00:00Z', {
      trigger: 'new-data',
      overlap: 'queue',
    });
    const first = (await host.app.get(DatasetsService).list(ADMIN, solution))[0]!;
    const backdate = (id: string, time: string) =>
      host.source.query('UPDATE proofline.dataset SET created_at = $2 WHERE id = $1', [id, at(time)]);
    await backdate(first.id, '2026-01-04T00:00Z');
    await tick('2026-01-05T01:00Z');
    expect(await slots()).toEqual([]);
    const second = await host.upload(solution, 'second.csv');
    await backdate(second.id, '2026-01-05T00:59:59.500Z');
    await tick('2026-01-05T01:01Z', host, other);
    await tick('2026-01-05T01:02Z', host, other);
    expect(brief(await slots())).toEqual(['2026-01-05T00:59 started']);
    expect(await runs()).toMatchObject([{ datasetId: second.id }]);
  });
});

describe('a schedule does nothing', () => {
  it('where its solution is archived, and makes up for nothing when it comes back', async () => {
    const { solution, slots } = await scheduled('retired', '2026-01-05T00:00Z', { cron: '0 3 * * *', catchUp: 'all' });
    const stage = (name: string) =>
      host.source.query('UPDATE proofline.solution SET stage = $2 WHERE id = $1', [solution.id, name]);
    await stage('retired');
    await tick('2026-01-06T12:00Z');
    await stage('live');
    await tick('2026-01-06T12:01Z');
    expect(await slots()).toEqual([]);
  });

  it('where its solution is gone', async () => {
    const solution = await host.newSolution('gone');
    now = at('2026-01-05T00:00Z');
    const schedule = await schedulesOf(host).create(ADMIN, solution, { cron: '0 3 * * *' });
    await host.source.query('DELETE FROM proofline.solution WHERE id = $1', [solution.id]);
    await tick('2026-01-06T12:00Z');
    const [{ count }] = await host.source.query(
      'SELECT count(*)::int AS count FROM proofline.schedule_slot WHERE schedule_id = $1',
      [schedule.id],
    );
    expect(count).toBe(0);
  });

  it('where it was deleted; its slots can still be read', async () => {
    const { solution, schedule, slots } = await scheduled('deleted', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
    await tick('2026-01-05T03:00:01Z');
    await schedulesOf(host).end(ADMIN, solution, schedule.id);
    await tick('2026-01-06T03:00:01Z');
    expect(await slots()).toHaveLength(1);
    expect(await schedulesOf(host).list(ADMIN, solution)).toEqual([]);
    await expect(schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: true })).rejects.toThrow(
      'was deleted',
    );
  });

  it('but write it down where there is nothing to train on', async () => {
    const solution = await host.newSolution('empty');
    now = at('2026-01-05T00:00Z');
    const schedule = await schedulesOf(host).create(ADMIN, solution, { cron: '0 3 * * *' });
    await tick('2026-01-05T03:00:01Z');
    expect(await reader(solution, schedule).slots()).toMatchObject([
      { status: 'skipped', why: 'The solution has no data set to train on.' },
    ]);
  });
});

it('does not keep other schedules waiting where one cannot be dealt with', async () => {
  const broken = await scheduled('broken', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
  const sound = await scheduled('sound', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
  await host.source.query(`UPDATE proofline.schedule SET cron = 'nonsense' WHERE id = $1`, [broken.schedule.id]);
  await tick('2026-01-05T03:00:01Z');
  expect(await sound.slots()).toHaveLength(1);
});
