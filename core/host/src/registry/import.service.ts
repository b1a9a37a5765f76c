import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ProoflineError } from '@proofline/learn';
import { type EvaluationReport, loadPackage, type PackageManifest, type Vertical } from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { ModelVersion } from './model-version.entity.js';
import type { RegistryService } from './registry.service.js';
import { unpackPoc } from './unpack-poc.js';

/** Brings the model of a proof of concept that ran elsewhere, e.g. on a laptop, into a solution. */
export class ImportService {
  constructor(
    private readonly source: DataSource,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly verticals: readonly Vertical[],
  ) {}

  /**
   * Enters the model of an output folder (`tar.gz`) as a candidate. The package is proven first: every hash, and the golden
   * vectors, which must get the answers that they got where it was made.
   * `dataset` is what it learnt from: without it, the gate cannot tell which rows the model has not seen.
   */
  async bring(by: Principal, solution: Solution, content: Readable, dataset?: StoredDataset): Promise<ModelVersion> {
    const folder = await mkdtemp(join(tmpdir(), 'proofline-import-'));
    try {
      await unpackPoc(content, folder);
      const poc = join(folder, 'poc');
      const { manifest, files } = await loadPackage(join(poc, 'package'), this.verticals).catch((error: unknown) => {
        throw withoutPath(error, `${poc}/`);
      });
      belongsTo(manifest, solution);
      // The one in the package is sealed by its hash, the one beside it is not.
      const report = JSON.parse(new TextDecoder().decode(files.get('report.json'))) as EvaluationReport;
      const key = `imports/${solution.clientId}/${randomUUID()}`;
      await this.artifacts.putFolder(key, poc);
      try {
        return await this.source.transaction((manager) =>
          this.registry.register(
            manager,
            {
              clientId: solution.clientId,
              solutionId: solution.id,
              runId: null,
              datasetId: dataset?.id ?? null,
              actor: actorOf(by),
            },
            key,
            manifest,
            report,
          ),
        );
      } catch (error) {
        await this.artifacts.remove(key);
        throw error;
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Where the archive was unpacked is nobody's business but ours. */
function withoutPath(error: unknown, path: string): unknown {
  if (!(error instanceof ProoflineError)) return error;
  const { kind, code, message, problems } = error;
  return new ProoflineError(kind, code, message.replaceAll(path, ''), { problems: [...problems], cause: error });
}

function belongsTo({ vertical, task, criteriaHash }: PackageManifest, solution: Solution): void {
  if (vertical.id !== solution.vertical || task !== solution.task) {
    throw new ProoflineError(
      'conflict',
      'MODEL_OF_OTHER_TASK',
      `The model is for ${vertical.id}/${task}; solution '${solution.slug}' is for ${solution.vertical}/${solution.task}.`,
    );
  }
  if (solution.criteriaHash !== null && solution.criteriaHash !== criteriaHash) {
    throw new ProoflineError(
      'conflict',
      'CRITERIA_DIFFER',
      `The model was judged by other criteria than solution '${solution.slug}' has had since its proof of concept. Run it again with those, or make another solution.`,
    );
  }
}
