import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Solution } from '../solutions/solution.entity.js';
import { datasetEntity, type StoredDataset } from './dataset.entity.js';

/** What a file may be called: its ending says how it is read. */
const NAME = /^[^/\\\0]{1,200}$/;
const LIMIT_BYTES = 20e9;

export class DatasetsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly artifacts: ArtifactStore,
  ) {}

  /** Keeps a file as it comes. What is broken off leaves nothing. */
  async upload(by: Principal, solution: Solution, name: string, content: Readable): Promise<StoredDataset> {
    if (!NAME.test(name)) {
      throw new ProoflineError('invalid-input', 'DATASET_NAME', 'Name the file without its folder, e.g. loans.csv.');
    }
    const id = randomUUID();
    const { key, bytes, sha256 } = await this.artifacts.put(
      `datasets/${solution.clientId}/${id}/${safeName(name)}`,
      content,
      LIMIT_BYTES,
    );
    try {
      if (bytes === 0) throw new ProoflineError('invalid-input', 'DATASET_EMPTY', `The file '${name}' is empty.`);
      return await this.record(by, solution, { id, name, artifactKey: key, bytes, sha256 });
    } catch (error) {
      await this.artifacts.remove(key);
      throw error;
    }
  }

  private async record(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    file: Pick<StoredDataset, 'id' | 'name' | 'artifactKey' | 'bytes' | 'sha256'>,
  ): Promise<StoredDataset> {
    const dataset: StoredDataset = { ...file, clientId, solutionId, createdAt: new Date() };
    await this.source.transaction(async (manager) => {
      await this.rows(manager, by).insert(dataset);
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'dataset.uploaded',
        subject: { dataset: dataset.id, solution: solutionId },
        detail: { name: file.name, bytes: file.bytes, sha256: file.sha256 },
      });
    });
    return dataset;
  }

  list(scope: Scope, solution: Solution): Promise<StoredDataset[]> {
    return this.rows(this.source.manager, scope).find({ solutionId: solution.id }, { order: { createdAt: 'DESC' } });
  }

  async get(scope: Scope, solution: Solution, id: string): Promise<StoredDataset> {
    const where = { id: isUuid(id) ? id : '00000000-0000-0000-0000-000000000000', solutionId: solution.id };
    return this.rows(this.source.manager, scope).get(where, id);
  }

  /** For a worker. */
  byId(id: string): Promise<StoredDataset> {
    return this.rows(this.source.manager, PLATFORM).get({ id }, id);
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<StoredDataset> {
    return new ScopedRows(manager, datasetEntity, scope, 'dataset');
  }
}

/** Endings are kept, everything that a file system may not like is not. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[^\w.-]+/g, '_').replace(/^\.+/, '');
  return safe === '' ? 'data' : safe.slice(-100);
}
