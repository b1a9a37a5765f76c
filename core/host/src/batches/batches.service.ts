import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import type { Language, TableFormat } from '@proofline/pipeline';
import { type DataSource, type EntityManager, In, IsNull, LessThan } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { Scope } from '../access/scope.js';
import type { ArtifactStore, Stored } from '../artifacts/artifact-store.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import { keepFile } from '../datasets/keep-file.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { BatchQueue } from '../queue/lanes.js';
import { WorkLedger, waiting } from '../queue/work-ledger.js';
import type { RegistryService } from '../registry/registry.service.js';
import { noChampion } from '../serving/serving.service.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type Batch, batchEntity } from './batch.entity.js';
import { type EnteringLog, enterBatchLog } from './batch-log.js';

/** What is to be answered: a file that is here, or one that comes with the request. */
export type BatchInput = { dataset: StoredDataset } | { name: string; content: Readable };

export interface BatchAsked {
  reasons: number;
  format: TableFormat;
  language: Language;
  log: boolean;
}

/** What came out of a batch. */
export interface BatchOutcome {
  rows: number;
  scored: number;
  refused: number;
  problems: Problem[];
  resultKey: string;
  errorsKey: string | null;
  /** A `BatchLogFile`; undefined where answers are not entered. */
  logFile?: string;
}

/** Somebody else ended the batch first. */
class EndedBefore extends Error {}

/** Deleted at a time by the sweep. */
const SWEEP_BATCHES = 100;

