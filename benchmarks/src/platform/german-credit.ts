import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { cellAsJson, columnsWithRole, loadPackage, parseFeatureSchema, readDataset } from '@proofline/pipeline';
import { ROOT } from '../peers/environment.js';
import { run } from './child.js';
import { call, command, type Platform } from './platform.js';

const FIXTURE = join(ROOT, 'fixtures', 'german-credit');
export const CSV = join(FIXTURE, 'german-credit.csv');
const CLI = join(ROOT, 'cli', 'bin', 'proofline.js');
const CLIENT = 'demo';
/** For the search of settings. What is measured is how they are served, not how good they are. */
const BUDGET = '3s';

export type Row = Record<string, unknown>;

/** A solution whose champion answers. */
export interface ServedSolution {
  /** Address of its predictions. */
  url: string;
  /** What the package says without a server: a probability for each row. */
  offline: (rows: readonly Row[]) => number[];
  settings: Record<string, number>;
}

/** The rows of the sample as requests have them. */
export async function sampleRows(): Promise<Row[]> {
  const schema = parseFeatureSchema(await readFile(join(FIXTURE, 'schema.yaml'), 'utf8'), 'schema.yaml');
  const { columns, rows } = await readDataset(CSV, schema);
  const specs = columnsWithRole(schema, 'feature');
  return Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(specs.map((spec) => [spec.name, cellAsJson(spec, columns.get(spec.name)!, i)])),
  );
}

/** From the sample file to a champion, by the commands that users have: a proof of concept, promoted, judged and approved by another person. */
export async function serveCandidate(
  platform: Platform,
  candidate: 'scorecard' | 'gradient-boosting',
  folder: string,
): Promise<ServedSolution> {
  const config = join(FIXTURE, 'proofline.yaml');
  const out = join(folder, candidate);
  const flags = ['--candidates', candidate, '--budget', BUDGET, '--out', out];
  await run(process.execPath, [CLI, 'poc', '--config', config, ...flags]);
  await command(platform, 'promote', out, '--client', CLIENT, '--slug', candidate);
  const name = `${CLIENT}/${candidate}`;
  await command(platform, 'propose', name, '1');
  const approver = await call<{ key: string }>(platform, 'POST', '/keys', {
    name: `approves ${candidate}`,
    role: 'approver',
    owner: 'another person',
  });
  await command({ url: platform.url, key: approver.key }, 'approve', name, '1');
  const { predictor, manifest } = await loadPackage(join(out, 'package'), [creditRisk]);
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as {
    candidates: { name: string; parameters: Record<string, number> }[];
  };
  if (!manifest.candidate.includes(candidate)) {
    throw new Error(`The champion is '${manifest.candidate}', so this would not measure '${candidate}'.`);
  }
  return {
    url: `${platform.url}/v1/solutions/${candidate}/tasks/default/predictions`,
    offline: (rows) => predictor.predictRows(rows).map(({ probability }) => probability as number),
    settings: report.candidates.find(({ name: one }) => one === manifest.candidate)!.parameters,
  };
}
