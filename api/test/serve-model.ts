import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PocConfig, pocConfigDocument, runPoc, writePoc } from '@proofline/pipeline';
import { parse } from 'yaml';
import { finishRun } from './finish-run.js';
import type { TestApi } from './start-api.js';

const FIXTURE = join(import.meta.dirname, '..', '..', 'fixtures', 'german-credit');

/** Columns of the sample that the test takes for personal data. */
export const PERSONAL = ['housing', 'telephone'];

export interface ServedModel {
  /** `/v1/solutions/…` */
  path: string;
  solutionId: string;
  clientId: string;
  /** Rows of the sample file, as they are sent, with their outcomes. */
  rows: Record<string, string | number>[];
  outcomes: string[];
  predict(rows: readonly object[]): Promise<{ id: string; version: number; prediction: { probability: number } }[]>;
  /** Trains a version that stays a candidate. */
  addVersion(candidates: string[]): Promise<void>;
}

/** A client with a scorecard that answers. It is trained in this process, and made the champion without anybody's approval. */
export async function serveModel(api: TestApi, slug: string): Promise<ServedModel> {
  const admin = api.as(api.adminKey);
  const {
    version: _v,
    vertical,
    task,
    data: _d,
    ...config
  } = parse(await readFile(join(FIXTURE, 'proofline.yaml'), 'utf8'));
  const schema = parse(await readFile(join(FIXTURE, 'schema.yaml'), 'utf8')) as FixtureSchema;
  // The sample file names nobody: its rows get numbers, and two columns are taken for personal data.
  schema.columns.push({ name: 'application', type: 'text', role: 'id' });
  for (const column of schema.columns) if (PERSONAL.includes(column.name)) column.pii = true;
  const sample = await readFile(join(FIXTURE, 'german-credit.csv'), 'utf8');
  const csv = sample
    .trim()
    .split('\n')
    .map((line, k) => `${line},${k === 0 ? 'application' : `A-${k}`}`)
    .join('\n');
  const { body: client } = await admin.post('/v1/clients').send({ slug, name: slug }).expect(201);
  const wanted = {
    client: slug,
    slug,
    vertical,
    task,
    config: { ...config, budget: '1s', candidates: ['scorecard'] },
    schema,
  };
  const { body: solution } = await admin.post('/v1/solutions').send(wanted).expect(201);
  const path = `/v1/solutions/${slug}`;
  const { body: file } = await admin
    .post(`${path}/datasets?name=g.csv`)
    .set('content-type', 'text/csv')
    .send(csv)
    .expect(201);
  const run = async (as: 'champion' | 'candidate', candidates: string[]): Promise<void> => {
    const { body: asked } = await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202);
    await train(api, asked.id, { ...solution.config, candidates }, schema, csv, as);
  };
  await run('champion', ['scorecard']);
  return {
    path,
    solutionId: solution.id,
    clientId: client.id,
    ...casesOf(csv),
    predict: async (some) =>
      (await admin.post(`${path}/tasks/default/predictions`).send({ rows: some }).expect(200)).body.predictions,
    addVersion: (candidates) => run('candidate', candidates),
  };
}

interface FixtureSchema {
  columns: { name: string; role: string; type: string; pii?: boolean }[];
}

async function train(
  api: TestApi,
  runId: string,
  config: unknown,
  schema: FixtureSchema,
  csv: string,
  as: 'champion' | 'candidate',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-serve-'));
  await writeFile(join(folder, 'data.csv'), csv);
  await writeFile(join(folder, 'schema.yaml'), JSON.stringify(schema));
  const stored = config as PocConfig;
  const result = await runPoc({
    vertical: api.parts.verticals.find(({ id }) => id === stored.vertical)!,
    config: pocConfigDocument.parse({ ...stored, data: { file: 'data.csv', schema: 'schema.yaml' } }) as PocConfig,
    baseDir: folder,
    productVersion: '0.0.0',
  });
  await writePoc(result, join(folder, 'out'), 'en');
  await finishRun(api, runId, join(folder, 'out'), as);
  await rm(folder, { recursive: true });
}

/** Rows of the sample file as they are sent, and their outcomes. */
export function casesOf(csv: string): Pick<ServedModel, 'rows' | 'outcomes'> {
  const [header, ...lines] = csv.trim().split('\n').map(cellsOf);
  const rows = lines.map((cells) => Object.fromEntries(header!.map((name, k) => [name, numberOrText(cells[k]!)])));
  const outcomes = rows.map(({ credit_risk }) => String(credit_risk));
  return { rows: rows.map(({ credit_risk: _, ...row }) => row), outcomes };
}

/** The cells of a line, of which some are quoted. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

function numberOrText(cell: string): string | number {
  return /^\d+$/.test(cell) ? Number(cell) : cell;
}
