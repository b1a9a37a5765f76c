import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACTS, type ArtifactStore, outcomeOf, RegistryService, TrainingService } from '@proofline/host';
import { makeApprovedChampion } from '@proofline/host/testing';
import type { EvaluationReport, PackageManifest } from '@proofline/pipeline';
import type { TestApi } from './start-api.js';

/** Ends a run with an output folder, as a worker would, and makes its model the champion without anybody's approval unless it is to be a candidate. */
export async function finishRun(
  { app }: TestApi,
  runId: string,
  folder: string,
  as: 'champion' | 'candidate' = 'champion',
): Promise<void> {
  const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(join(folder, name), 'utf8')) as T;
  const report = await json<EvaluationReport>('report.json');
  const manifest = await json<PackageManifest>('package/manifest.json');
  const training = app.get(TrainingService);
  const run = (await training.begin(runId))!;
  const key = `runs/${run.clientId}/${runId}/1`;
  await app.get<ArtifactStore>(ARTIFACTS).putFolder(key, folder);
  const { clientId, solutionId, datasetId } = run;
  const origin = { clientId, solutionId, runId, datasetId, actor: { system: 'training' } } as const;
  await training.succeed(run, outcomeOf(report), async (manager) => {
    const model = await app.get(RegistryService).register(manager, origin, key, manifest, report);
    if (as === 'champion') await makeApprovedChampion(manager, model);
  });
}
