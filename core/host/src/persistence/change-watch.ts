import pg from 'pg';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';

/** What processes tell each other of, for each may keep in memory what the database holds. */
export type Topic = 'keys' | 'models' | 'runs';

/** Hears the id of what changed; an empty one where anything may have. */
type Listener = (id: string) => void;

const RECONNECT_MS = 1_000;
const channelOf = (topic: Topic): string => `proofline_${topic}`;

/** Tells every process that something changed, and what by its id, when and if the transaction commits. */
export async function announce(manager: EntityManager, topic: Topic, id = ''): Promise<void> {
  await manager.query('SELECT pg_notify($1, $2)', [channelOf(topic), id]);
}

/**
 * Hears of changes. While it hears, what was read may be kept; while the line is cut it may not, for a revoked key or a model
 * that was rolled back must stop at once.
 */
export class ChangeWatch {
  private client: pg.Client | undefined;
  private closed = false;
  private readonly listeners = new Map<Topic, Listener[]>();

  constructor(
    private readonly url: string,
    private readonly log: Logger,
  ) {}

  get hears(): boolean {
    return this.client !== undefined;
  }

  /** `forget` is called when something changed, and when something may have changed unheard. */
  on(topic: Topic, forget: Listener): void {
    this.listeners.set(topic, [...(this.listeners.get(topic) ?? []), forget]);
  }

  async start(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'proofline changes',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => {
      for (const topic of this.listeners.keys()) if (channelOf(topic) === channel) this.tell(topic, payload ?? '');
    });
    client.on('error', (error) => this.log.warn({ error: error.message }, 'lost the line that changes are heard by'));
    // Follows a lost line, and a start that failed.
    client.once('end', () => {
      if (this.client === client) this.client = undefined;
      this.tellAll();
      if (!this.closed) setTimeout(() => void this.start(), RECONNECT_MS).unref();
    });
    try {
      await client.connect();
      for (const topic of this.listeners.keys()) await client.query(`LISTEN ${channelOf(topic)}`);
      this.tellAll();
      this.client = client;
    } catch {
      await client.end().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }

  private tell(topic: Topic, id: string): void {
    for (const forget of this.listeners.get(topic) ?? []) forget(id);
  }

  private tellAll(): void {
    for (const topic of this.listeners.keys()) this.tell(topic, '');
  }
}
