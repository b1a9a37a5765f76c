import pg from 'pg';
import type { Logger } from 'pino';

const CHANNEL = 'proofline_keys';
const RECONNECT_MS = 1_000;

/** Says in a transaction that keys changed; every process hears it when the transaction commits. */
export const ANNOUNCE_KEYS = `SELECT pg_notify('${CHANNEL}', '')`;

/**
 * Hears when keys change anywhere. While it hears, what is known of keys may be kept; when the line is cut it may not, for a
 * revoked key must stop at once.
 */
export class KeyWatch {
  private client: pg.Client | undefined;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly onChange: () => void,
    private readonly log: Logger,
  ) {}

  get hears(): boolean {
    return this.client !== undefined;
  }

  async start(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({ connectionString: this.url, application_name: 'proofline keys', keepAlive: true });
    client.on('notification', () => this.onChange());
    // Both follow a lost connection; `end` also a failed start.
    client.on('error', (error) => this.log.warn({ error: error.message }, 'lost the line that key changes come by'));
    client.once('end', () => {
      if (this.client === client) this.client = undefined;
      this.onChange();
      if (!this.closed) setTimeout(() => void this.start(), RECONNECT_MS).unref();
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.onChange();
      this.client = client;
    } catch {
      await client.end().catch(() => undefined);
    }
  }

  async stop(): Promise<void> {
    this.closed = true;
    await this.client?.end();
  }
}
