import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ARTIFACTS,
  type ArtifactStore,
  ClientsService,
  DatasetsService,
  type NewSolution,
  type Principal,
  RegistryService,
  type Solution,
  SolutionsService,
  TrainingService,
} from '@proofline/host';
import type { EvaluationReport, PackageManifest, Vertical } from '@proofline/pipeline';
import { pocConfigDocument, runPoc, writePoc } from '@proofline/pipeline';
import { parse } from 'yaml';
import type { TestApi } from './start-api.js';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');
const DATA = join(FIXTURE, 'german-credit.csv');

const TESTER: Principal = { keyId: 'test', prefix: 'test', role: 'admin', clientId: null };

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
  const training = app.get(TrainingService);
  const { id: runId } = await training.request(TESTER, solution, dataset);
  const run = (await training.begin(runId))!;
  const folder = await runPocInto(api, solution.config);
  try {
    const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(join(folder, name), 'utf8')) as T;
    const report = await json<EvaluationReport>('report.json');
    const manifest = await json<PackageManifest>('package/manifest.json');
    const key = `runs/${clientId}/${runId}/1`;
    await app.get<ArtifactStore>(ARTIFACTS).putFolder(key, folder);
    const origin = { clientId, solutionId: solution.id, runId, actor: { system: 'training' } } as const;
    await training.succeed(run, null, async (manager) => {
      const model = await app.get(RegistryService).register(manager, origin, key, manifest, report);
      await manager.query(`UPDATE proofline.model_version SET status = 'champion', promoted_at = now() WHERE id = $1`, [
        model.id,
      ]);
    });
    const [{ row }] = await json<[{ row: Record<string, unknown> }]>('package/golden.json');
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
