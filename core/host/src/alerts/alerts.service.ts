import { randomBytes, randomUUID } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';
import type { Localized } from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { PLATFORM } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { MonitoringService } from '../monitoring/monitoring.service.js';
import { isUuid } from '../persistence/identifiers.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';

/** Whom to tell. */
export interface AlertHook {
  id: string;
  url: string;
  createdAt: Date;
}

/** An alarm of the monitoring, from when it was first seen until it was seen no more. */
export interface Alert {
  id: string;
  modelVersion: number;
  code: string;
  /** The feature or metric; empty where it is about neither. */
  about: string;
  message: Localized;
  raisedAt: Date;
  endedAt: Date | null;
}

/** What the secrets of hooks are sealed for. */
export const HOOK_PURPOSE = 'alert hook';
/** Predictions that are looked at for alerts. */
const LOOKED_AT_ROWS = 10_000;

const ALERT = `id, model_version AS "modelVersion", code, about, message, raised_at AS "raisedAt", ended_at AS "endedAt"`;

/** Alarms of the monitoring as they are remembered, and who is told of them. */
export class AlertsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly monitoring: MonitoringService,
    private readonly sealer: Sealer,
  ) {}

  list({ id }: Solution): Promise<Alert[]> {
    return this.source.query(
      `SELECT ${ALERT} FROM proofline.alert WHERE solution_id = $1 ORDER BY raised_at DESC, id DESC LIMIT 1000`,
      [id],
    );
  }

  hooks({ id }: Solution): Promise<AlertHook[]> {
    return this.source.query(
      'SELECT id, url, created_at AS "createdAt" FROM proofline.alert_hook WHERE solution_id = $1 ORDER BY created_at',
      [id],
    );
  }

  /** Adds an address that is told of alerts. Its secret, by which it knows that we are it who tell, is returned here and nowhere else. */
  async addHook(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    url: string,
  ): Promise<AlertHook & { secret: string }> {
    const hook = { id: randomUUID(), url, createdAt: new Date() };
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const sealed = this.sealer.seal(secret, {
      client: clientId,
      purpose: HOOK_PURPOSE,
      name: hook.id,
      at: hook.createdAt,
    });
    await this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO proofline.alert_hook (id, client_id, solution_id, url, secret, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [hook.id, clientId, solutionId, url, sealed, hook.createdAt],
      );
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'alert-hook.added',
        subject: { hook: hook.id, solution: solutionId },
        detail: { url },
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
           VALUES ($1, $2, $3, $4, $5, $6, $7, now())
           ON CONFLICT (solution_id, code, about) WHERE ended_at IS NULL DO NOTHING RETURNING ${ALERT}`,
          [id, solution.clientId, solution.id, model.version, code, about, message],
        );
        if (alert !== undefined) begun.push(alert);
      }
      await manager.query(
        `INSERT INTO proofline.alert_delivery (alert_id, hook_id, next_at)
         SELECT alert.id, hook.id, now() FROM unnest($1::uuid[]) AS alert (id)
          CROSS JOIN proofline.alert_hook hook WHERE hook.solution_id = $2`,
        [begun.map(({ id }) => id), solution.id],
      );
      return begun;
    });
  }
}
