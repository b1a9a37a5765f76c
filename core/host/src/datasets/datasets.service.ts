import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { Solution } from '../solutions/solution.entity.js';
import { datasetEntity, type StoredDataset } from './dataset.entity.js';
import type { DatasetChecksService } from './dataset-checks.service.js';
import { keepFile } from './keep-file.js';

export class DatasetsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly artifacts: ArtifactStore,
    private readonly checks: DatasetChecksService,
  ) {}

  /** Keeps a file as it comes. What is broken off leaves nothing. */
  async upload(by: Principal, solution: Solution, name: string, content: Readable): Promise<StoredDataset> {
    const id = randomUUID();
    return keepFile(this.artifacts, `datasets/${solution.clientId}/${id}`, name, content, ({ key, bytes, sha256 }) =>
      this.record(by, solution, { id, name, artifactKey: key, bytes, sha256 }),
    );
  }

  private async record(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    file: Pick<StoredDataset, 'id' | 'name' | 'artifactKey' | 'bytes' | 'sha256'>,
  ): Promise<StoredDataset> {
    const dataset: StoredDataset = { ...file, clientId, solutionId, createdAt: new Date() };
    await this.source.transaction(async (manager) => {
      await this.rows(manager, by).insert(dataset);
      await this.checks.enter(manager, dataset);
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'dataset.uploaded',
        subject: { dataset: dataset.id, solution: solutionId },
        detail: { name: file.name, bytes: file.bytes, sha256: file.sha256 },
      });
    });
    await this.checks.ledger.enqueue(dataset.id);
    return dataset;
  }

  list(scope: Scope, solution: Solution): Promise<StoredDataset[]> {
    return this.rows(this.source.manager, scope).find({ solutionId: solution.id }, { order: { createdAt: 'DESC' } });
  }

  page(scope: Scope, solution: Solution, wanted: PageWanted): Promise<Page<StoredDataset>> {
    const newest = { by: 'createdAt', direction: 'DESC' } as const;
    return this.rows(this.source.manager, scope).page({ solutionId: solution.id }, newest, wanted);
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
