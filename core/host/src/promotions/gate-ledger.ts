import type { Json } from '@proofline/learn';
import type { GateCheck } from '@proofline/pipeline';
import { type DataSource, In } from 'typeorm';
import { PLATFORM } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { PromotionQueue } from '../queue/lanes.js';
import type { ModelVersion } from '../registry/model-version.entity.js';
import type { RegistryService } from '../registry/registry.service.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { GateVerdict, Override, Promotion } from './promotion.entity.js';
import { lockSolution, notePromotion, promotionRows } from './promotion-rows.js';

/** What is judged: a version, and the champion that answers now. */
export interface Judging {
  promotion: Promotion;
  solution: Solution;
  candidate: ModelVersion;
  champion: ModelVersion | null;
}

/** A worker's side of promotions: which are to be judged, and how the gate judged them. */
export class GateLedger {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly registry: RegistryService,
    private readonly queue: PromotionQueue,
  ) {}

  /** Marks a promotion as being judged and returns what is to be judged, or undefined where there is nothing to do. */
  async begin(id: string): Promise<Judging | undefined> {
    const { solutionId } = await promotionRows(this.source.manager, PLATFORM).get({ id }, id);
    return this.source.transaction(async (manager) => {
      const solution = await lockSolution(manager, solutionId);
      const rows = promotionRows(manager, PLATFORM);
      const promotion = await rows.get({ id }, id, true);
      if (promotion.status !== 'queued' && promotion.status !== 'judging') return undefined;
      const champion = await this.registry.championIn(manager, solutionId);
      const begun = {
        status: 'judging',
        attempts: promotion.attempts + 1,
        championId: champion?.id ?? null,
        frozenSetId: solution.frozenSetId,
      } as const;
      await rows.update({ id }, begun);
      const candidate = await this.registry.byId(manager, promotion.modelId);
      return { promotion: { ...promotion, ...begun }, solution, candidate, champion };
    });
  }

  /** Keeps what the gate found; nothing where somebody was first or the champion has changed meanwhile. */
  async conclude({ promotion: { id, attempts }, solution }: Judging, checks: readonly GateCheck[]): Promise<void> {
    await this.source.transaction(async (manager) => {
      await lockSolution(manager, solution.id);
      const rows = promotionRows(manager, PLATFORM);
      const promotion = await rows.get({ id }, id, true);
      // Whoever began it later has the word.
      if (promotion.status !== 'judging' || promotion.attempts !== attempts) return;
      const verdict = verdictOf(checks, promotion.override);
      await rows.update(
        { id },
        { status: verdict === 'failed' ? 'failed' : 'waiting', verdict, checks: [...checks], judgedAt: new Date() },
      );
      await notePromotion(this.audit, manager, promotion, { system: 'gate' }, 'promotion.judged', {
        verdict,
        failed: checks.filter(({ passed }) => !passed).map((check) => check.id),
        champion: promotion.championId,
        frozenSet: promotion.frozenSetId,
      });
    });
  }

  /** Ends a promotion that cannot be judged. */
  async giveUp(id: string, problem: Json): Promise<void> {
    await this.source.transaction(async (manager) => {
      const rows = promotionRows(manager, PLATFORM);
      const promotion = await rows.get({ id }, id, true);
      if (promotion.status !== 'judging') return;
      await rows.update({ id }, { status: 'failed', problem, judgedAt: new Date() });
      await notePromotion(this.audit, manager, promotion, { system: 'gate' }, 'promotion.not-judged', { problem });
    });
  }

  /** Lets a promotion wait again that cannot be judged here; false where it is decided meanwhile. */
  async putBack(id: string): Promise<boolean> {
    const rows = promotionRows(this.source.manager, PLATFORM);
    return (await rows.update({ id, status: 'judging' }, { status: 'queued' })) === 1;
  }

  /**
   * Puts promotions that are not judged and that no queue will give to a worker any more into it; those that are there stay once.
   * Should a worker be at one whose job was lost, whoever begins it later has the word.
   */
  async enqueueForgotten(): Promise<void> {
    const open = await promotionRows(this.source.manager, PLATFORM).find({ status: In(['queued', 'judging']) });
    for (const { id, status } of open) {
      if (status === 'judging' && ((await this.queue.has(id)) || !(await this.putBack(id)))) continue;
      await this.queue.add(id);
    }
  }
}

/** A package that is not what was written can be overridden by nobody. */
function verdictOf(checks: readonly GateCheck[], override: Override | null): GateVerdict {
  const failed = checks.filter(({ passed }) => !passed).map(({ id }) => id);
  if (failed.length === 0) return 'passed';
  const answered = failed.every((id) => id !== 'package' && override?.checks.includes(id) === true);
  return answered ? 'overridden' : 'failed';
}
