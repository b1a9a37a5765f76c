import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { BatchesService } from '../batches/batches.service.js';
import { earliestId } from '../persistence/time-ordered-id.js';

const DAY_MS = 86_400_000;
const SWEEP_MS = 3_600_000;
/** Deleted at a time, so that nobody waits for it. */
const BATCH_ROWS = 5_000;

/** Deletes predictions, with their outcomes, refusals, and files of batches once they are older than they may be kept. Any number of processes may do it. */
export class Retention {
  private timer: NodeJS.Timeout | undefined;

  /** `days`: how long they are kept; without end where absent. */
  constructor(
    private readonly source: DataSource,
    private readonly batches: Pick<BatchesService, 'deleteBefore'>,
    private readonly days: number | undefined,
    private readonly log: Logger,
  ) {}

  start(): void {
    if (this.days === undefined) return;
    const sweep = (): void => {
      this.sweep(new Date()).catch((error: Error) => this.log.warn({ error: error.message }, 'the sweep failed'));
    };
    this.timer = setInterval(sweep, SWEEP_MS);
    this.timer.unref();
    sweep();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Returns how many predictions were deleted. */
  async sweep(now: Date): Promise<number> {
    if (this.days === undefined) return 0;
    // Identifiers start with the time, so that their own index finds what is old.
    const oldest = new Date(now.getTime() - this.days * DAY_MS);
    const before = earliestId(oldest);
    const predictions = await this.deleteBefore('prediction', before);
    await this.deleteBefore('refusal', before);
    const batches = await this.batches.deleteBefore(oldest);
    if (batches > 0) this.log.info({ batches, days: this.days }, 'deleted the files of batches that were old enough');
    if (predictions > 0) this.log.info({ predictions, days: this.days }, 'deleted predictions that were old enough');
    return predictions;
  }

  private async deleteBefore(table: 'prediction' | 'refusal', id: string): Promise<number> {
    for (let deleted = 0; ; ) {
      const [, count] = (await this.source.query(
        `DELETE FROM proofline.${table} WHERE id IN (
           SELECT id FROM proofline.${table} WHERE id < $1 ORDER BY id LIMIT ${BATCH_ROWS} FOR UPDATE SKIP LOCKED)`,
        [id],
      )) as [unknown, number];
      deleted += count;
      if (count < BATCH_ROWS) return deleted;
    }
  }
}
