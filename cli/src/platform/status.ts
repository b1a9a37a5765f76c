import { dirname, resolve } from 'node:path';
import { allOf, answerOf } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import { parseFeatureSchema, parsePocConfig } from '@proofline/pipeline';
import { readText } from '../config/poc-flags.js';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import {
  findSolution,
  listClients,
  listModels,
  listSolutions,
  nameOf,
  type Run,
  rowsOf,
  type Solution,
} from './solutions.js';

/** Whether the platform serves, and where each solution stands. */
export async function status(io: Io, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const health = await answerOf(api.GET('/health/ready'));
  const [clients, solutions] = await Promise.all([listClients(api), listSolutions(api)]);
  const items = [];
  for (const solution of solutions) items.push(await standingOf(api, solution, nameOf(solution, clients)));
  if (flags.json === true) return printJson(io, { health, items });
  const checks = Object.entries(health.checks).map(([name, state]) => `${name} ${state}`);
  io.out(`${health.ready ? 'Ready' : 'Not ready'}: ${checks.join(', ')}\n`);
  if (health.degraded && health.checks.queue !== 'ok')
    io.out('Runs and promotions that are asked for wait until the queue is back.\n');
  printStandings(io, items);
}

export async function solutionList(io: Io, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const [clients, items] = await Promise.all([listClients(api), listSolutions(api)]);
  if (flags.json === true) return printJson(io, { items });
  if (items.length === 0) return io.out("There are no solutions yet; make one with 'proofline promote'.\n");
  const rows = items.map((one) => [nameOf(one, clients), one.title, `${one.vertical}/${one.task}`, one.stage]);
  io.out(table(['solution', 'title', 'task', 'stage'], rows));
}

export interface NewSolutionOptions extends PlatformFlags {
  client?: string;
  vertical?: string;
  config?: string;
  schema?: string;
  slug?: string;
  title?: string;
}

/** Makes a solution that has no model yet, from a configuration or from a vertical's defaults. */
export async function solutionCreate(io: Io, options: NewSolutionOptions): Promise<void> {
  const { client, slug, json } = options;
  const file = options.config === undefined ? undefined : resolve(io.cwd, options.config);
  const written =
    file === undefined ? undefined : parsePocConfig(await readText(file, 'CONFIG_NOT_FOUND'), options.config);
  const { version: _version, vertical: ofFile, task, data, ...config } = written ?? {};
  const vertical = options.vertical ?? ofFile;
  if (vertical === undefined) {
    throw new ProoflineError(
      'invalid-input',
      'VERTICAL_MISSING',
      'Name what it is: --vertical ID, or --config proofline.yaml.',
    );
  }
  const schemaFile =
    options.schema !== undefined
      ? resolve(io.cwd, options.schema)
      : file !== undefined && data?.schema !== undefined
        ? resolve(dirname(file), data.schema)
        : undefined;
  const schema =
    schemaFile === undefined ? undefined : parseFeatureSchema(await readText(schemaFile, 'SCHEMA_NOT_FOUND'));
  const title = options.title ?? written?.title;
  const solution = await answerOf(
    (await connect(io, options)).POST('/v1/solutions', {
      body: {
        vertical,
        config,
        ...(client === undefined ? {} : { client }),
        ...(slug === undefined ? {} : { slug }),
        ...(task === undefined ? {} : { task }),
        ...(title === undefined ? {} : { title }),
        ...(schema === undefined ? {} : { schema }),
      },
    }),
  );
  if (json === true) printJson(io, solution);
  else io.out(`Made solution ${solution.slug} (${solution.vertical}/${solution.task}), id ${solution.id}.\n`);
}

export async function solutionShow(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  if (flags.json === true) {
    const path = { solution: solution.id };
    return printJson(io, await answerOf(api.GET('/v1/solutions/{solution}', { params: { path } })));
  }
  io.out(`${name}: ${solution.title}\n${solution.vertical}/${solution.task}, id ${solution.id}\n`);
  printStandings(io, [await standingOf(api, solution, name)]);
}

interface Standing {
  solution: string;
  stage: string;
  champion: number | null;
  versions: number;
  running: number;
  lastRun: Pick<Run, 'id' | 'status' | 'createdAt'> | null;
}

async function standingOf(api: Api, solution: Solution, name: string): Promise<Standing> {
  const path = { solution: solution.id };
  const [models, runs] = await Promise.all([
    listModels(api, solution),
    rowsOf(allOf((query) => api.GET('/v1/solutions/{solution}/runs', { params: { path, query } }))),
  ]);
  const last = runs[0];
  return {
    solution: name,
    stage: solution.stage,
    champion: models.find((one) => one.status === 'champion')?.version ?? null,
    versions: models.length,
    running: runs.filter((one) => one.finishedAt === null).length,
    lastRun: last === undefined ? null : { id: last.id, status: last.status, createdAt: last.createdAt },
  };
}

function printStandings(io: Io, items: readonly Standing[]): void {
  if (items.length === 0) {
    io.out('There are no solutions yet.\n');
    return;
  }
  const rows = items.map((one) => [
    one.solution,
    one.stage,
    one.champion === null ? '-' : String(one.champion),
    String(one.versions),
    String(one.running),
    one.lastRun === null ? '-' : `${one.lastRun.status} ${timeText(one.lastRun.createdAt)}`,
  ]);
  io.out(table(['solution', 'stage', 'champion', 'versions', 'running', 'last run'], rows));
}
