import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AuditTrail,
  DatasetsService,
  GateLedger,
  type NewSchedule,
  type Principal,
  PromotionsService,
  type RunOutcome,
  type Schedule,
  Scheduler,
  type ScheduleSlot,
  SchedulesService,
  SlotDecisions,
  type Solution,
  TrainingService,
} from '../src/index.js';
import { modelVersionEntity } from '../src/registry/model-version.entity.js';
import { makeApprovedChampion } from '../src/testing/index.js';
import { ADMIN, openTestHost, type TestHost } from './open-test-host.js';

let host: TestHost;
let other: TestHost;
let now: Date;
const log = pino({ level: 'silent' });

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
  new Scheduler(
    source,
    app.get(TrainingService),
    new SlotDecisions(source, app.get(AuditTrail), app.get(PromotionsService), log),
    log,
  );

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
    (await schedulesOf(host).slots(ADMIN, solution, schedule.id, { limit: 1_000 })).items.reverse();
  const runs = () =>
    host.app
      .get(TrainingService)
      .page(ADMIN, solution, { limit: 1_000 })
      .then(({ items }) => items);
  return { slots, runs };
}

const brief = (slots: ScheduleSlot[]) =>
  slots.map(({ slotAt, status }) => `${slotAt.toISOString().slice(0, 16)} ${status}`);

/** Ends a run as a worker does, with a model. */
async function succeed(
  solution: Solution,
  runId: string,
  version: number,
  modelHash = `hash ${version}`,
): Promise<string> {
  const training = host.app.get(TrainingService);
  const run = await training.begin(runId);
  const outcome: RunOutcome = {
    verdict: 'GO',
    champion: 'scorecard',
    primary: { metric: 'auc', value: 0.8, better: 'higher', interval: [0.78, 0.82] },
    modelHash,
  };
  const id = randomUUID();
  await training.succeed(run!, outcome, (manager) =>
    manager.getRepository(modelVersionEntity).insert({
      id,
      clientId: solution.clientId,
      solutionId: solution.id,
      runId,
      datasetId: run!.datasetId,
      version,
      status: 'candidate',
      candidate: 'scorecard',
      modelHash,
      packageHash: `package ${version}`,
      artifactKey: 'none',
      verdict: 'GO',
      createdAt: new Date(),
      promotedAt: null,
    }),
  );
  return id;
}

const promotionsOf = (solution: Solution) =>
  host.app
    .get(PromotionsService)
    .page(ADMIN, solution, { limit: 1_000 })
    .then(({ items }) => items);

/** Has the gate find this of the newest promotion, as a worker does. */
async function judge(solution: Solution, passed: boolean): Promise<void> {
  const gate = host.app.get(GateLedger);
  const judging = await gate.begin((await promotionsOf(solution))[0]!.id);
  const en = passed ? 'It is level.' : 'It is worse by 0.1.';
  await gate.conclude(judging!, [{ id: 'comparison', passed, measured: null, bound: null, text: { en, zh: en } }]);
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
      await succeed(solution, open[0]!.id, version);
      await tick(`2026-02-04T12:0${version}Z`);
    }
    expect((await slots()).map(({ status }) => status)).toEqual(['judging', 'judging', 'judging', 'judging']);
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
    await succeed(solution, (await runs())[0]!.id, 1);
    await tick('2026-01-05T02:10Z', host, other);
    expect(brief(await slots())).toEqual(['2026-01-05T01:00 judging', '2026-01-05T02:00 started']);
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

