import type { Json } from '@proofline/learn';
import type { EntityManager } from 'typeorm';
import { announce } from '../persistence/change-watch.js';
import { OPEN_RUN, type Run, type RunStatus } from './run.entity.js';

/** Something that happened in a run, for whoever follows it. */
export interface RunEvent {
  /** Grows; within a run in the order of what happened. */
  seq: number;
  at: Date;
  /** `state`: how the run stands. `log`: a line of the pipeline, in every language. */
  kind: 'state' | 'log';
  data: Json;
}

/** A line of a run's log. */
export interface LogLine {
  tone: 'info' | 'warn';
  text: { en: string; zh: string };
}

/** Writes down how a run stands; in the transaction that changes it, which holds the run's row. */
export function tellState(
  manager: EntityManager,
  id: string,
  { status, stage, fraction }: Pick<Run, 'status' | 'stage' | 'fraction'>,
): Promise<void> {
  return tell(manager, id, 'state', [{ status, stage, fraction }]);
}

/**
 * Notes how far a run is that goes on, and what it said; false where it does not. It never falls back: what is done anew, because somebody was killed,
 * takes nothing back of what a run has come to. In a transaction.
 */
export async function tellProgress(
  manager: EntityManager,
  id: string,
  { stage, fraction }: { stage: string; fraction: number },
  lines: readonly LogLine[] = [],
): Promise<boolean> {
  const [[run]] = (await manager.query(
    `UPDATE proofline.run SET stage = $2, fraction = greatest(fraction, $3::real) WHERE id = $1 AND status = 'running'
     RETURNING status, stage, fraction`,
    [id, stage, fraction],
  )) as [Pick<Run, 'status' | 'stage' | 'fraction'>[], number];
  if (run === undefined) return false;
  await tellLines(manager, id, lines);
  await tellState(manager, id, run);
  return true;
}

/** Writes lines of the log down; in a transaction that holds the run's row. */
export function tellLines(manager: EntityManager, id: string, lines: readonly LogLine[]): Promise<void> {
  return tell(manager, id, 'log', lines as unknown as Json[]);
}

async function tell(manager: EntityManager, id: string, kind: RunEvent['kind'], all: readonly Json[]): Promise<void> {
  if (all.length === 0) return;
  await manager.query(
    `INSERT INTO proofline.run_event (client_id, run_id, kind, data)
     SELECT run.client_id, run.id, $2, item.value
       FROM proofline.run, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS item (value, place)
      WHERE run.id = $1 ORDER BY item.place`,
    [id, kind, JSON.stringify(all)],
  );
  await announce(manager, 'runs', id);
}

/** Whether nothing more comes after this. */
export function isEnd({ kind, data }: RunEvent): boolean {
  return kind === 'state' && !OPEN_RUN.includes((data as { status: RunStatus }).status);
}
