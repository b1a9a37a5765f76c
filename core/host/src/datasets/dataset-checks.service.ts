import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Json, ProoflineError } from '@proofline/learn';
import { type DataSource, type EntityManager, In } from 'typeorm';
import type { Scope } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { DatasetQueue } from '../queue/lanes.js';
import { WorkLedger, waiting } from '../queue/work-ledger.js';
import { OPEN_RUN } from '../training/run.entity.js';
import type { StoredDataset } from './dataset.entity.js';
import { type DatasetCheckRow, type DatasetVerdict, datasetCheckEntity } from './dataset-check.entity.js';

/** `unchecked`: uploaded before files were checked, or the check itself failed. */
export type DatasetStatus = 'checking' | DatasetVerdict | 'unchecked';

type Found = Pick<DatasetCheckRow, 'schemaSource' | 'verdict' | 'rows' | 'columns' | 'problems' | 'fingerprint'>;

/** How uploaded files stand: each is validated and profiled by a worker. */
export class DatasetChecksService {
  readonly ledger: WorkLedger<DatasetCheckRow>;

  constructor(
    source: DataSource,
    private readonly artifacts: ArtifactStore,
    queue: DatasetQueue,
  ) {
    this.ledger = new WorkLedger(source, datasetCheckEntity, 'dataset', queue);
  }

  /** In the transaction that enters the data set; the caller has the ledger `enqueue` it after the commit. */
  enter(manager: EntityManager, { id, clientId, solutionId }: StoredDataset): Promise<void> {
    const nothing = {
      schemaSource: null,
      verdict: null,
      rows: null,
      columns: null,
      problems: null,
      fingerprint: null,
      artifactKey: null,
    };
    return this.ledger.rows(manager).insert({ id, clientId, solutionId, ...nothing, ...waiting() });
  }

  /** By the ids of the data sets; those that were never to be checked are not in it. */
  async of(scope: Scope, datasets: readonly StoredDataset[]): Promise<Map<string, DatasetCheckRow>> {
    const found = await this.ledger.rows(undefined, scope).find({ id: In(datasets.map(({ id }) => id)) });
    return new Map(found.map((row) => [row.id, row]));
  }

  /** One of the documents of a check. Throws `conflict` before it is there, and `not-found` where there is none. */
  async document(scope: Scope, dataset: StoredDataset, which: 'validation' | 'profile'): Promise<Json> {
    const row = (await this.of(scope, [dataset])).get(dataset.id);
    const status = statusOf(row);
    if (status === 'checking') {
      throw new ProoflineError(
        'conflict',
        'DATASET_CHECKING',
        `The data set '${dataset.name}' is being checked; ask again in a moment.`,
      );
    }
    if (row?.artifactKey && (which === 'validation' || status === 'valid')) {
      const folder = await this.artifacts.fetch(row.artifactKey);
      return JSON.parse(await readFile(join(folder, `${which}.json`), 'utf8')) as Json;
    }
    throw new ProoflineError(
      'not-found',
      'DATASET_DOCUMENT_UNKNOWN',
      `The data set '${dataset.name}' has no ${which}: it is ${status}.`,
    );
  }

  /** Ends a check well with a folder of its documents; where somebody was first, nothing is kept. */
  async succeed({ id, clientId, attempts }: DatasetCheckRow, found: Found, folder: string): Promise<void> {
    const artifactKey = `dataset-checks/${clientId}/${id}/${attempts}`;
    await this.artifacts.putFolder(artifactKey, folder);
    const end = { ...found, artifactKey, status: 'succeeded', fraction: 1 } as const;
    if (!(await this.ledger.close(id, end))) await this.artifacts.remove(artifactKey);
  }
}

export function statusOf(row: DatasetCheckRow | undefined): DatasetStatus {
  if (row === undefined) return 'unchecked';
  return OPEN_RUN.includes(row.status) ? 'checking' : (row.verdict ?? 'unchecked');
}
