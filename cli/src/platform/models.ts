import { answerOf } from '@proofline/client';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { approveVersion } from './approval.js';
import { connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, listModels, type Model } from './solutions.js';

/** Versions of a solution, the newest first. */
export async function models(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const items = await listModels(api, solution);
  if (flags.json === true) printJson(io, { items });
  else if (items.length === 0) io.out(`${name} has no models yet.\n`);
  else {
    const rows = items.map((one) => [
      String(one.version),
      one.status,
      one.verdict,
      one.candidate,
      one.modelHash.slice(0, 19),
      timeText(one.createdAt),
    ]);
    io.out(table(['version', 'status', 'verdict', 'candidate', 'model', 'made'], rows));
  }
}

export async function approve(io: Io, named: string, version: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  printAnswering(io, name, await approveVersion(api, solution, version), flags);
}

export async function rollback(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id };
  const model = await answerOf(api.POST('/v1/solutions/{solution}/models/rollback', { params: { path } }));
  printAnswering(io, name, model, flags);
}

function printAnswering(io: Io, name: string, model: Model, flags: PlatformFlags): void {
  if (flags.json === true) printJson(io, model);
  else io.out(`Version ${model.version} of ${name} answers now (${model.status}).\n`);
}
