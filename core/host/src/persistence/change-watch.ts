import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { EntityManager } from 'typeorm';

/** What processes tell each other of, for each may keep in memory what the database holds. A solution is told of by its slug, a model by its solution. */
export type Topic = 'keys' | 'models' | 'runs' | 'solutions';

/** Hears the id of what changed; an empty one where anything may have. */
type Listener = (id: string) => void;

const RECONNECT_MS = 1_000;
/** How often the line is tried, and how long it may take to answer. */
const BEAT = { everyMs: 5_000, withinMs: 5_000 };
const CONNECT_WITHIN_MS = 5_000;
/** How long what was known may answer in place of a database that is away: others may reach it and revoke a key. */
const LONGEST_AWAY_MS = 3_600_000;
const channelOf = (topic: Topic): string => `proofline_${topic}`;

/** Tells every process that something changed, and what by its id, when and if the transaction commits. */
export async function announce(manager: EntityManager, topic: Topic, id = ''): Promise<void> {
  await manager.query('SELECT pg_notify($1, $2)', [channelOf(topic), id]);
}

/**
 * Hears of changes. While it hears, what was read may be kept; while the line is cut the database is asked each time, for a
 * revoked key or a model that was rolled back must stop at once.
 */
export class ChangeWatch {
  private client: pg.Client | undefined;
  private closed = false;
  /** Since when the database was tried without success. */
  private awaySince: number | undefined;
  private readonly listeners = new Map<Topic, Listener[]>();

  constructor(
    private readonly url: string,
    private readonly log: Logger,
    private readonly beat = BEAT,
  ) {}

  get hears(): boolean {
    return this.client !== undefined;
  }

  /** The database was tried and did not answer: asking it would only take time. Not for longer than an hour. */
  get isAway(): boolean {
    return this.awaySince !== undefined && this.mayAnswer;
  }

  /** Whether what was known may answer in place of a database that is away: it has not been so for longer than an hour. */
  get mayAnswer(): boolean {
    return this.awaySince === undefined || Date.now() - this.awaySince < LONGEST_AWAY_MS;
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
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: this.beat.withinMs,
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
      this.awaySince = undefined;
      this.keepTrying(client);
    } catch {
      this.awaySince ??= Date.now();
      cut(client);
    }
  }

  async stop(): Promise<void> {
    this.closed = true;
    const { client } = this;
    if (client === undefined) return;
    const ended = client.end();
    await Promise.race([ended, wait(this.beat.withinMs, undefined, { ref: false })]);
    cut(client);
  }

  /** Nobody says that a line is cut where a machine or what lies between has gone silently: only a question finds it. */
  private keepTrying(client: pg.Client): void {
    const turn = async (): Promise<void> => {
      if (this.client !== client || this.closed) return;
      try {
        await client.query('SELECT 1');
        this.keepTrying(client);
      } catch {
        cut(client);
      }
    };
    setTimeout(() => void turn(), this.beat.everyMs).unref();
  }

  private tell(topic: Topic, id: string): void {
    for (const forget of this.listeners.get(topic) ?? []) forget(id);
  }

  private tellAll(): void {
    for (const topic of this.listeners.keys()) this.tell(topic, '');
  }
}

/** Ends a line at once: to say goodbye on one that is dead would wait for ever. */
function cut(client: pg.Client): void {
  client.connection.stream.destroy();
}
