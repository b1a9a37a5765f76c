import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { PLATFORM } from '../access/scope.js';
import { type Repeated, repeat } from '../repeat.js';
import type { SolutionsService } from '../solutions/solutions.service.js';
import type { EventSender } from '../webhooks/event-sender.js';
import type { AlertSender } from './alert-sender.js';
import type { AlertsService } from './alerts.service.js';

const TURN_MS = 5_000;
const LOOK_EVERY = '1 hour';

/** Looks at every solution in service once an hour, in one of the workers, and tells of what began. */
export class AlertWatch {
  private stopped = false;
  private turns: Repeated | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly solutions: SolutionsService,
    private readonly alerts: AlertsService,
    private readonly sender: AlertSender,
    private readonly events: EventSender,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.turns = repeat(
      () => this.turn(),
      TURN_MS,
      (error) => this.log.warn({ error: error.message }, 'the look for alerts failed'),
    );
  }

  /** Returns once nothing is under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.turns?.stop();
  }

  /** One look at what is due, and one round of telling. */
  async turn(): Promise<void> {
    for (const id of await this.claimDue()) {
      if (this.stopped) return;
      try {
        const begun = await this.alerts.look(await this.solutions.get(PLATFORM, id));
        if (begun.length > 0) this.log.info({ solution: id, codes: begun.map(({ code }) => code) }, 'alerts');
      } catch (error) {
        this.log.warn({ solution: id, error: (error as Error).message }, 'a solution could not be looked at');
      }
    }
    await this.sender.send();
    await this.events.send();
  }

  /** Solutions in service that nobody has looked at for an hour; from here on somebody has. */
  private async claimDue(): Promise<string[]> {
    const due: { id: string }[] = await this.source.query(
      `INSERT INTO proofline.alert_look AS seen (solution_id, looked_at)
       SELECT DISTINCT solution_id, now() FROM proofline.model_version WHERE status = 'champion'
       ON CONFLICT (solution_id) DO UPDATE SET looked_at = excluded.looked_at
        WHERE seen.looked_at < now() - interval '${LOOK_EVERY}'
       RETURNING solution_id AS id`,
    );
    return due.map(({ id }) => id);
  }
}