describe('what a scheduled run made', () => {
  const ANN: Principal = { ...ADMIN, owner: 'ann@acme.example' };
  const decide = async (solution: Solution, version: number, what: 'approve' | 'reject', by = ANN) => {
    const [promotion] = await promotionsOf(solution);
    const promotions = host.app.get(PromotionsService);
    const reason = 'So be it.';
    return what === 'approve'
      ? promotions.approve(by, solution, version, promotion!.id, { reason })
      : promotions.reject(by, solution, version, promotion!.id, reason);
  };
  const decisions = async ({ id }: Solution) =>
    host.source.query(
      `SELECT detail->>'decision' AS decision FROM proofline.audit_entry
        WHERE action = 'schedule.decided' AND subject->>'solution' = $1 ORDER BY at`,
      [id],
    );
  const everyWorker = () => [host, other, host, other];

  /** A schedule whose run has ended with a model. */
  const trained = async (slug: string) => {
    const made = await scheduled(slug, '2026-01-05T00:00Z', { cron: '0 * * * *' });
    await tick('2026-01-05T01:00:01Z');
    await succeed(made.solution, (await made.runs())[0]!.id, 1);
    return made;
  };

  it('is judged by the gate, once, proposed, and decided by a person who did not set the schedule up', async () => {
    const { solution, slots } = await trained('swapped');
    await tick('2026-01-05T01:10Z', ...everyWorker());
    await tick('2026-01-05T01:11Z', ...everyWorker());
    const [promotion, ...others] = await promotionsOf(solution);
    expect(others).toEqual([]);
    expect(promotion).toMatchObject({
      status: 'queued',
      requestedBy: { system: 'schedules' },
      requestedOwner: ADMIN.owner,
    });
    expect(await slots()).toMatchObject([
      { status: 'judging', promotionId: promotion!.id, decision: null, why: null, decidedAt: null },
    ]);

    await judge(solution, true);
    await tick('2026-01-05T01:12Z', ...everyWorker());
    expect(await slots()).toMatchObject([
      { status: 'proposed', decision: null, why: expect.stringContaining('It is level.'), decidedAt: null },
    ]);
    expect(await decisions(solution)).toEqual([]);
    await expect(decide(solution, 1, 'approve', ADMIN)).rejects.toThrow('somebody else must approve it');

    const { decidedAt } = await decide(solution, 1, 'approve');
    await tick('2026-01-05T01:13Z', ...everyWorker());
    const why = 'ann@acme.example approved version 1: So be it.';
    expect(await slots()).toMatchObject([
      { status: 'decided', decision: 'swapped', why, decidedBy: ANN.owner, decidedAt },
    ]);
    await tick('2026-01-05T01:14Z', ...everyWorker());
    expect(await decisions(solution)).toEqual([{ decision: 'swapped' }]);
  });

  it('is kept out where the gate refuses it, for the checks that failed', async () => {
    const { solution, slots } = await trained('refused');
    await tick('2026-01-05T01:10Z');
    await judge(solution, false);
    await tick('2026-01-05T01:11Z', ...everyWorker());
    const why = 'The gate refuses version 1. comparison: It is worse by 0.1.';
    expect(await slots()).toMatchObject([{ status: 'decided', decision: 'kept', why, decidedBy: null }]);
    expect(await decisions(solution)).toEqual([{ decision: 'kept' }]);
  });

  it('is kept out where a person rejects it', async () => {
    const { solution, slots } = await trained('rejected');
    await tick('2026-01-05T01:10Z');
    await judge(solution, true);
    // Gate and person were quicker than any worker that looks.
    await decide(solution, 1, 'reject');
    await tick('2026-01-05T01:11Z', ...everyWorker());
    const why = 'ann@acme.example rejected version 1: So be it.';
    expect(await slots()).toMatchObject([{ status: 'decided', decision: 'kept', why, decidedBy: ANN.owner }]);
  });

  it('is kept out where another frozen set comes in between', async () => {
    const { solution, slots } = await trained('outdated');
    await tick('2026-01-05T01:10Z');
    await judge(solution, true);
    await tick('2026-01-05T01:11Z');
    await host.app.get(PromotionsService).markFrozenSet(ADMIN, solution, await host.upload(solution, 'frozen.csv'));
    await tick('2026-01-05T01:12Z', ...everyWorker());
    expect(await slots()).toMatchObject([{ decision: 'kept', why: expect.stringContaining('Another frozen set') }]);
  });

  it('is not judged where the same model answers, or is being judged', async () => {
    const { solution, slots, runs } = await trained('the-same');
    await tick('2026-01-05T01:10Z');
    await tick('2026-01-05T02:00:01Z');
    await succeed(solution, (await runs())[0]!.id, 2, 'hash 1');
    await tick('2026-01-05T02:10Z', ...everyWorker());
    await judge(solution, true);
    await decide(solution, 1, 'approve');
    await tick('2026-01-05T03:00:01Z');
    await succeed(solution, (await runs())[0]!.id, 3, 'hash 1');
    await tick('2026-01-05T03:10Z', ...everyWorker());
    expect((await slots()).map(({ decision, why }) => [decision, why])).toEqual([
      ['swapped', expect.anything()],
      ['kept', 'Version 2 is the same model as version 1, whose promotion is not decided yet.'],
      ['kept', 'Version 3 is the same model as version 1: the data say nothing new.'],
    ]);
    expect(await promotionsOf(solution)).toHaveLength(1);
  });

  it('goes by the promotion that a person was quicker to ask for', async () => {
    const { solution, slots } = await trained('asked');
    const asked = await host.app.get(PromotionsService).request(ANN, solution, 1, null);
    await tick('2026-01-05T01:10Z', ...everyWorker());
    expect(await promotionsOf(solution)).toHaveLength(1);
    expect(await slots()).toMatchObject([{ status: 'judging', promotionId: asked.id }]);
  });

  it('is asked for in the name of whoever changed the schedule last', async () => {
    const { solution, schedule } = await trained('changed');
    await schedulesOf(host).change(ANN, solution, schedule.id, { overlap: 'queue' });
    await tick('2026-01-05T01:10Z');
    expect(await promotionsOf(solution)).toMatchObject([{ requestedOwner: ANN.owner }]);
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
  await succeed(solution, run!.id, 1);
  await tick('2026-01-05T03:20Z');
  expect(await slots()).toMatchObject([{ status: 'judging', decision: null }]);
});

it('is not decided on a failure that is replayed at the same moment', async () => {
  const { solution, slots, runs } = await scheduled('replayed-now', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
  await tick('2026-01-05T03:00:01Z');
  const [run] = await runs();
  const training = host.app.get(TrainingService);
  await training.begin(run!.id);
  await training.failed(run!.id, 'outage', { detail: 'The disk was full.' });
  // The replay has done all but its entry in the trail when a worker looks.
  const trail = host.source.createQueryRunner();
  await trail.startTransaction();
  await trail.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`audit ${solution.clientId}`]);
  const locks = async () => {
    const [{ count }] = await host.source.query(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return count;
  };
  const replayed = training.replay(ADMIN, run!.id);
  await expect.poll(locks).toBe(1);
  const ticked = tick('2026-01-05T03:10Z', other);
  await expect.poll(locks).toBe(2);
  await trail.commitTransaction();
  await trail.release();
  await Promise.all([replayed, ticked]);
  expect(await slots()).toMatchObject([{ status: 'started', decision: null }]);
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
    // What models are only compared on is no new data to learn from.
    const frozen = await host.upload(solution, 'frozen.csv');
    await host.app.get(PromotionsService).markFrozenSet(ADMIN, solution, frozen);
    await backdate(frozen.id, '2026-01-05T01:02:30Z');
    await tick('2026-01-05T01:03Z');
    expect(await slots()).toHaveLength(1);
  });
});

