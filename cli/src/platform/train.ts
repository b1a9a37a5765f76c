import { setTimeout as wait } from 'node:timers/promises';
import { answerOf } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { fractionView } from '../output/progress-view.js';
import { type Api, apiWithoutSignal, connect, type PlatformFlags } from './connection.js';
import { uploadFile } from './datasets.js';
import { printJson } from './output.js';
import { findSolution, listModels, type Run, type Solution } from './solutions.js';

const ASK_EVERY_MS = 1000;

export interface TrainOptions extends PlatformFlags {
  dataset?: string;
  data?: string;
  follow?: boolean;
}

/** Asks for a run, and follows it where wanted. Returns the exit code. */
export async function train(io: Io, named: string, options: TrainOptions): Promise<number> {
  if ((options.dataset === undefined) === (options.data === undefined)) {
    throw new ProoflineError(
      'invalid-input',
      'TRAIN_ON_WHAT',
      "Name what to train on: --data FILE, or --dataset ID of 'proofline dataset list'.",
    );
  }
  const api = await connect(io, options);
  const { solution, name } = await findSolution(api, named);
  const dataset = options.dataset ?? (await uploadFile(io, api, solution, options.data!)).id;
  const path = { solution: solution.id };
  const run = await answerOf(api.POST('/v1/solutions/{solution}/runs', { params: { path }, body: { dataset } }));
  if (options.follow === true) return follow(io, await apiWithoutSignal(io, options), solution, name, run, options);
  if (options.json === true) printJson(io, run);
  else io.out(`Run ${run.id} of ${name} is ${run.status}.\nHow it stands: proofline status\n${cancelHint(name, run)}`);
  return 0;
}

function cancelHint(name: string, { id }: Run): string {
  return `To stop it: proofline cancel ${name} ${id}\n`;
}

export async function cancel(io: Io, named: string, id: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id, run: id };
  const run = await answerOf(api.POST('/v1/solutions/{solution}/runs/{run}/cancellation', { params: { path } }));
  if (flags.json === true) printJson(io, run);
  else io.out(`Run ${run.id} of ${name} is ${run.status}.\n`);
}

/** Shows how far a run is until it is over, or until Ctrl-C, which leaves the run as it is. */
async function follow(io: Io, api: Api, solution: Solution, name: string, begun: Run, flags: PlatformFlags) {
  const view = fractionView(io);
  let run = begun;
  try {
    while (!isOver(run) && io.signal?.aborted !== true) {
      view.show(run.fraction, run.stage ?? run.status);
      await wait(ASK_EVERY_MS, undefined, io.signal === undefined ? {} : { signal: io.signal }).catch(() => undefined);
      const path = { solution: solution.id, run: run.id };
      run = await answerOf(api.GET('/v1/solutions/{solution}/runs/{run}', { params: { path } }));
    }
  } finally {
    view.stop();
  }
  if (run.status === 'failed') throw failed(run);
  if (flags.json === true) printJson(io, run);
  if (!isOver(run)) {
    io.err(`No longer following: run ${run.id} of ${name} goes on.\n${cancelHint(name, run)}`);
    return 130;
  }
  if (run.status === 'cancelled') {
    io.err(`Run ${run.id} of ${name} was cancelled.\n`);
    return 2;
  }
  if (flags.json !== true) await printOutcome(io, api, solution, name, run);
  return 0;
}

function isOver({ status }: Run): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

function failed({ id, problem }: Run): ProoflineError {
  const { code = 'RUN_FAILED', detail = 'it does not say why' } = (problem ?? {}) as { code?: string; detail?: string };
  return new ProoflineError('invalid-input', code, `Run ${id} failed: ${detail}`);
}

async function printOutcome(io: Io, api: Api, solution: Solution, name: string, run: Run): Promise<void> {
  const model = (await listModels(api, solution)).find((one) => one.runId === run.id);
  if (model === undefined) return;
  io.out(`Version ${model.version} of ${name} is a candidate: ${model.candidate}, verdict ${model.verdict}.\n`);
  if (model.verdict === 'GO') io.out(`Next: proofline propose ${name} ${model.version}\n`);
}
