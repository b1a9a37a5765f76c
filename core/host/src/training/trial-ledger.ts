import { randomUUID } from 'node:crypto';
import type { Json } from '@proofline/learn';
import { fractionOf, type PlannedTrial, type Recipe } from '@proofline/pipeline';
import { type DataSource, type EntityManager, In, IsNull, LessThan, Not } from 'typeorm';
import { PLATFORM, ScopedRows } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { TrialQueue } from '../queue/lanes.js';
import { type Failure, OPEN_RUN, type Run, runEntity } from './run.entity.js';
import { type LogLine, tellLines, tellProgress } from './run-event.js';
import { type Trial, type TrialStatus, trialEntity } from './trial.entity.js';

/** What every trial of a run is trained with, beside what the run was asked for with. */
export interface RunPlan {
  recipe: Recipe;
  /** Of the product that made it: another one's trials are no part of the same result. */
  version: string;
}

/** How the trials of a run stand. */
export interface Standing {
  /** Whether the run is to go on: nobody has ended it. */
  goesOn: boolean;
  /** Not done yet. */
  open: number;
  /** The first by whose failure the run fails. */
  failed: { failure: Failure; problem: Json } | null;
}

/** What a worker begins: the trial and its run. */
export interface BegunTrial {
  trial: Trial;
  run: Run;
}

const OPEN_TRIAL: readonly TrialStatus[] = ['waiting', 'running'];

/** Trials go on while the run waits for a worker to take it up again. */
const TRAINING: readonly Run['status'][] = ['queued', 'running'];

/**
 * The ledger of trials. The queue may forget or repeat one; which are done, and where their results are, stands here. Whoever
 * changes a trial locks its run first.
 */
export class TrialLedger {
  constructor(
    private readonly source: DataSource,
    private readonly queue: TrialQueue,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** Enters the trials of a run in the place of any that were there. */
  async plan(run: Run, plan: RunPlan, planned: readonly PlannedTrial[]): Promise<void> {
    const { id: runId, clientId } = run;
    await this.source.transaction(async (manager) => {
      await lockRun(manager, runId);
      await this.rows(manager).remove({ runId });
      for (const [place, { part, candidate, seconds }] of planned.entries()) {
        await this.rows(manager).insert({
          id: randomUUID(),
          clientId,
          runId,
          part,
          candidate,
          place,
          seconds,
          status: 'waiting',
          fraction: 0,
          attempts: 0,
          resultKey: null,
          dropped: false,
          failure: null,
          problem: null,
        });
      }
      await runRows(manager).update({ id: runId }, { plan: plan as unknown as Json });
      await tellFraction(manager, runId, []);
    });
  }

  /**
   * Takes up the trials of a run that was begun before: those that are done stay, those that failed or whose result is gone
   * wait again. False where there are none of this version.
   */
  async resume({ id: runId }: Run, version: string): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const run = await lockRun(manager, runId);
      if (planOf(run)?.version !== version) return false;
      const again = {
        status: 'waiting',
        fraction: 0,
        resultKey: null,
        dropped: false,
        failure: null,
        problem: null,
      } as const;
      await this.rows(manager).update({ runId, status: In(['failed', 'stopped']) }, again);
      await this.rows(manager).update({ runId, status: 'done', resultKey: IsNull() }, again);
      await tellFraction(manager, runId, []);
      return true;
    });
  }

  /** Puts the open trials of a run into the queue, in their order; those that are there stay once. */
  async enqueue(runId: string): Promise<void> {
    for (const { id } of await this.open({ runId })) await this.queue.add(id);
  }

  async standing(runId: string): Promise<Standing> {
    const run = await runRows(this.source.manager).get({ id: runId }, runId);
    const trials = await this.rows(this.source.manager).find({ runId }, { order: { place: 'ASC' } });
    const failed = trials.find((trial) => trial.status === 'failed' && failsRun(trial, trials));
    return {
      goesOn: run.status === 'running',
      open: trials.filter(({ status }) => OPEN_TRIAL.includes(status)).length,
      failed: failed === undefined ? null : { failure: failed.failure!, problem: failed.problem },
    };
  }

  /**
   * Marks a trial as begun; `over` where there is nothing to do any more, `wait` where its run was planned by another version,
   * whose workers are to do it.
   */
  async begin(id: string, version: string): Promise<BegunTrial | 'over' | 'wait'> {
    const known = await this.rows(this.source.manager).findOne({ id });
    // Planned anew since.
    if (known === null) return 'over';
    return this.source.transaction(async (manager) => {
      const run = await lockRun(manager, known.runId);
      const trial = await this.rows(manager).findOne({ id });
      if (trial === null || !TRAINING.includes(run.status)) return 'over';
      if (trial.status !== 'waiting' && trial.status !== 'running') return 'over';
      if (planOf(run)?.version !== version) return 'wait';
      const { candidate, place } = trial;
      const dropped = { runId: run.id, candidate, place: LessThan(place), dropped: true };
      if ((await this.rows(manager).findOne(dropped)) !== null) {
        await this.rows(manager).update({ id }, { status: 'stopped', fraction: 1 });
        await tellFraction(manager, run.id, []);
        return 'over';
      }
      const begun = { status: 'running', attempts: trial.attempts + 1, fraction: 0 } as const;
      await this.rows(manager).update({ id }, begun);
      return { trial: { ...trial, ...begun }, run };
    });
  }

  /** Whether whoever began it is to go on: nobody has ended the run or begun the trial since. */
  async goesOn({ id, attempts, runId }: Trial): Promise<boolean> {
    const run = await runRows(this.source.manager).findOne({ id: runId, status: In([...TRAINING]) });
    const rows = this.rows(this.source.manager);
    return run !== null && (await rows.findOne({ id, attempts, status: 'running' })) !== null;
  }

  /** Notes how far a trial is and what it said since; returns false where it is to stop. */
  progress(trial: Trial, fraction: number, lines: readonly LogLine[]): Promise<boolean> {
    return this.change(trial, { fraction }, lines);
  }

  /** Keeps that a trial is done; false, and nothing kept, where its run is over or somebody else has it. */
  done(trial: Trial, { resultKey, dropped }: { resultKey: string; dropped: boolean }): Promise<boolean> {
    return this.change(trial, { status: 'done', fraction: 1, resultKey, dropped }, []);
  }

  /** Lets a trial wait again that cannot go on here; false where its run is over. */
  putBack(trial: Trial): Promise<boolean> {
    return this.change(trial, { status: 'waiting', fraction: 0 }, []);
  }

  failed(trial: Trial, failure: Failure, problem: Json): Promise<boolean> {
    return this.change(trial, { status: 'failed', failure, problem }, []);
  }

  /** The results of a run whose trials are all over; a candidate that was dropped has none on later parts. */
  async results(runId: string): Promise<(Trial & { resultKey: string })[]> {
    const trials = await this.rows(this.source.manager).find({ runId }, { order: { place: 'ASC' } });
    return trials.flatMap((trial) => (trial.resultKey === null ? [] : [{ ...trial, resultKey: trial.resultKey }]));
  }

  /** Removes what was stored of the trials of a run that is over; one that is not keeps them. */
  async clear({ id: runId, clientId }: Pick<Run, 'id' | 'clientId'>): Promise<void> {
    const over = await runRows(this.source.manager).findOne({ id: runId, status: Not(In([...OPEN_RUN])) });
    if (over === null) return;
    await this.artifacts.remove(folderOf({ runId, clientId }));
    const rows = this.rows(this.source.manager);
    await rows.update({ runId, resultKey: Not(IsNull()) }, { resultKey: null });
    await rows.update({ runId, status: In(['waiting', 'running']) }, { status: 'stopped' });
  }

  /** Puts open trials into the queue that it has lost, and clears after runs that ended where nobody could. */
  async sweep(): Promise<void> {
    const left: { id: string; clientId: string }[] = await this.source.query(
      `SELECT DISTINCT run.id, run.client_id AS "clientId" FROM proofline.trial JOIN proofline.run ON run.id = trial.run_id
        WHERE NOT run.status = ANY($1) AND (trial.result_key IS NOT NULL OR trial.status IN ('waiting', 'running'))`,
      [OPEN_RUN],
    );
    for (const run of left) await this.clear(run);
    for (const trial of await this.open({})) {
      if (await this.queue.has(trial.id)) continue;
      if (trial.status === 'running' && !(await this.putBack(trial))) continue;
      await this.queue.add(trial.id);
    }
  }

  private open(where: { runId?: string }): Promise<Trial[]> {
    return this.rows(this.source.manager).find(
      { ...where, status: In([...OPEN_TRIAL]) },
      { order: { runId: 'ASC', place: 'ASC' } },
    );
  }

  private change({ id, attempts, runId }: Trial, change: Partial<Trial>, lines: readonly LogLine[]): Promise<boolean> {
    return this.source.transaction(async (manager) => {
      const run = await lockRun(manager, runId);
      if (!TRAINING.includes(run.status)) return false;
      const changed = await this.rows(manager).update({ id, attempts, status: 'running' }, change);
      if (changed === 0) return false;
      await tellFraction(manager, runId, lines);
      return true;
    });
  }

  private rows(manager: EntityManager): ScopedRows<Trial> {
    return new ScopedRows(manager, trialEntity, PLATFORM, 'trial');
  }
}

