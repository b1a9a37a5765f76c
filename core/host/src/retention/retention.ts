import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { BatchesService } from '../batches/batches.service.js';
import { ConversationRetention } from '../conversations/conversation-retention.js';
import { earliestId } from '../persistence/time-ordered-id.js';
import { type Repeated, repeat } from '../repeat.js';
import { removeOrphans } from './orphans.js';

const DAY_MS = 86_400_000;
const SWEEP_MS = 3_600_000;
/** Nobody writes to a draft this long after it was written to last. */
const DRAFT_MS = DAY_MS;
/** What is stored is entered at once; after this time nobody will. */
const ORPHAN_MS = 2 * DAY_MS;
/** Deleted at a time, so that nobody waits for it. */
const BATCH_ROWS = 5_000;

/** How long it is kept what happened in a run that has ended. */
const EVENT_DAYS = 30;

/** How many of each were deleted; of batches, whose files. */
interface Swept {
  predictions: number;
  batches: number;
  conversations: number;
  /** Conversations that were ended for want of messages. */
  expired: number;
  events: number;
  drafts: number;
  /** Stored, and entered nowhere. */
  orphans: number;
}

/**
 * Deletes what is old enough: predictions, with their outcomes, refusals, files of batches, and conversations, where it is set how long they may be
 * kept; ends conversations in which nobody writes any more; what happened in runs that ended long ago; what processes were keeping, or had kept and not entered, when they were killed. Any number of processes may do it.
 */
export class Retention {
  private sweeps: Repeated | undefined;
  private orphansAt = Number.NEGATIVE_INFINITY;

  /** `days`: how long predictions are kept; without end where absent. */
  constructor(
    private readonly source: DataSource,
    private readonly artifacts: Pick<ArtifactStore, 'removeDrafts' | 'writtenBefore' | 'remove'>,
    private readonly batches: Pick<BatchesService, 'deleteBefore'>,
    private readonly days: number | undefined,
    private readonly log: Logger,
    private readonly conversations: ConversationRetention = new ConversationRetention(source),
  ) {}

  start(): void {
    this.sweeps = repeat(
      () => this.sweep(new Date()),
      SWEEP_MS,
      (error) => this.log.warn({ error: error.message }, 'the sweep failed'),
    );
  }

  /** Returns once nothing is under way. */
  async stop(): Promise<void> {
    await this.sweeps?.stop();
  }

  /** Returns how many of each were deleted. */
  async sweep(now: Date): Promise<Swept> {
    const expired = await this.conversations.expireIdle(now);
    await this.conversations.sweepMessages(now);
    const none = { predictions: 0, batches: 0, conversations: 0 };
    const old = this.days === undefined ? none : await this.sweepOld(now, this.days);
    const events = await this.sweepEvents(now);
    const drafts = await this.artifacts.removeDrafts(new Date(now.getTime() - DRAFT_MS));
    const deleted = { ...old, expired, events, drafts, orphans: await this.sweepOrphans(now) };
    if (Object.values(deleted).some((count) => count > 0)) this.log.info(deleted, 'deleted what was old enough');
    return deleted;
  }

  /** Once a day: everything that is stored is looked at. */
  private async sweepOrphans(now: Date): Promise<number> {
    if (now.getTime() - this.orphansAt < DAY_MS) return 0;
    const keys = await removeOrphans(this.source, this.artifacts, new Date(now.getTime() - ORPHAN_MS));
    this.orphansAt = now.getTime();
    if (keys.length > 0) this.log.warn({ keys }, 'removed artefacts that were stored and never entered');
    return keys.length;
  }

  private async sweepOld(now: Date, days: number): Promise<Pick<Swept, 'predictions' | 'batches' | 'conversations'>> {
    // Identifiers start with the time, so that their own index finds what is old.
    const oldest = new Date(now.getTime() - days * DAY_MS);
    const before = earliestId(oldest);
    const predictions = await this.deleteBefore('prediction', before);
    await this.deleteBefore('refusal', before);
    const batches = await this.batches.deleteBefore(oldest);
    return { predictions, batches, conversations: await this.conversations.deleteBefore(oldest) };
  }

  /** The last event of a run stays: whoever follows the run is told by it that nothing more comes. */
  private sweepEvents(now: Date): Promise<number> {
    return this.inBatches(
      `DELETE FROM proofline.run_event WHERE seq IN (
         SELECT event.seq FROM proofline.run_event event JOIN proofline.run ON run.id = event.run_id
          WHERE run.finished_at < $1 AND event.at < $1
            AND EXISTS (SELECT FROM proofline.run_event later WHERE later.run_id = run.id AND later.seq > event.seq)
          ORDER BY event.seq LIMIT ${BATCH_ROWS} FOR UPDATE OF event SKIP LOCKED)`,
      [new Date(now.getTime() - EVENT_DAYS * DAY_MS)],
    );
  }

  private deleteBefore(table: 'prediction' | 'refusal', id: string): Promise<number> {
    return this.inBatches(
      `DELETE FROM proofline.${table} WHERE id IN (
         SELECT id FROM proofline.${table} WHERE id < $1 ORDER BY id LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
      [id],
    );
  }

  private async inBatches(statement: string, parameters: readonly unknown[]): Promise<number> {
    for (let deleted = 0; ; ) {
      const [, count] = (await this.source.query(statement, [...parameters])) as [unknown, number];
      deleted += count;
      if (count < BATCH_ROWS) return deleted;
    }
  }
}
