import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import {
  type BegunTrial,
  FinalFailure,
  isDatabaseAway,
  planOf,
  resultKeyOf,
  type TrialJob,
  type Turn,
  type TurnEnd,
} from '@proofline/host';
import { explainFailure, failureOf, problemOf } from './failure.js';
import { pocOrder } from './poc-order.js';
import { RunNews } from './run-news.js';
import type { RunTools } from './run-processor.js';
import { whileTold } from './tell-ledger.js';
import type { TrialOrder, Tried } from './train-child.js';
import { withFolder } from './with-folder.js';

export type TrialTools = Pick<
  RunTools,
  'trials' | 'children' | 'datasets' | 'artifacts' | 'verticals' | 'productVersion' | 'log'
>;

/**
 * Does one trial of a run. It may be called again for one whose worker was killed; what the ledger has is what counts. While the
 * ledger cannot be reached, the trial waits.
 */
export async function processTrial(tools: TrialTools, { trialId }: TrialJob, turn: Turn): Promise<TurnEnd> {
  if (turn.closing.aborted) return 'put-back';
  try {
    const begun = await tools.trials.begin(trialId, tools.productVersion);
    return begun === 'over' || begun === 'wait' ? begun : await attempt(tools, begun, turn);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    tools.log.warn({ trialId, error: (error as Error).message }, 'trial waits: the database is away');
    return 'wait';
  }
}

async function attempt(tools: TrialTools, begun: BegunTrial, { isLast, closing }: Turn): Promise<TurnEnd> {
  const { trials, artifacts, log } = tools;
  const { trial, run } = begun;
  const about = { runId: run.id, part: trial.part, candidate: trial.candidate };
  log.info({ ...about, attempt: trial.attempts }, 'trial begins');
  const key = resultKeyOf(trial);
  try {
    const { dropped } = await withFolder('run', async (folder) => {
      const file = join(folder, 'result.bin');
      const tried = await train(tools, begun, folder, file, closing);
      await artifacts.put(key, createReadStream(file));
      return tried;
    });
    // Whoever ended the run has cleared after it before.
    if (!(await trials.done(trial, { resultKey: key, dropped }))) await artifacts.remove(key);
    return 'over';
  } catch (thrown) {
    const error = explainFailure(thrown, 'run');
    if (isDatabaseAway(error)) throw error;
    if (!(await trials.goesOn(trial))) return 'over';
    if (closing.aborted) return (await trials.putBack(trial)) ? 'put-back' : 'over';
    const failure = failureOf(error);
    const retry = failure === 'outage' && !isLast;
    log.warn({ ...about, err: error, failure, retry }, 'trial failed');
    if (retry) {
      await trials.putBack(trial);
      throw error;
    }
    await trials.failed(trial, failure, problemOf(error, 'run'));
    if (failure !== 'input') throw new FinalFailure(error instanceof Error ? error.message : String(error));
    return 'over';
  }
}

/** Trains into a file; the ledger hears how far it is, and it is stopped where the run is to stop. */
async function train(
  tools: TrialTools,
  { trial, run }: BegunTrial,
  folder: string,
  file: string,
  closing: AbortSignal,
): Promise<Tried> {
  const { trials, children, log } = tools;
  const { part, candidate } = trial;
  const poc = await pocOrder(tools, run, folder);
  const order: TrialOrder = { do: 'trial', poc, trial: { part, candidate }, file, recipe: planOf(run)!.recipe };
  const news = new RunNews(
    {
      progress: (_run, _stage, fraction, lines) => trials.progress(trial, fraction, lines),
      goesOn: () => trials.goesOn(trial),
    },
    run.id,
  );
  return whileTold(news, closing, log, (listener) =>
    children.with(run.id, (child) => child.run<Tried>(order, listener)),
  );
}
