import type { DataSource } from 'typeorm';
import { earliestId } from '../persistence/time-ordered-id.js';
import { expire } from './conversation-changes.js';

/** Looked at, or deleted, at a time. */
const AT_ONCE = 1_000;
/** So long after it arrived a message may still come again; and what was told of it is of use to whoever looks for a fault. */
const MESSAGE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Ends conversations in which nothing happens any more, and deletes what is old enough. Any number of processes may do it. */
export class ConversationRetention {
  constructor(private readonly source: DataSource) {}

  /** Ends those that have waited for the customer for longer than their dialogue version lets them. How many. */
  async expireIdle(now: Date): Promise<number> {
    for (let expired = 0; ; ) {
      const idle: { id: string }[] = await this.source.query(
        `SELECT c.id FROM proofline.conversation c JOIN proofline.dialogue d ON d.id = c.dialogue_id
          WHERE c.status = 'open' AND c.mode = 'bot' AND c.last_at < $1::timestamptz - make_interval(hours => d.idle_hours)
          ORDER BY c.last_at LIMIT ${AT_ONCE}`,
        [now],
      );
      expired += await expire(
        this.source,
        idle.map(({ id }) => id),
        now,
      );
      if (idle.length < AT_ONCE) return expired;
    }
  }

  /** Deletes conversations in which nothing was said since a time, with all that belongs to them. How many. */
  async deleteBefore(time: Date): Promise<number> {
    return this.inBatches(
      `DELETE FROM proofline.conversation WHERE id IN (
         SELECT id FROM proofline.conversation WHERE last_at < $1 ORDER BY last_at LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      time,
    );
  }

  /** Deletes what is only kept so that messages are taken and told once. */
  async sweepMessages(now: Date): Promise<void> {
    const old = new Date(now.getTime() - MESSAGE_DAYS * DAY_MS);
    await this.inBatches(
      `DELETE FROM proofline.channel_message WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM proofline.channel_message WHERE at < $1 LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))`,
      old,
    );
    await this.inBatches(
      `DELETE FROM proofline.webhook_event WHERE id IN (
         SELECT id FROM proofline.webhook_event WHERE id < $1 AND next_at IS NULL LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      earliestId(old),
    );
  }

  private async inBatches(statement: string, parameter: unknown): Promise<number> {
    for (let deleted = 0; ; ) {
      const [, count] = (await this.source.query(statement, [parameter])) as [unknown, number];
      deleted += count;
      if (count < AT_ONCE) return deleted;
    }
  }
}
