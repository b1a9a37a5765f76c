import { answerOf } from '@proofline/client';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { decide, type Promotion, propose } from './approval.js';
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

export interface DecisionFlags extends PlatformFlags {
  reason?: string;
  /** Share that it answers first. */
  canary?: number;
}

/** Asks for a promotion and shows what the gate says. Exit code 1 where it refuses. */
export async function proposeVersion(io: Io, named: string, version: string, flags: PlatformFlags): Promise<number> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const promotion = await propose(api, solution, version, io.signal);
  if (flags.json === true) printJson(io, promotion);
  else printJudged(io, name, version, promotion);
  return promotion.status === 'waiting' ? 0 : 1;
}

export async function approve(io: Io, named: string, version: string, flags: DecisionFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const promotion = await decide(api, solution, version, 'approval', flags);
  if (flags.json === true) printJson(io, promotion);
  else if (flags.canary === undefined) io.out(`Version ${version} of ${name} answers now.\n`);
  else {
    io.out(
      `Version ${version} of ${name} answers a share of ${flags.canary} now. How it does: proofline challenger ${name}\n`,
    );
    io.out(`Then: proofline approve ${name} ${version}, or proofline reject ${name} ${version} --reason …\n`);
  }
}

export async function reject(io: Io, named: string, version: string, flags: DecisionFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const promotion = await decide(api, solution, version, 'rejection', flags);
  if (flags.json === true) printJson(io, promotion);
  else io.out(`Version ${version} of ${name} is rejected; what answered goes on answering.\n`);
}

function printJudged(io: Io, name: string, version: string, { status, checks, problem }: Promotion): void {
  for (const { id, passed, text } of checks ?? []) io.out(`${passed ? '✓' : '✗'} ${id}: ${text.en}\n`);
  if (status === 'waiting') {
    io.out(`The gate lets it pass. Next, by another person: proofline approve ${name} ${version}\n`);
    return;
  }
  const why = (problem as { detail?: string } | null)?.detail;
  io.out(`The promotion is ${status}${why === undefined ? '' : `: ${why}`}. What answered goes on answering.\n`);
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
