import { randomUUID } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';
import type { DataSource } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM, type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { MonitoringService } from '../monitoring/monitoring.service.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import { newWebhookSecret } from '../webhooks/signed-message.js';
import { type Alert, alertEntity } from './alert.entity.js';
import { type AlertHook, alertHookEntity, type HookEvent } from './alert-hook.entity.js';

/** What the secrets of hooks are sealed for. */
export const HOOK_PURPOSE = 'alert hook';
/** Predictions that are looked at for alerts. */
const LOOKED_AT_ROWS = 10_000;

const ALERT = `id, client_id AS "clientId", solution_id AS "solutionId", model_version AS "modelVersion", code, about, message, raised_at AS "raisedAt", ended_at AS "endedAt"`;

/** Alarms of the monitoring as they are remembered, and who is told of them. */
export class AlertsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly monitoring: MonitoringService,
    private readonly sealer: Sealer,
  ) {}

  /** The latest first. */
  page(scope: Scope, { id }: Solution, wanted: PageWanted): Promise<Page<Alert>> {
    const latest = { by: 'raisedAt', direction: 'DESC' } as const;
    return new ScopedRows(this.source.manager, alertEntity, scope, 'alert').page({ solutionId: id }, latest, wanted);
  }

  hooks(scope: Scope, { id }: Solution, wanted: PageWanted): Promise<Page<AlertHook>> {
    const hooks = new ScopedRows(this.source.manager, alertHookEntity, scope, 'alert hook');
    return hooks.page({ solutionId: id }, { by: 'createdAt', direction: 'ASC' }, wanted);
  }

  /** Adds an address that is told of these events. Its secret, by which it knows that we are it who tell, is returned here and nowhere else. */
  async addHook(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    url: string,
    events: readonly HookEvent[] = ['alert.raised'],
  ): Promise<AlertHook & { secret: string }> {
    const hook: AlertHook = { id: randomUUID(), clientId, solutionId, url, events: [...events], createdAt: new Date() };
    const secret = newWebhookSecret();
    const sealed = this.sealer.seal(secret, {
      client: clientId,
      purpose: HOOK_PURPOSE,
      name: hook.id,
      at: hook.createdAt,
    });
    await this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO proofline.alert_hook (id, client_id, solution_id, url, secret, created_at, events) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [hook.id, clientId, solutionId, url, sealed, hook.createdAt, hook.events],
      );
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'alert-hook.added',
        subject: { hook: hook.id, solution: solutionId },
        detail: { url, events: hook.events },
      });
    });
    return { ...hook, secret };
  }

  async removeHook(by: Principal, { id: solutionId, clientId }: Solution, id: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const [, removed] = isUuid(id)
        ? await manager.query('DELETE FROM proofline.alert_hook WHERE id = $1 AND solution_id = $2', [id, solutionId])
        : [[], 0];
      if (removed === 0) throw new ProoflineError('not-found', 'HOOK_UNKNOWN', `There is no alert hook '${id}'.`);
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'alert-hook.removed',
        subject: { hook: id, solution: solutionId },
      });
    });
  }

  /**
   * Looks at a solution and remembers what began and what ended; who is to be told is written down in the same transaction, so
   * that nobody is forgotten or told twice. Returns what began.
   */
  async look(solution: Solution): Promise<Alert[]> {
    const { alarms, model } = await this.monitoring.look(PLATFORM, solution, { rows: LOOKED_AT_ROWS });
    const seen = new Set(alarms.map(({ code, about }) => `${code} ${about ?? ''}`));
    return this.source.transaction(async (manager) => {
      const open: Alert[] = await manager.query(
        `SELECT ${ALERT} FROM proofline.alert WHERE solution_id = $1 AND ended_at IS NULL FOR UPDATE`,
        [solution.id],
      );
      const over = open.filter(({ code, about }) => !seen.has(`${code} ${about}`)).map(({ id }) => id);
      await manager.query('UPDATE proofline.alert SET ended_at = now() WHERE id = ANY($1)', [over]);
      const begun: Alert[] = [];
      for (const { code, about = '', message } of alarms) {
        const id = timeOrderedId(new Date());
        const [alert]: Alert[] = await manager.query(
          `INSERT INTO proofline.alert (id, client_id, solution_id, model_version, code, about, message, raised_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, date_trunc('milliseconds', now()))
           ON CONFLICT (solution_id, code, about) WHERE ended_at IS NULL DO NOTHING RETURNING ${ALERT}`,
          [id, solution.clientId, solution.id, model.version, code, about, message],
        );
        if (alert !== undefined) begun.push(alert);
      }
      await manager.query(
        `INSERT INTO proofline.alert_delivery (alert_id, hook_id, next_at)
         SELECT alert.id, hook.id, now() FROM unnest($1::uuid[]) AS alert (id)
          CROSS JOIN proofline.alert_hook hook WHERE hook.solution_id = $2 AND 'alert.raised' = ANY(hook.events)`,
        [begun.map(({ id }) => id), solution.id],
      );
      return begun;
    });
  }
}
