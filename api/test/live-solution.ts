import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClientsService,
  DatasetsService,
  type NewSolution,
  type Principal,
  type Solution,
  SolutionsService,
  TrainingService,
} from '@proofline/host';
import type { Vertical } from '@proofline/pipeline';
import { pocConfigDocument, runPoc, writePoc } from '@proofline/pipeline';
import { parse } from 'yaml';
import { finishRun } from './finish-run.js';
import type { TestApi } from './start-api.js';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');
const DATA = join(FIXTURE, 'german-credit.csv');

const TESTER: Principal = { keyId: 'test', prefix: 'test', owner: 'test', role: 'admin', clientId: null };

/** What one client has of everything: ids by the names that paths and bodies call them by. */
export interface LiveSolution {
  client: string;
  solution: Solution;
  dataset: string;
  run: string;
  /** A row that its model answers. */
  row: Record<string, unknown>;
}

/** A client with a solution whose scorecard answers, made by the services as a worker would. */
export async function makeLiveSolution(api: TestApi, client: string): Promise<LiveSolution> {
  const { app } = api;
  const { id: clientId } = await app.get(ClientsService).create(TESTER, { slug: client, name: client });
  const wanted = await quickConfig();
  const solution = await app
    .get(SolutionsService)
    .create(TESTER, { ...wanted, clientId, slug: `${client}-loans` } as NewSolution);
  const dataset = await app.get(DatasetsService).upload(TESTER, solution, 'loans.csv', createReadStream(DATA));
  const { id: runId } = await app.get(TrainingService).request(TESTER, solution, dataset);
  const folder = await runPocInto(api, solution.config);
  try {
    await finishRun(api, runId, folder);
    const [{ row }] = JSON.parse(await readFile(join(folder, 'package', 'golden.json'), 'utf8')) as [
      { row: Record<string, unknown> },
    ];
    return { client: clientId, solution, dataset: dataset.id, run: runId, row };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A proof of concept on the sample data with a stored configuration; its output folder, which the caller removes. */
export async function runPocInto({ parts }: TestApi, config: unknown): Promise<string> {
  const stored = pocConfigDocument.parse(config);
  const folder = await mkdtemp(join(tmpdir(), 'proofline-live-'));
  const result = await runPoc({
    vertical: parts.verticals.find(({ id }) => id === stored.vertical) as Vertical,
    config: { ...stored, data: { ...stored.data, file: DATA, schema: join(FIXTURE, 'schema.yaml') } },
    baseDir: folder,
    productVersion: '0.0.0',
  });
  await writePoc(result, folder, 'en');
  return folder;
}

/** The sample's configuration as a solution takes it, for a quick run. */
export async function quickConfig(): Promise<{
  vertical: string;
  task: string;
  title: string;
  config: object;
  schema: object;
}> {
  const { version: _version, vertical, task, data: _data, title, ...config } = await read('proofline.yaml');
  return {
    vertical: vertical as string,
    task: task as string,
    title: title as string,
    config: { ...config, budget: '1s', candidates: ['scorecard'] },
    schema: await read('schema.yaml'),
  };
}

async function read(name: string): Promise<Record<string, unknown>> {
  return parse(await readFile(join(FIXTURE, name), 'utf8')) as Record<string, unknown>;
}
