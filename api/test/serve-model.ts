import { readFile } from 'node:fs/promises';
import { finishRun } from './finish-run.js';
import { type Cases, casesOf, quickSolution, SAMPLE } from './sample.js';
import type { TestApi } from './start-api.js';
import { trainedPoc } from './trained-poc.js';

/** Columns of the sample that the test takes for personal data. */
export const PERSONAL = ['housing', 'telephone'];

/** What one client has: ids, and rows of the sample file with their outcomes. */
export interface ServedModel extends Cases {
  /** `/v1/solutions/…` */
  path: string;
  solutionId: string;
  clientId: string;
  datasetId: string;
  /** The run that its champion is of. */
  runId: string;
  predict(rows: readonly object[]): Promise<{ id: string; version: number; prediction: { probability: number } }[]>;
  /** Trains a version that stays a candidate. */
  addVersion(candidates: string[]): Promise<void>;
}

/** A client with a scorecard that answers; it is the champion without anybody's approval. */
export async function serveModel(api: TestApi, client: string, slug = client): Promise<ServedModel> {
  const admin = api.as(api.adminKey);
  const { schema, ...quick } = await quickSolution();
  // The sample file names nobody: its rows get numbers, and two columns are taken for personal data.
  schema.columns.push({ name: 'application', type: 'text', role: 'id' });
  for (const column of schema.columns) if (PERSONAL.includes(column.name)) column.pii = true;
  const csv = (await readFile(SAMPLE, 'utf8'))
    .trim()
    .split('\n')
    .map((line, k) => `${line},${k === 0 ? 'application' : `A-${k}`}`)
    .join('\n');
  const { body: owner } = await admin.post('/v1/clients').send({ slug: client, name: client }).expect(201);
  const { body: solution } = await admin
    .post('/v1/solutions')
    .send({ client, slug, ...quick, schema })
    .expect(201);
  const path = `/v1/solutions/${slug}`;
  const { body: file } = await admin
    .post(`${path}/datasets?name=g.csv`)
    .set('content-type', 'text/csv')
    .send(csv)
    .expect(201);
  const run = async (as: 'champion' | 'candidate', candidates: string[]): Promise<string> => {
    const { body: asked } = await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202);
    // As it is stored, but for the name of its client: what is trained is the same for all.
    const { client: _, ...config } = { ...solution.config, candidates };
    await finishRun(api, asked.id, await trainedPoc(api, { config, csv, schema }), as);
    return asked.id;
  };
  return {
    path,
    solutionId: solution.id,
    clientId: owner.id,
    datasetId: file.id,
    runId: await run('champion', ['scorecard']),
    ...casesOf(csv),
    predict: async (some) =>
      (await admin.post(`${path}/tasks/default/predictions`).send({ rows: some }).expect(200)).body.predictions,
    addVersion: async (candidates) => {
      await run('candidate', candidates);
    },
  };
}
