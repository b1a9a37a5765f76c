import { randomUUID } from 'node:crypto';
import type { Json } from '@proofline/learn';
import type { EvaluationReport, PackageManifest } from '@proofline/pipeline';
import { type DataSource, type EntityManager, In } from 'typeorm';
import { PLATFORM, platformRows, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { endChallenge } from '../challenges/challenge-rows.js';
import { announce } from '../persistence/change-watch.js';
import type { Page, PageWanted } from '../persistence/page.js';
import type { Promotion } from '../promotions/promotion.entity.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { type ModelVersion, modelVersionEntity } from './model-version.entity.js';

/** Where a model comes from: a run here, or a person who brought it. */
export interface ModelOrigin {
  clientId: string;
  solutionId: string;
  /** `null` where it was trained elsewhere. */
  runId: string | null;
  /** What it learnt from; `null` where that is not here. */
  datasetId: string | null;
  actor: Actor;
}

/** Versions of a solution's models, of which at most one answers. */
export class RegistryService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
  ) {}

  /** Enters a model, in the transaction that ends its run. */
  async register(
    manager: EntityManager,
    { clientId, solutionId, runId, datasetId, actor }: ModelOrigin,
    artifactKey: string,
    manifest: PackageManifest,
    report: Pick<EvaluationReport, 'verdict'>,
  ): Promise<ModelVersion> {
    // The solution's row is what numbers its versions one after the other.
    const solutions = platformRows(manager, solutionEntity);
    const solution = await solutions.get({ id: solutionId }, solutionId, true);
    const [{ next }] = (await manager.query(
      'SELECT coalesce(max(version), 0) + 1 AS next FROM proofline.model_version WHERE solution_id = $1',
      [solutionId],
    )) as [{ next: number }];
    const model: ModelVersion = {
      id: randomUUID(),
      clientId,
      solutionId,
      runId,
      datasetId,
      version: next,
      status: 'candidate',
      candidate: manifest.candidate,
      modelHash: manifest.modelHash,
      packageHash: manifest.packageHash,
      artifactKey,
      verdict: report.verdict.word,
      createdAt: new Date(),
      promotedAt: null,
      promotionId: null,
    };
    await this.rows(manager, PLATFORM).insert(model);
    if (solution.stage === 'intake' || solution.stage === 'poc') {
      await solutions.update({ id: solution.id }, { stage: 'verdict', criteriaHash: manifest.criteriaHash });
    }
    await this.audit.append(manager, {
      clientId,
      actor,
      action: 'model.registered',
      subject: { model: model.id, solution: solutionId, ...(runId === null ? {} : { run: runId }) },
      detail: { version: model.version, modelHash: model.modelHash, verdict: model.verdict },
    });
    return model;
  }

  page(scope: Scope, solution: Solution, wanted: PageWanted): Promise<Page<ModelVersion>> {
    const newest = { by: 'version', direction: 'DESC' } as const;
    return this.rows(this.source.manager, scope).page({ solutionId: solution.id }, newest, wanted);
  }

  get(scope: Scope, solution: Solution, version: number): Promise<ModelVersion> {
    return this.rows(this.source.manager, scope).get({ solutionId: solution.id, version }, `version ${version}`);
  }

  /** Numbers of versions by their ids. */
  async numbersOf(scope: Scope, ids: readonly string[]): Promise<Map<string, number>> {
    const found = await this.rows(this.source.manager, scope).find(
      { id: In([...new Set(ids)]) },
      { select: { id: true, version: true } },
    );
    return new Map(found.map(({ id, version }) => [id, version]));
  }

  /** The version that answers, if any. */
  champion(scope: Scope, solutionId: string): Promise<ModelVersion | null> {
    return this.rows(this.source.manager, scope).findOne({ solutionId, status: 'champion' });
  }

  /** As `champion`, within a transaction that holds the solution's lock. */
  championIn(manager: EntityManager, solutionId: string): Promise<ModelVersion | null> {
    return this.rows(manager, PLATFORM).findOne({ solutionId, status: 'champion' });
  }

  /** For a worker. */
  version(id: string): Promise<ModelVersion> {
    return this.byId(this.source.manager, id);
  }

  byId(manager: EntityManager, id: string): Promise<ModelVersion> {
    return this.rows(manager, PLATFORM).get({ id }, id);
  }

  /** Makes the version of an approved promotion the one that answers; the one before is archived in the same moment. */
  async makeChampion(manager: EntityManager, promotion: Promotion, actor: Actor): Promise<ModelVersion> {
    const model = await this.byId(manager, promotion.modelId);
    const before = await this.championIn(manager, promotion.solutionId);
    return this.swap(manager, { ...model, promotionId: promotion.id }, before, actor, 'model.promoted');
  }

  /** Makes a version that was the champion the one that answers again. */
  async restore(manager: EntityManager, id: string, actor: Actor, from: ModelVersion): Promise<ModelVersion> {
    return this.swap(manager, await this.byId(manager, id), from, actor, 'model.rolled-back');
  }

  /** The database refuses a champion without an approved promotion. */
  private async swap(
    manager: EntityManager,
    model: ModelVersion,
    before: ModelVersion | null,
    actor: Actor,
    action: string,
  ): Promise<ModelVersion> {
    const rows = this.rows(manager, PLATFORM);
    const ending = `Version ${model.version} has become the champion.`;
    await endChallenge(manager, this.audit, actor, { solutionId: model.solutionId, ending });
    if (before !== null) await rows.update({ id: before.id }, { status: 'archived' });
    const change = { status: 'champion', promotedAt: new Date(), promotionId: model.promotionId } as const;
    await rows.update({ id: model.id }, change);
    const solutions = platformRows(manager, solutionEntity);
    await solutions.update({ id: model.solutionId }, { stage: 'live' });
    await this.audit.append(manager, {
      clientId: model.clientId,
      actor,
      action,
      subject: { model: model.id, solution: model.solutionId },
      detail: { version: model.version, before: before?.version ?? null, modelHash: model.modelHash } as Record<
        string,
        Json
      >,
    });
    await announce(manager, 'models', model.solutionId);
    return { ...model, ...change };
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<ModelVersion> {
    return new ScopedRows(manager, modelVersionEntity, scope, 'model');
  }
}
