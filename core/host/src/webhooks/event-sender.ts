import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import { HOOK_PURPOSE } from '../alerts/alerts.service.js';
import { CHANNEL_PURPOSE } from '../channels/channel.entity.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { Sealer } from '../sealing/sealer.js';
import { CLAIMED_SECONDS, postSigned, RETRY_SECONDS } from './signed-message.js';

const EVENT_PURPOSE = 'webhook event';
/** Sent side by side. */
const AT_ONCE = 20;

/** What is to be told about a conversation. */
export interface ConversationEvent {
  type: string;
  clientId: string;
  conversationId: string;
  data: unknown;
}

interface Due {
  id: string;
  clientId: string;
  body: Buffer;
  createdAt: Date;
  attempts: number;
  url: string;
  secret: Buffer;
  /** Of hook or channel: what its secret is sealed for. */
  targetId: string;
  targetCreatedAt: Date;
  isHook: boolean;
}

/**
 * Tells hooks and channels what happened in conversations, signed as alerts are and tried again as long. What is to be told is a
 * row of the transaction in which it happened, sealed until it arrived; any number of processes may send.
 */
export class EventSender {
  private sending: Promise<void> = Promise.resolve();
  private isWaiting = false;

  constructor(
    private readonly source: DataSource,
    private readonly sealer: Sealer,
    private readonly log: Logger,
  ) {}

  /** Writes down what every hook of a solution that wants such events is to be told. */
  async tellHooks(manager: EntityManager, solutionId: string, event: ConversationEvent): Promise<void> {
    const hooks: { id: string }[] = await manager.query(
      'SELECT id FROM proofline.alert_hook WHERE solution_id = $1 AND $2 = ANY(events)',
      [solutionId, event.type],
    );
    for (const { id } of hooks) await this.enter(manager, event, { hookId: id });
  }

  async tellChannel(manager: EntityManager, channelId: string, event: ConversationEvent): Promise<void> {
    await this.enter(manager, event, { channelId });
  }

  /** Sends what is due without keeping anybody waiting; what cannot be sent now a worker sends. */
  sendSoon(): void {
    // Whoever waits for the present round sends for all who come meanwhile.
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.sending = this.sending
      .then(() => {
        this.isWaiting = false;
        return this.send();
      })
      .then(
        () => undefined,
        (error: Error) => this.log.warn({ error: error.message }, 'events could not be sent'),
      );
  }

  /** Returns once nothing is under way. */
  async stop(): Promise<void> {
    await this.sending;
  }

  /** Sends what is due. Returns how many arrived. */
  async send(): Promise<number> {
    for (let count = 0; ; ) {
      const due = await this.claim();
      const arrived = await Promise.all(due.map((one) => this.deliver(one)));
      count += arrived.filter(Boolean).length;
      if (due.length < AT_ONCE) return count;
    }
  }

  private async enter(
    manager: EntityManager,
    { type, clientId, conversationId, data }: ConversationEvent,
    { hookId = null, channelId = null }: { hookId?: string | null; channelId?: string | null },
  ): Promise<void> {
    const at = new Date();
    const id = timeOrderedId(at);
    const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
    await manager.query(
      `INSERT INTO proofline.webhook_event (id, client_id, conversation_id, hook_id, channel_id, type, body, created_at, next_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
      [id, clientId, conversationId, hookId, channelId, type, this.sealer.seal(body, sealedFor(id, clientId, at)), at],
    );
  }

  private claim(): Promise<Due[]> {
    return this.source.query(
      `WITH due AS (
         SELECT id FROM proofline.webhook_event WHERE next_at <= now() ORDER BY next_at, id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED),
       claimed AS (
         UPDATE proofline.webhook_event e SET attempts = e.attempts + 1, next_at = now() + interval '${CLAIMED_SECONDS} seconds'
           FROM due WHERE e.id = due.id RETURNING e.*)
       SELECT c.id, c.client_id AS "clientId", c.body, c.created_at AS "createdAt", c.attempts,
              coalesce(h.url, ch.callback_url) AS url, coalesce(h.secret, ch.secret) AS secret,
              coalesce(h.id, ch.id) AS "targetId", coalesce(h.created_at, ch.created_at) AS "targetCreatedAt",
              h.id IS NOT NULL AS "isHook"
         FROM claimed c LEFT JOIN proofline.alert_hook h ON h.id = c.hook_id LEFT JOIN proofline.channel ch ON ch.id = c.channel_id
        ORDER BY c.id`,
    );
  }

  private async deliver(due: Due): Promise<boolean> {
    const problem = await this.post(due);
    const after = problem === undefined ? undefined : RETRY_SECONDS[due.attempts - 1];
    await this.source.query(
      `UPDATE proofline.webhook_event
          SET delivered_at = CASE WHEN $2::text IS NULL THEN now() END, problem = $2,
              next_at = now() + make_interval(secs => $3::integer), body = CASE WHEN $3::integer IS NULL THEN NULL ELSE body END
        WHERE id = $1`,
      [due.id, problem ?? null, after ?? null],
    );
    return problem === undefined;
  }

  private async post(due: Due): Promise<string | undefined> {
    try {
      const secret = this.sealer.open(due.secret, {
        client: due.clientId,
        purpose: due.isHook ? HOOK_PURPOSE : CHANNEL_PURPOSE,
        name: due.targetId,
        at: due.targetCreatedAt,
      });
      const body = this.sealer.open(due.body, sealedFor(due.id, due.clientId, due.createdAt));
      return await postSigned(due.url, { id: due.id, body, secret });
    } catch (error) {
      return (error as Error).message;
    }
  }
}

function sealedFor(id: string, client: string, at: Date) {
  return { client, purpose: EVENT_PURPOSE, name: id, at };
}
