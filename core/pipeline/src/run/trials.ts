import { type FitContext, Rng } from '@proofline/learn';
import type { FittedCandidate } from '../task/task.js';
import type { CandidatePlan } from '../tune/plan.js';
import { findCandidate, isBlend } from './candidate-model.js';
import { type ReadPoc, trainingPlan } from './prepare-poc.js';
import { ResourceMeter, type Spent, together } from './resource-meter.js';
import { type TrainingResult, trainHere } from './train-candidates.js';
import { type PartSetup, type PartTrainer, setUpPart, shareDone, trainingSetup } from './train-part.js';
import { FINAL_PART, partsOf, rowsOfPart } from './training-parts.js';
import { decodeTrial, encodeTrial } from './trial-result.js';

/** One candidate's training on one part: depends on no other, and may be done anywhere, in any order. */
export interface TrialKey {
  part: string;
  candidate: string;
}

export interface PlannedTrial extends TrialKey {
  /** Expected, on the reference machine. */
  seconds: number;
}

/** Trains single candidates of a run. It keeps the part that it trained on last, since the next one is likely to ask for it. */
export class Trials {
  private last: { part: string; setup: PartSetup<unknown> } | undefined;

  constructor(private readonly read: ReadPoc) {}

  /**
   * All trials of the run, part by part, those that take longest first, so that the last to end is a short one. Blends are
   * none: they are put together from what their members predicted.
   */
  plan(): PlannedTrial[] {
    const { plans } = this.setUp(FINAL_PART);
    const candidates = this.read.candidates.flatMap((one) => (isBlend(one) ? [] : (plans.get(one.name) ?? [])));
    const longestFirst = [...candidates].sort((a: CandidatePlan, b: CandidatePlan) => b.seconds - a.seconds);
    return partsOf(this.read.outer).flatMap((part) =>
      longestFirst.map(({ name, seconds }) => ({ part, candidate: name, seconds })),
    );
  }

  /** Trains one and gives its result as bytes, for `storedTrials`, and whether it is that the candidate is dropped. */
  async train(
    { part, candidate: name }: TrialKey,
    { onProgress, ...context }: Omit<FitContext, 'rng' | 'onProgress'> & { onProgress?: (fraction: number) => void },
  ): Promise<{ bytes: Uint8Array; dropped: boolean }> {
    const { task, request } = this.read;
    const meter = new ResourceMeter();
    const candidate = findCandidate(task, name);
    if (isBlend(candidate)) throw new TypeError(`'${name}' is a blend and has no trial.`);
    const plan = trainingPlan(this.read, context);
    const setup = this.setUp(part);
    const result = await trainHere(candidate as FittedCandidate<unknown, unknown>, {
      ...trainingSetup(setup, plan, new Rng(request.config.seed).fork(part)),
      onTrial: (_name, spent) => onProgress?.(shareDone(setup.plans.get(name), spent)),
    });
    const { cpuSeconds, peakMemoryMB } = meter;
    const bytes = encodeTrial({ candidate: name, result, spent: { cpuSeconds, peakMemoryMB } }, task);
    return { bytes, dropped: typeof result === 'string' };
  }

  private setUp(part: string): PartSetup<unknown> {
    if (this.last?.part === part) return this.last.setup;
    const { loaded, outer } = this.read;
    this.last = undefined;
    const setup = setUpPart(rowsOfPart(loaded, outer, part), loaded.truth, trainingPlan(this.read, {}));
    this.last = { part, setup };
    return setup;
  }
}

/** Trials that were done before, in the place of training: what they came to, and what they took together. */
export function storedTrials(
  { task }: Pick<ReadPoc, 'task'>,
  stored: readonly (TrialKey & { bytes: Uint8Array })[],
): { trainer: PartTrainer<unknown, unknown>; spent: Spent } {
  const results = new Map<string, TrainingResult<unknown, unknown>>();
  let spent: Spent = { cpuSeconds: 0, peakMemoryMB: 0 };
  for (const { part, candidate, bytes } of stored) {
    const trial = decodeTrial(bytes, task);
    results.set(keyOf({ part, candidate }), trial.result);
    spent = together(spent, trial.spent);
  }
  const trainer: PartTrainer<unknown, unknown> = async (part, { name }) => {
    const result = results.get(keyOf({ part, candidate: name }));
    if (result === undefined) throw new TypeError(`There is no trial of '${name}' on part '${part}'.`);
    return result;
  };
  return { trainer, spent };
}

function keyOf({ part, candidate }: TrialKey): string {
  return `${part}\n${candidate}`;
}
