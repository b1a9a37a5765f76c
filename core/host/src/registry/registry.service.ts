import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { EvaluationReport, PackageManifest } from '@proofline/pipeline';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { announce } from '../persistence/change-watch.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import { type ModelVersion, modelVersionEntity } from './model-version.entity.js';

/** Where a model comes from: a run here, or a person who brought it. */
export interface ModelOrigin {
  clientId: string;
  solutionId: string;
  /** `null` where it was trained elsewhere. */
  runId: string | null;
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
    { clientId, solutionId, runId, actor }: ModelOrigin,
    artifactKey: string,
    manifest: PackageManifest,
    report: Pick<EvaluationReport, 'verdict'>,
  ): Promise<ModelVersion> {
    // The solution's row is what numbers its versions one after the other.
    const solutions = new ScopedRows(manager, solutionEntity, PLATFORM, 'solution');
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
      version: next,
      status: 'candidate',
      candidate: manifest.candidate,
      modelHash: manifest.modelHash,
      packageHash: manifest.packageHash,
      artifactKey,
      verdict: report.verdict.word,
      createdAt: new Date(),
      promotedAt: null,
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

  list(scope: Scope, solution: Solution): Promise<ModelVersion[]> {
    return this.rows(this.source.manager, scope).find({ solutionId: solution.id }, { order: { version: 'DESC' } });
  }

  get(scope: Scope, solution: Solution, version: number): Promise<ModelVersion> {
    return this.rows(this.source.manager, scope).get({ solutionId: solution.id, version }, `version ${version}`);
  }

  /** The version that answers, if any. */
  champion(scope: Scope, solutionId: string): Promise<ModelVersion | null> {
    return this.rows(this.source.manager, scope).findOne({ solutionId, status: 'champion' });
  }

  /** Makes a version the one that answers; the one before is archived in the same moment. Its verdict must be GO. */
  async promote(by: Principal, solution: Solution, version: number): Promise<ModelVersion> {
    const model = await this.get(by, solution, version);
    if (model.verdict !== 'GO') {
      throw new ProoflineError(
        'threshold-not-met',
        'VERDICT_NOT_GO',
        `Version ${version} got the verdict ${model.verdict}; only a GO can answer. Its report says what is missing.`,
      );
    }
    return this.swap(actorOf(by), solution, version, 'model.promoted');
  }

  /** Back to the champion before this one, in one call. */
  async rollBack(by: Principal, solution: Solution): Promise<ModelVersion> {
    const [before] = await this.rows(this.source.manager, by).find(
      { solutionId: solution.id, status: 'archived' },
      { order: { promotedAt: 'DESC' }, take: 1 },
    );
    if (before === undefined || before.promotedAt === null) {
      throw new ProoflineError('conflict', 'NOTHING_TO_ROLL_BACK_TO', 'No other version has ever been the champion.');
    }
    return this.swap(actorOf(by), solution, before.version, 'model.rolled-back');
  }

  private swap(actor: Actor, solution: Solution, version: number, action: string): Promise<ModelVersion> {
    return this.source.transaction(async (manager) => {
      await new ScopedRows(manager, solutionEntity, PLATFORM, 'solution').get({ id: solution.id }, solution.slug, true);
      const rows = this.rows(manager, { clientId: solution.clientId });
      const model = await rows.get({ solutionId: solution.id, version }, `version ${version}`);
      if (model.status === 'champion') return model;
      const before = await rows.findOne({ solutionId: solution.id, status: 'champion' });
      if (before !== null) await rows.update({ id: before.id }, { status: 'archived' });
      const change = { status: 'champion', promotedAt: new Date() } as const;
      await rows.update({ id: model.id }, change);
      await new ScopedRows(manager, solutionEntity, PLATFORM, 'solution').update(
        { id: solution.id },
        { stage: 'live' },
      );
      await this.audit.append(manager, {
        clientId: solution.clientId,
        actor,
        action,
        subject: { model: model.id, solution: solution.id },
        detail: { version, before: before?.version ?? null, modelHash: model.modelHash } as Record<string, Json>,
      });
      await announce(manager, 'models');
      return { ...model, ...change };
    });
  }

  private rows(manager: EntityManager, scope: Scope): ScopedRows<ModelVersion> {
    return new ScopedRows(manager, modelVersionEntity, scope, 'model');
  }
}