/**
 * Whether a run fails by a trial that did, as it would on one process, which trains part by part: not where its candidate was dropped
 * on an earlier part, and not before it is known that it was not.
 */
function failsRun({ candidate, place }: Trial, trials: readonly Trial[]): boolean {
  const earlier = trials.filter((one) => one.candidate === candidate && one.place < place);
  return !earlier.some(({ status, dropped }) => dropped || OPEN_TRIAL.includes(status));
}

/** Where a trial's result is kept, for one attempt: an artefact never changes. */
export function resultKeyOf(trial: Trial): string {
  return `${folderOf(trial)}/${trial.id}-${trial.attempts}`;
}

export function planOf({ plan }: Run): RunPlan | undefined {
  return (plan as unknown as RunPlan | null) ?? undefined;
}

function folderOf({ runId, clientId }: Pick<Trial, 'runId' | 'clientId'>): string {
  return `trials/${clientId}/${runId}`;
}

function runRows(manager: EntityManager): ScopedRows<Run> {
  return new ScopedRows(manager, runEntity, PLATFORM, 'run');
}

function lockRun(manager: EntityManager, id: string): Promise<Run> {
  return runRows(manager).get({ id }, id, true);
}

/** Tells how far the run is by all of its trials, each counted by the time it is expected to take. */
async function tellFraction(manager: EntityManager, runId: string, lines: readonly LogLine[]): Promise<void> {
  const [{ part }] = await manager.query(
    `SELECT coalesce(sum(seconds * fraction) / nullif(sum(seconds), 0), 0)::float8 AS part
       FROM proofline.trial WHERE run_id = $1`,
    [runId],
  );
  await tellLines(manager, runId, lines);
  await tellProgress(manager, runId, { stage: 'train', fraction: fractionOf('train', part) });
}
