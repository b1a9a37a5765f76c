import type { Localized } from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import type { Sealer } from '../sealing/sealer.js';
import { CLAIMED_SECONDS, postSigned, RETRY_SECONDS } from '../webhooks/signed-message.js';
import { HOOK_PURPOSE } from './alerts.service.js';

interface Due {
  alertId: string;
  hookId: string;
  clientId: string;
  attempts: number;
  url: string;
  secret: Buffer;
  hookCreatedAt: Date;
  solution: string;
  modelVersion: number;
  code: string;
  about: string;
  message: Localized;
  raisedAt: Date;
}

/** Tells hooks of alerts, signed as Standard Webhooks describes (`webhook-id`, `webhook-timestamp`, `webhook-signature`), at least once. */
export class AlertSender {
  constructor(
    private readonly source: DataSource,
    private readonly sealer: Sealer,
  ) {}

  /** Sends what is due. Returns how many arrived. */
  async send(): Promise<number> {
    const due = await this.claim();
    const arrived = await Promise.all(due.map((one) => this.deliver(one)));
    return arrived.filter(Boolean).length;
  }

  /** Any number of processes may ask: each delivery goes to one of them. */
  private claim(): Promise<Due[]> {
    return this.source.query(
      `WITH due AS (
         SELECT alert_id, hook_id FROM proofline.alert_delivery WHERE next_at <= now()
          ORDER BY next_at LIMIT 20 FOR UPDATE SKIP LOCKED),
       claimed AS (
         UPDATE proofline.alert_delivery d SET attempts = d.attempts + 1, next_at = now() + interval '${CLAIMED_SECONDS} seconds'
           FROM due WHERE d.alert_id = due.alert_id AND d.hook_id = due.hook_id
         RETURNING d.alert_id, d.hook_id, d.attempts)
       SELECT a.id AS "alertId", h.id AS "hookId", a.client_id AS "clientId", claimed.attempts, h.url, h.secret,
              h.created_at AS "hookCreatedAt", s.slug AS solution, a.model_version AS "modelVersion", a.code, a.about, a.message,
              a.raised_at AS "raisedAt"
         FROM claimed JOIN proofline.alert a ON a.id = claimed.alert_id
         JOIN proofline.alert_hook h ON h.id = claimed.hook_id JOIN proofline.solution s ON s.id = a.solution_id`,
    );
  }

  private async deliver(due: Due): Promise<boolean> {
    const problem = await this.post(due);
    const after = problem === undefined ? undefined : RETRY_SECONDS[due.attempts - 1];
    await this.source.query(
      `UPDATE proofline.alert_delivery
          SET delivered_at = CASE WHEN $3::text IS NULL THEN now() END, problem = $3,
              next_at = now() + make_interval(secs => $4::integer)
        WHERE alert_id = $1 AND hook_id = $2`,
      [due.alertId, due.hookId, problem ?? null, after ?? null],
    );
    return problem === undefined;
  }

  /** What is wrong, or undefined where it arrived. */
  private async post(due: Due): Promise<string | undefined> {
    const { alertId, hookId, clientId, solution, modelVersion, code, about, message, raisedAt } = due;
    try {
      const secret = this.sealer.open(due.secret, {
        client: clientId,
        purpose: HOOK_PURPOSE,
        name: hookId,
        at: due.hookCreatedAt,
      });
      const data = { id: alertId, solution, modelVersion, code, about, message };
      const body = JSON.stringify({ type: 'alert.raised', timestamp: raisedAt.toISOString(), data });
      return await postSigned(due.url, { id: alertId, body, secret });
    } catch (error) {
      return (error as Error).message;
    }
  }
}