describe('an alarm', () => {
  /** Alarms of one look at the model. */
  const raise = async ({ id, clientId }: Solution, time: string, ...codes: string[]) => {
    for (const code of codes) {
      await host.source.query(
        `INSERT INTO proofline.alert (id, client_id, solution_id, model_version, code, about, message, raised_at)
         VALUES (gen_random_uuid(), $1, $2, 1, $3, gen_random_uuid(), '{"en": "", "zh": ""}', $4::timestamptz + interval '123456 microseconds')`,
        [clientId, id, code, at(time)],
      );
    }
  };
  /** A model that learnt from the one file that there is and answers, watched by a schedule. */
  const answering = async (slug: string, wanted: NewSchedule = {}) => {
    const made = await scheduled(slug, '2026-01-05T00:00Z', { trigger: 'drift', ...wanted });
    const { solution } = made;
    const [first] = await host.app.get(DatasetsService).list(ADMIN, solution);
    const { id } = await host.app.get(TrainingService).request(ADMIN, solution, first!);
    const model = await succeed(solution, id, 1);
    await makeApprovedChampion(host.source.manager, { ...solution, id: model, solutionId: solution.id });
    return { ...made, first: first! };
  };

  it('starts a run on newer data, once for all that one look alarms of', async () => {
    const { solution, slots, runs } = await answering('drift');
    const newer = await host.upload(solution, 'newer.csv');
    await raise(solution, '2026-01-05T01:00Z', 'REQUESTS_FAIL');
    await tick('2026-01-05T01:00:05Z');
    expect(await slots()).toEqual([]);
    await raise(solution, '2026-01-05T02:00Z', 'PREDICTION_DRIFT', 'FEATURE_DRIFT', 'FEATURE_DRIFT');
    await tick('2026-01-05T02:00:05Z', host, other, host, other);
    await tick('2026-01-05T02:00:10Z', host, other);
    expect(brief(await slots())).toEqual(['2026-01-05T02:00 started']);
    expect(await runs()).toHaveLength(2);
    expect((await runs())[0]).toMatchObject({ datasetId: newer.id, requestedBy: { system: 'schedules' } });
  });

  it('starts none where nothing newer is there than what the model learnt from, and says so', async () => {
    const { solution, slots, runs } = await answering('nothing-newer');
    // Rows that no model is trained on are none to learn from.
    await host.app.get(PromotionsService).markFrozenSet(ADMIN, solution, await host.upload(solution, 'frozen.csv'));
    await raise(solution, '2026-01-05T02:00Z', 'PERFORMANCE');
    await tick('2026-01-05T02:00:05Z', host, other);
    expect(await slots()).toMatchObject([
      {
        status: 'skipped',
        why: expect.stringContaining("'first.csv', the latest data set, is not newer than what version 1"),
      },
    ]);
    expect(await runs()).toHaveLength(1);
  });

  it('that comes and goes does not train in a loop', async () => {
    const { solution, slots, runs } = await answering('loop', { pauseHours: 12 });
    await host.upload(solution, 'newer.csv');
    for (const hour of ['02', '03', '13', '14']) {
      await raise(solution, `2026-01-05T${hour}:00Z`, 'FEATURE_DRIFT');
      await tick(`2026-01-05T${hour}:00:05Z`, host, other);
      if (hour === '02') await host.app.get(TrainingService).cancel(ADMIN, solution, (await runs())[0]!.id);
    }
    expect(brief(await slots())).toEqual([
      '2026-01-05T02:00 decided',
      '2026-01-05T03:00 skipped',
      '2026-01-05T13:00 skipped',
      '2026-01-05T14:00 started',
    ]);
    expect((await slots())[1]!.why).toContain('there are 12 h between two at least');
  });

  it('of before the schedule, or while it was off, starts nothing', async () => {
    const { solution, schedule, slots } = await answering('off-drift');
    await host.upload(solution, 'newer.csv');
    await raise(solution, '2026-01-04T02:00Z', 'FEATURE_DRIFT');
    await tick('2026-01-05T01:00Z');
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: false });
    await raise(solution, '2026-01-05T02:00Z', 'FEATURE_DRIFT');
    await tick('2026-01-05T03:00Z');
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: true });
    await tick('2026-01-05T03:01Z');
    expect(await slots()).toEqual([]);
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
    expect((await schedulesOf(host).page(ADMIN, solution, { limit: 100 })).items).toEqual([]);
    await expect(schedulesOf(host).change(ADMIN, solution, schedule.id, { enabled: true })).rejects.toThrow(
      'was deleted',
    );
  });

  it('but write it down where all that there is is the frozen set', async () => {
    const { solution, schedule, slots } = await scheduled('only-frozen', '2026-01-05T00:00Z', { cron: '0 3 * * *' });
    const [first] = await host.app.get(DatasetsService).list(ADMIN, solution);
    await host.app.get(PromotionsService).markFrozenSet(ADMIN, solution, first!);
    await tick('2026-01-05T03:00:01Z');
    await schedulesOf(host).change(ADMIN, solution, schedule.id, { dataset: first!.id });
    await tick('2026-01-06T03:00:01Z');
    expect((await slots()).map(({ status, why }) => [status, why])).toEqual([
      ['skipped', 'The solution has no data set to train on.'],
      ['skipped', "Data set 'first.csv' is the frozen set, which no model is trained on."],
    ]);
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
