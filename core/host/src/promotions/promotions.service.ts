import { randomUUID } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { apiKeyEntity } from '../access/api-key.entity.js';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, platformRows, type Scope, ScopedRows } from '../access/scope.js';
import type { Actor, AuditTrail } from '../audit/audit-trail.js';
import { beginChallenge, changeShare, endChallenge, openChallenge } from '../challenges/challenge-rows.js';
import type { StoredDataset } from '../datasets/dataset.entity.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import type { PromotionQueue } from '../queue/lanes.js';
import { addSoon } from '../queue/work-queue.js';
import type { ModelVersion } from '../registry/model-version.entity.js';
import type { RegistryService } from '../registry/registry.service.js';
import { type Solution, solutionEntity } from '../solutions/solution.entity.js';
import type { Run } from '../training/run.entity.js';
import { refuseSamePerson } from './four-eyes.js';
import type { Override, Promotion } from './promotion.entity.js';
import { lockSolution, notePromotion, outdate, promotionRows } from './promotion-rows.js';
import { canaryOpen, isAgreeable, isOpen, outdated, whyNotDecidable } from './refusals.js';

/**
 * The one way to a champion: somebody asks, the gate judges, somebody else approves. A solution's row is locked before its champion
 * is looked at, so that of two approvals one is first, and the other finds that the champion has changed.
 */
