import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Json, ProoflineError } from '@proofline/learn';
import { type Predictor, scoreOf } from '@proofline/pipeline';
import type { ShadowRecord } from '../prediction-log/prediction-record.js';
import type { Row } from './answer-rows.js';

/** Computed in one turn of the event loop, so that requests come in between. */
const SLICE_ROWS = 16;

/** A model that is asked beside the one that answered. */
export interface ShadowModel {
  version: number;
  predictor: Predictor;
}

/** Rows that were answered by one model, to be answered by the other one, too. */
export interface ShadowTask {
  /** Undefined where the model cannot be loaded. */
  model: Promise<ShadowModel | undefined>;
  clientId: string;
  challengeId: string;
  rows: readonly Row[];
  predictionIds: readonly string[];
}

/**
 * Has the model that did not answer compute what it would have, off the way of the answers: a few rows at a time, and no more than
 * so many waiting. What there is no room for is dropped.
 */
export class ShadowQueue {
  private readonly waiting: ShadowTask[] = [];
  private held = 0;
  private working: Promise<void> | undefined;
  private lost = 0;

  /** `record` keeps the answers; it may throw. `mostRows` wait at most. */
  constructor(
    private readonly record: (answers: readonly ShadowRecord[]) => void,
    private readonly mostRows: number,
  ) {}

  /** Rows that were not computed, or not kept, since this process began. */
  get dropped(): number {
    return this.lost;
  }

  /** Takes a task on; `start`, e.g. once the answer is sent, lets it begin. False where there was no room for it. */
  add(task: ShadowTask, start: (work: () => void) => void): boolean {
    if (this.held + task.rows.length > this.mostRows) {
      this.lost += task.rows.length;
      return false;
    }
    this.held += task.rows.length;
    start(() => {
      this.waiting.push(task);
      this.working ??= this.work();
    });
    return true;
  }

  /** Ends when nothing waits that may begin. */
  async idle(): Promise<void> {
    while (this.working !== undefined) await this.working;
  }

  private async work(): Promise<void> {
    await nextTurn();
    for (let task = this.waiting.shift(); task !== undefined; task = this.waiting.shift()) {
      try {
        await this.compute(task);
      } catch {
        this.lost += task.rows.length;
      }
      this.held -= task.rows.length;
    }
    this.working = undefined;
  }

  private async compute({ model: loading, clientId, challengeId, rows, predictionIds }: ShadowTask): Promise<void> {
    const model = await loading;
    if (model === undefined) throw new Error('the model cannot be loaded');
    const answers: ShadowAnswer[] = [];
    let latencyMs = 0;
    for (let from = 0; from < rows.length; from += SLICE_ROWS) {
      await nextTurn();
      const began = performance.now();
      answers.push(...shadowAnswers(model.predictor, rows.slice(from, from + SLICE_ROWS)));
      latencyMs += performance.now() - began;
    }
    const common = { clientId, challengeId, modelVersion: model.version, latencyMs };
    this.record(answers.map((answer, k) => ({ ...common, predictionId: predictionIds[k]!, ...answer })));
  }
}

type ShadowAnswer = Pick<ShadowRecord, 'prediction' | 'score' | 'refusal' | 'failed'>;

/** Rows are asked together; where one is refused, each by itself. */
function shadowAnswers(predictor: Predictor, rows: readonly Row[]): ShadowAnswer[] {
  try {
    return predictor.predictRows(rows).map(shadowAnswer);
  } catch {
    return rows.map((row) => {
      try {
        return shadowAnswer(predictor.predictRows([row])[0]!);
      } catch (error) {
        const known = error instanceof ProoflineError && error.kind !== 'internal' ? error : undefined;
        return { prediction: null, score: null, refusal: known?.code ?? 'DEFECT', failed: known === undefined };
      }
    });
  }
}

export function shadowAnswer(prediction: Record<string, Json>): ShadowAnswer {
  return { prediction, score: scoreOf(prediction) ?? null, refusal: null, failed: false };
}
