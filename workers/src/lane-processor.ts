import { FinalFailure, isDatabaseAway, type Turn, type TurnEnd, type Worked, type WorkLedger } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { Logger } from 'pino';
import { explainFailure, failureOf, isCancelled, type Noun, problemOf } from './failure.js';
import { whileWanted } from './tell-ledger.js';
import { withFolder } from './with-folder.js';

export interface LaneWork<T extends Worked> {
  /** What it is called in the log. */
  noun: Noun;
  ledger: Pick<WorkLedger<T>, 'progress' | 'putBack' | 'close'>;
  begin(id: string): Promise<T | undefined>;
  /** Computes what was begun in a folder that is removed afterwards, and ends it well in the ledger. */
  work(begun: T, folder: string, tools: LaneTools): Promise<void>;
}

export interface LaneTools {
  signal: AbortSignal;
  onProgress: (fraction: number) => void;
}

/**
 * Works off one piece of a lane. It may be called again for one whose worker was killed: what the ledger has is what counts.
 * While the ledger cannot be reached, the work waits.
 */
export async function processLane<T extends Worked>(
  lane: LaneWork<T>,
  id: string,
  turn: Turn,
  log: Logger,
): Promise<TurnEnd> {
  if (turn.closing.aborted) return 'put-back';
  try {
    return await attempt(lane, id, turn, log);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    log.warn({ [lane.noun]: id, error: (error as Error).message }, 'work waits: the database is away');
    return 'wait';
  }
}

async function attempt<T extends Worked>(
  lane: LaneWork<T>,
  id: string,
  { isLast, closing }: Turn,
  log: Logger,
): Promise<TurnEnd> {
  const { noun, ledger } = lane;
  const begun = await lane.begin(id);
  if (begun === undefined) return 'over';
  log.info({ [noun]: id, attempt: begun.attempts }, `${noun} begins`);
  return withFolder(noun, async (folder) => {
    let fraction = 0;
    const onProgress = (done: number): void => {
      fraction = done;
    };
    try {
      await whileWanted(
        () => ledger.progress(id, fraction),
        closing,
        log,
        { [noun]: id },
        (signal) => lane.work(begun, folder, { signal, onProgress }),
      );
      log.info({ [noun]: id }, `${noun} is done`);
      return 'over';
    } catch (error) {
      if (closing.aborted && isCancelled(error) && (await ledger.putBack(id))) return 'put-back';
      await settle(lane, id, explainFailure(error, noun), isLast, log);
      return 'over';
    }
  });
}

/** Ends what failed, or throws what it failed by for the queue: to try again what may pass, or to keep a dead letter. */
async function settle<T extends Worked>(
  { noun, ledger }: LaneWork<T>,
  id: string,
  error: unknown,
  isLast: boolean,
  log: Logger,
): Promise<void> {
  if (isDatabaseAway(error)) throw error;
  if (isCancelled(error)) {
    await ledger.close(id, { status: 'cancelled' } as Partial<T>);
    log.info({ [noun]: id }, `${noun} was cancelled`);
    return;
  }
  const failure = failureOf(error);
  const retry = failure === 'outage' && !isLast;
  log.warn({ [noun]: id, err: error, failure, retry }, `${noun} failed`);
  if (retry) {
    await ledger.putBack(id);
    throw error;
  }
  const problem = problemOf(error, noun);
  await ledger.close(id, { status: 'failed', failure, problem } as unknown as Partial<T>);
  if (failure !== 'input') throw new FinalFailure(error instanceof ProoflineError ? error.message : String(error));
}