export class PromotionsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly registry: RegistryService,
    private readonly queue: PromotionQueue,
  ) {}

  async request(by: Principal, solution: Solution, version: number, override: Override | null): Promise<Promotion> {
    const model = await this.registry.get(by, solution, version);
    if (model.status === 'champion') {
      throw new ProoflineError('conflict', 'ALREADY_CHAMPION', `Version ${version} is the champion already.`);
    }
    let promotion: Promotion;
    try {
      promotion = await this.source.transaction((manager) =>
        this.enter(manager, model, actorOf(by), by.owner, override),
      );
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ProoflineError(
        'conflict',
        'PROMOTION_OPEN',
        `The promotion of version ${version} has been asked for and is not decided yet. See GET /v1/solutions/${solution.slug}/models/${version}/promotions.`,
      );
    }
    await this.enqueue(promotion.id);
    return promotion;
  }

  /** Asks in the name of whoever asked for the run, in the transaction that enters its model; `GateLedger.enqueueForgotten` does the rest. */
  async requestFor(manager: EntityManager, run: Run, model: ModelVersion): Promise<void> {
    const actor = run.requestedBy as unknown as Actor;
    await this.enter(manager, model, actor, 'owner' in actor ? actor.owner : actor.system, null);
  }

  /** Asks in a transaction of the caller's, who calls `enqueue` after the commit. `owner` answers for it, and may not approve. */
  async enter(
    manager: EntityManager,
    model: ModelVersion,
    actor: Actor,
    owner: string,
    override: Override | null,
  ): Promise<Promotion> {
    const promotion: Promotion = {
      id: randomUUID(),
      clientId: model.clientId,
      solutionId: model.solutionId,
      modelId: model.id,
      championId: null,
      frozenSetId: null,
      status: 'queued',
      verdict: null,
      checks: null,
      override,
      problem: null,
      requestedBy: actor as Json,
      requestedOwner: owner,
      decidedBy: null,
      decidedOwner: null,
      reason: null,
      attempts: 0,
      createdAt: new Date(),
      judgedAt: null,
      decidedAt: null,
    };
    await promotionRows(manager, PLATFORM).insert(promotion);
    await notePromotion(this.audit, manager, promotion, actor, 'promotion.requested', {
      version: model.version,
      override: override as unknown as Json,
    });
    return promotion;
  }

  /** After the commit, so that no worker looks for a promotion that is not there yet. */
  enqueue(id: string): Promise<void> {
    return addSoon(this.queue, id);
  }

  /** Of a solution, or of one of its versions; the newest first. */
  async page(scope: Scope, solution: Solution, wanted: PageWanted, version?: number): Promise<Page<Promotion>> {
    const model = version === undefined ? undefined : await this.registry.get(scope, solution, version);
    return promotionRows(this.source.manager, scope).page(
      { solutionId: solution.id, ...(model === undefined ? {} : { modelId: model.id }) },
      { by: 'createdAt', direction: 'DESC' },
      wanted,
    );
  }

  async get(scope: Scope, solution: Solution, version: number, id: string): Promise<Promotion> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'PROMOTION_UNKNOWN', `There is no promotion '${id}'.`);
    const model = await this.registry.get(scope, solution, version);
    return promotionRows(this.source.manager, scope).get({ id, modelId: model.id }, id);
  }

  /**
   * Makes the version the champion. Only what passed, only by another person, and only against the champion it was compared with.
   * With `canary` it answers that share of the subjects first, and the promotion stays open.
   */
  async approve(
    by: Principal,
    solution: Solution,
    version: number,
    id: string,
    { reason, canary }: { reason: string | null; canary?: number | undefined },
  ): Promise<Promotion> {
    await this.get(by, solution, version, id);
    const done = await this.source.transaction(async (manager): Promise<Promotion | 'outdated'> => {
      const promotion = await this.lockBoth(manager, by, solution, id);
      if (!isAgreeable(promotion)) throw whyNotDecidable(promotion);
      refuseSamePerson(by, promotion);
      const champion = await this.registry.championIn(manager, solution.id);
      if ((champion?.id ?? null) !== promotion.championId) {
        await outdate(manager, { id }, 'Another version has become the champion since it was judged.');
        return 'outdated';
      }
      if (canary !== undefined) return this.letAnswerShare(manager, by, promotion, champion, canary, reason);
      const decision = await this.decide(manager, by, promotion, 'approved', reason, { version });
      await this.registry.makeChampion(manager, decision, actorOf(by));
      await this.acceptCriteria(manager, promotion);
      await outdate(
        manager,
        { solutionId: solution.id },
        `Version ${version} has become the champion since it was judged.`,
      );
      return decision;
    });
    if (done !== 'outdated') return done;
    throw outdated('Another version has become the champion since it was judged.');
  }

  /** Refuses what is not decided yet, judged or not: nothing that the gate cannot finish stays open for ever. */
  async reject(by: Principal, solution: Solution, version: number, id: string, reason: string): Promise<Promotion> {
    await this.get(by, solution, version, id);
    return this.source.transaction(async (manager) => {
      const promotion = await this.lockBoth(manager, by, solution, id);
      if (!isOpen(promotion)) throw whyNotDecidable(promotion);
      if (promotion.status === 'canary') await this.endCanary(manager, by, solution.id, 'Its promotion was rejected.');
      return this.decide(manager, by, promotion, 'rejected', reason, { version });
    });
  }

  /** Back to the champion that the present one took over from, in one call. What was judged against the present one is outdated. */
  rollBack(by: Principal, solution: Solution): Promise<ModelVersion> {
    return this.source.transaction(async (manager) => {
      await lockSolution(manager, solution.id);
      const champion = await this.registry.championIn(manager, solution.id);
      const rows = promotionRows(manager, by);
      const made = champion?.promotionId ? await rows.get({ id: champion.promotionId }, champion.promotionId) : null;
      if (champion === null || made === null || made.championId === null) {
        throw new ProoflineError('conflict', 'NOTHING_TO_ROLL_BACK_TO', 'There is no champion before the present one.');
      }
      const before = await this.registry.restore(manager, made.championId, actorOf(by), champion);
      await outdate(manager, { solutionId: solution.id }, `The champion was rolled back to version ${before.version}.`);
      return before;
    });
  }

  /** Marks the data set that models are compared on and none is trained on; null unmarks it. */
  async markFrozenSet(by: Principal, solution: Solution, dataset: StoredDataset | null): Promise<Solution> {
    return this.source.transaction(async (manager) => {
      const locked = await lockSolution(manager, solution.id);
      const frozenSetId = dataset?.id ?? null;
      if (locked.frozenSetId === frozenSetId) return locked;
      await new ScopedRows(manager, solutionEntity, by, 'solution').update({ id: solution.id }, { frozenSetId });
      const why = 'Another frozen set was marked since it was judged.';
      await outdate(manager, { solutionId: solution.id }, why);
      await this.endCanary(manager, by, solution.id, why);
      await this.audit.append(manager, {
        clientId: solution.clientId,
        actor: actorOf(by),
        action: 'solution.frozen-set-marked',
        subject: { solution: solution.id, dataset: frozenSetId },
        detail: { before: locked.frozenSetId, sha256: dataset?.sha256 ?? null },
      });
      return { ...locked, frozenSetId };
    });
  }

  /** Begins a canary, or changes its share. */
  private async letAnswerShare(
    manager: EntityManager,
    by: Principal,
    promotion: Promotion,
    champion: ModelVersion | null,
    share: number,
    reason: string | null,
  ): Promise<Promotion> {
    if (champion === null) {
      throw new ProoflineError(
        'conflict',
        'NO_CHAMPION',
        "There is no champion that could answer the others. Approve it without 'canary'.",
      );
    }
    const model = await this.registry.byId(manager, promotion.modelId);
    const decision = await this.decide(manager, by, promotion, 'canary', reason, { version: model.version, share });
    const open = await openChallenge(manager, promotion.solutionId);
    if (open?.promotionId === promotion.id) await changeShare(manager, this.audit, actorOf(by), open, share);
    else if (open?.mode === 'canary') throw await canaryOpen(this.registry, manager, open);
    else {
      const ending = `Version ${model.version} has become the canary.`;
      await endChallenge(manager, this.audit, actorOf(by), { solutionId: promotion.solutionId, ending });
      const canary = { share, promotionId: promotion.id };
      await beginChallenge(manager, this.audit, actorOf(by), { model, champion, canary });
    }
    return decision;
  }

  private async endCanary(manager: EntityManager, by: Principal, solutionId: string, ending: string): Promise<void> {
    await endChallenge(manager, this.audit, actorOf(by), { solutionId, ending, mode: 'canary' });
  }

  /** Locks solution and promotion, in this order as everywhere. */
  private async lockBoth(manager: EntityManager, by: Principal, solution: Solution, id: string): Promise<Promotion> {
    await lockSolution(manager, solution.id);
    return promotionRows(manager, by).get({ id }, id, true);
  }

  private async decide(
    manager: EntityManager,
    by: Principal,
    promotion: Promotion,
    status: 'approved' | 'canary' | 'rejected',
    reason: string | null,
    detail: Record<string, Json>,
  ): Promise<Promotion> {
    const keys = manager.getRepository(apiKeyEntity);
    const key = isUuid(by.keyId) ? await keys.findOne({ where: { id: by.keyId } }) : null;
    // Whoever reads the trail sees where a requester made the key of the approver.
    const decidedBy = { ...actorOf(by), keyMadeBy: key?.madeBy ?? null } as Json;
    const decision = { status, decidedBy, decidedOwner: by.owner, reason, decidedAt: new Date() };
    await promotionRows(manager, by).update({ id: promotion.id }, decision);
    await notePromotion(this.audit, manager, promotion, actorOf(by), `promotion.${status}`, {
      ...detail,
      verdict: promotion.verdict,
      override: promotion.override as unknown as Json,
      requestedOwner: promotion.requestedOwner,
      keyMadeBy: key?.madeBy ?? null,
      reason,
    });
    return { ...promotion, ...decision };
  }

  /** Who overrides the check of criteria and is approved has agreed on others: from now on these are the solution's. */
  private async acceptCriteria(manager: EntityManager, { solutionId, checks, override }: Promotion): Promise<void> {
    const check = checks?.find(({ id }) => id === 'criteria');
    if (check === undefined || check.passed || override?.checks.includes('criteria') !== true) return;
    const { criteriaHash } = check.measured as { criteriaHash: string };
    await platformRows(manager, solutionEntity).update({ id: solutionId }, { criteriaHash });
  }
}