/** Files that are answered by a worker, with the champion. */
export class BatchesService {
  readonly ledger: WorkLedger<Batch>;

  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly artifacts: ArtifactStore,
    private readonly registry: RegistryService,
    queue: BatchQueue,
  ) {
    this.ledger = new WorkLedger(source, batchEntity, 'batch', queue);
  }

  /** Takes a file to be answered. Throws `not-ready` where no model answers. */
  async request(by: Principal, solution: Solution, input: BatchInput, asked: BatchAsked): Promise<Batch> {
    if ((await this.registry.champion(by, solution.id)) === null) throw noChampion(solution);
    const id = randomUUID();
    const { clientId } = solution;
    if ('dataset' in input) {
      const { id: datasetId, name, artifactKey, bytes, sha256 } = input.dataset;
      return this.enter(by, solution, { id, datasetId, name, inputKey: artifactKey, bytes, sha256, ...asked });
    }
    const { name, content } = input;
    return keepFile(this.artifacts, folderOf({ id, clientId }), name, content, ({ key, bytes, sha256 }) =>
      this.enter(by, solution, { id, datasetId: null, name, inputKey: key, bytes, sha256, ...asked }),
    );
  }

  private async enter(
    by: Principal,
    { id: solutionId, clientId, task }: Solution,
    file: Pick<Batch, 'id' | 'datasetId' | 'name' | 'inputKey' | 'bytes' | 'sha256'> & BatchAsked,
  ): Promise<Batch> {
    const batch: Batch = {
      ...file,
      ...waiting(),
      clientId,
      solutionId,
      task,
      modelId: null,
      modelVersion: null,
      rows: null,
      scored: null,
      refused: null,
      problems: null,
      resultKey: null,
      errorsKey: null,
      requestedBy: actorOf(by) as Json,
      deletedAt: null,
    };
    await this.source.transaction(async (manager) => {
      await this.ledger.rows(manager, by).insert(batch);
      const { name, sha256, datasetId } = batch;
      await this.note(manager, batch, actorOf(by), 'batch.requested', { name, sha256, dataset: datasetId });
    });
    await this.ledger.enqueue(batch.id);
    return batch;
  }

  page(scope: Scope, solution: Solution, wanted: PageWanted): Promise<Page<Batch>> {
    const newest = { by: 'createdAt', direction: 'DESC' } as const;
    return this.ledger.rows(this.source.manager, scope).page({ solutionId: solution.id }, newest, wanted);
  }

  get(scope: Scope, solution: Solution, id: string): Promise<Batch> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'BATCH_UNKNOWN', `There is no batch '${id}'.`);
    return this.ledger.rows(this.source.manager, scope).get({ id, solutionId: solution.id }, id);
  }

  /** Path of a local file with the answers, or with the rows that got none. Throws `conflict` before it is there and `not-found` where it is not. */
  async file(batch: Batch, which: 'resultKey' | 'errorsKey'): Promise<string> {
    const { id, status, deletedAt } = batch;
    if (status !== 'succeeded') {
      throw new ProoflineError('conflict', 'BATCH_WITHOUT_RESULT', `The batch '${id}' has no result: it is ${status}.`);
    }
    const key = batch[which];
    if (key !== null) return this.artifacts.fetch(key);
    const why =
      deletedAt === null
        ? 'every row of its file was answered'
        : `it was deleted at ${deletedAt.toISOString()}, because it was old enough`;
    throw new ProoflineError('not-found', 'BATCH_FILE_UNKNOWN', `The batch '${id}' has no such file: ${why}.`);
  }

  async cancel(by: Principal, solution: Solution, id: string): Promise<Batch> {
    const batch = await this.get(by, solution, id);
    return this.source.transaction(async (manager) => {
      const stopped = await this.ledger.stop(manager, by, id);
      if (stopped !== undefined) await this.note(manager, batch, actorOf(by), 'batch.cancelled');
      return stopped ?? this.ledger.rows(manager, by).get({ id }, id);
    });
  }

  /** Lets a batch begin anew that failed through no fault of its input. */
  async replay(by: Principal, id: string): Promise<Batch> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'BATCH_UNKNOWN', `There is no batch '${id}'.`);
    const batch = await this.source.transaction(async (manager) => {
      const before = await this.ledger.rows(manager, by).get({ id }, id);
      const replayed = await this.ledger.restart(manager, by, id);
      const { failure, problem } = before;
      await this.note(manager, replayed, actorOf(by), 'batch.replayed', { failure, problem });
      return replayed;
    });
    await this.ledger.enqueue(id);
    return batch;
  }

  /** For a worker: marks a batch as begun. The champion of the first time answers it, however often it is begun. */
  begin(id: string): Promise<Batch | undefined> {
    return this.ledger.begin(id, async (manager, { solutionId, modelId }) => {
      if (modelId !== null) return {};
      const champion = await this.registry.championIn(manager, solutionId);
      return champion === null ? {} : { modelId: champion.id, modelVersion: champion.version };
    });
  }

  /**
   * Ends a batch well, and its answers are in the prediction log; where somebody was first, what was made is removed. Both or
   * none: however often a batch is begun, its answers are entered once.
   */
  async succeed(batch: Batch, { logFile, ...outcome }: BatchOutcome, entering: EnteringLog): Promise<void> {
    const ended = this.source.transaction(async (manager) => {
      if (logFile !== undefined) await enterBatchLog(manager, { file: logFile, batchId: batch.id }, entering);
      const end = { ...outcome, status: 'succeeded', fraction: 1 } as const;
      if (!(await this.ledger.close(batch.id, end, manager))) throw new EndedBefore();
      const { rows, scored, refused } = outcome;
      const detail = { version: batch.modelVersion, rows, scored, refused, logged: batch.log };
      await this.note(manager, batch, { system: 'batches' }, 'batch.scored', detail);
    });
    await ended.catch((error: unknown) => {
      if (!(error instanceof EndedBefore)) throw error;
      return this.artifacts.remove(attemptOf(batch));
    });
  }

  /** Keeps a file that an attempt at a batch made. */
  keep(batch: Batch, name: string, content: Readable): Promise<Stored> {
    return this.artifacts.put(`${attemptOf(batch)}/${name}`, content);
  }

  /** Deletes files and results of batches that ended before; data sets stay. Returns how many. */
  async deleteBefore(time: Date): Promise<number> {
    const old = await this.ledger.rows().find(
      {
        status: In(['succeeded', 'failed', 'cancelled']),
        finishedAt: LessThan(time),
        deletedAt: IsNull(),
      },
      { take: SWEEP_BATCHES },
    );
    for (const batch of old) {
      await this.artifacts.remove(folderOf(batch));
      const gone = { resultKey: null, errorsKey: null, deletedAt: new Date() };
      await this.ledger.rows().update({ id: batch.id }, batch.datasetId === null ? { ...gone, inputKey: null } : gone);
    }
    return old.length === SWEEP_BATCHES ? old.length + (await this.deleteBefore(time)) : old.length;
  }

  private note(
    manager: EntityManager,
    { id, clientId, solutionId }: Batch,
    actor: Actor,
    action: string,
    detail: Record<string, Json> = {},
  ): Promise<void> {
    return this.audit.append(manager, {
      clientId,
      actor,
      action,
      subject: { batch: id, solution: solutionId },
      detail,
    });
  }
}

function folderOf({ id, clientId }: Pick<Batch, 'id' | 'clientId'>): string {
  return `batches/${clientId}/${id}`;
}

/** Attempts do not write over each other: one that was given up may still go on somewhere. */
function attemptOf(batch: Batch): string {
  return `${folderOf(batch)}/${batch.attempts}`;
}
