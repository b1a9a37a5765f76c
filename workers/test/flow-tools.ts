import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type EvaluationReport,
  type PocConfigInput,
  pocConfigDocument,
  runPoc,
  type Vertical,
} from '@proofline/pipeline';
import { SAMPLE } from '../../api/test/sample.js';
import type { TestApi } from '../../api/test/start-api.js';
import { trainedPoc } from '../../api/test/trained-poc.js';

export type SolutionConfig = Partial<PocConfigInput>;

const columns = { target: 'credit_risk', positive: 'bad' };

/** What a proof of concept on one process makes of the same rows and configuration. */
export async function offline(api: TestApi, config: SolutionConfig): Promise<EvaluationReport> {
  const csv = await readFile(SAMPLE, 'utf8');
  const folder = await trainedPoc(api, { config: { columns, ...config }, csv });
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as EvaluationReport;
}

/** The same by a vertical that is not the installed one. */
export async function offlineBy(vertical: Vertical, config: SolutionConfig): Promise<EvaluationReport> {
  const data = { file: SAMPLE };
  const document = pocConfigDocument.parse({ version: 1, vertical: 'credit-risk', columns, ...config, data });
  return (await runPoc({ vertical, config: document, baseDir: '/', productVersion: '0.1.0' })).report;
}

/** A solution of a new client with the German credit data. */
export async function newSolution(api: TestApi, client: string, config: SolutionConfig) {
  const admin = api.as(api.adminKey);
  await admin.post('/v1/clients').send({ slug: client, name: client }).expect(201);
  const { body: solution } = await admin
    .post('/v1/solutions')
    .send({ client, vertical: 'credit-risk', config: { columns, ...config } })
    .expect(201);
  const path = `/v1/solutions/${solution.id}`;
  const { body: file } = await admin
    .post(`${path}/datasets?name=german-credit.csv`)
    .set('content-type', 'text/csv')
    .send(await readFile(SAMPLE, 'utf8'))
    .expect(201);
  return {
    /** Asks for a run. */
    async request() {
      const { body: asked } = await admin.post(`${path}/runs`).send({ dataset: file.id }).expect(202);
      const id = asked.id as string;
      return {
        id,
        state: async () => (await admin.get(`${path}/runs/${id}`).expect(200)).body,
        cancel: () => admin.post(`${path}/runs/${id}/cancellation`),
        models: async () => (await admin.get(`${path}/models`).expect(200)).body.items,
        trials: () => trialsOf(api, id),
      };
    },
    dataset: file.id as string,
  };
}

export interface TrialRow {
  id: string;
  part: string;
  candidate: string;
  status: string;
  attempts: number;
  result_key: string | null;
}

function trialsOf({ parts }: TestApi, runId: string): Promise<TrialRow[]> {
  return parts.source.query('SELECT * FROM proofline.trial WHERE run_id = $1 ORDER BY place', [runId]);
}
