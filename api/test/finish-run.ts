import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACTS, type ArtifactStore, outcomeOf, RegistryService, TrainingService } from '@proofline/host';
import type { EvaluationReport, PackageManifest } from '@proofline/pipeline';
import type { TestApi } from './start-api.js';

/** Ends a run with an output folder, as a worker would, and makes its model the champion without anybody's approval. */
export async function finishRun({ app }: TestApi, runId: string, folder: string): Promise<void> {
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
    const { id } = await app.get(RegistryService).register(manager, origin, key, manifest, report);
    // The database takes no champion without a promotion that two people agreed on.
    await manager.query(
      `INSERT INTO proofline.promotion
           (id, client_id, solution_id, model_id, status, verdict, requested_by, requested_owner, decided_by, decided_owner)
         VALUES (gen_random_uuid(), $1, $2, $3, 'approved', 'passed', '{}', 'one', '{}', 'another')`,
      [clientId, solutionId, id],
    );
    await manager.query(
      `UPDATE proofline.model_version SET status = 'champion', promoted_at = now(),
         promotion_id = (SELECT id FROM proofline.promotion WHERE model_id = $1) WHERE id = $1`,
      [id],
    );
  });
}
