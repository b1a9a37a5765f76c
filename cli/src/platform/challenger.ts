import { answerOf, type paths } from '@proofline/client';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { connect, type PlatformFlags } from './connection.js';
import { printJson } from './output.js';
import { findSolution } from './solutions.js';

const PATH = '/v1/solutions/{solution}/challenger';

type Report = paths[typeof PATH]['get']['responses'][200]['content']['application/json'];

/** Puts a version beside the champion; its answers leave the house never. */
export async function shadow(io: Io, named: string, version: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const params = { path: { solution: solution.id } };
  const begun = await answerOf(api.PUT(PATH, { params, body: { version: Number(version), mode: 'shadow' } }));
  if (flags.json === true) printJson(io, begun);
  else {
    const { version: beside, championVersion } = begun;
    io.out(`Version ${beside} of ${name} computes from now on what version ${championVersion} answers.\n`);
    io.out(`How they differ: proofline challenger ${name}\n`);
  }
}

/** How the challenger's answers differ, or the end of it. */
export async function challenger(io: Io, named: string, flags: PlatformFlags & { end?: boolean }): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const params = { path: { solution: solution.id } };
  if (flags.end === true) {
    const ended = await answerOf(api.DELETE(PATH, { params }));
    if (flags.json === true) printJson(io, ended);
    else io.out(`Version ${ended.version} of ${name} stands beside the champion no more.\n`);
    return;
  }
  const report = await answerOf(api.GET(PATH, { params }));
  if (flags.json === true) printJson(io, report);
  else printReport(io, name, report);
}

function printReport(io: Io, name: string, report: Report): void {
  const { challenge, rows, agreement, scores, latencyMs, refusals, performance } = report;
  const { version, championVersion, mode, share, endedAt, ending } = challenge;
  io.out(
    `${name}: version ${version} beside version ${championVersion}, ${mode}${share === null ? '' : ` of ${share}`}`,
  );
  io.out(endedAt === null ? '.\n' : `; over since ${endedAt}: ${ending}\n`);
  const lines = [['compared', `${rows.compared} of ${rows.champion + rows.challenger} predictions`]];
  for (const one of agreement) {
    lines.push([`same ${one.name}`, `${one.agree} of ${one.rows}`]);
    for (const change of one.changes) lines.push([`${change.champion} → ${change.challenger}`, String(change.rows)]);
  }
  if (scores !== undefined) {
    lines.push(['score, difference', `${scores.mean.toFixed(4)} on average`]);
    lines.push(['', scores.quantiles.map(({ q, difference }) => `${100 * q} %: ${difference.toFixed(4)}`).join('   ')]);
  }
  for (const side of ['champion', 'challenger'] as const) {
    const took = latencyMs[side];
    if (took !== undefined) lines.push([`time, ${side}`, `${took.p50.toFixed(1)} ms, 99 %: ${took.p99.toFixed(1)} ms`]);
  }
  for (const one of refusals) lines.push([one.failed ? 'fails' : 'refuses', `${one.rows} × ${one.code}`]);
  for (const { title, value, interval } of performance.metrics) {
    const [low, high] = interval.map((bound) => bound.toFixed(4));
    lines.push([
      `${title.en}, better by`,
      `${value.toFixed(4)} (95 %: ${low} to ${high}) on ${performance.outcomes} outcomes`,
    ]);
  }
  io.out(table(['', ''], lines));
}
