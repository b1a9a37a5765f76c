import { Readable } from 'node:stream';

/** So often something is said where nothing happens: whoever stands in between keeps the line open, and one that is dead is noticed. */
const HEARTBEAT_MS = 15_000;
/** A line is ended after this time. Whoever listens comes again where it was, and shows a key that is still good. */
const LIFE_MS = 10 * 60_000;
/** What waits for a listener who is slower than what happens. Beyond that the line is cut; nothing is lost by coming again. */
const MOST_WAITING = 4 * 1024 * 1024;
/** How long a client waits before it comes again. */
const RETRY_MS = 1_000;

/** Server-sent events, as the body of an answer. */
export class EventStream extends Readable {
  private readonly heartbeat = setInterval(() => this.push(':\n\n'), HEARTBEAT_MS).unref();
  private readonly life = setTimeout(() => this.end(), LIFE_MS).unref();

  /** `onGone` is called once, however it ends. */
  constructor(private readonly onGone: () => void) {
    super();
    this.push(`retry: ${RETRY_MS}\n\n`);
  }

  /** `id` is what the client comes again with. */
  tell(id: number, event: string, data: unknown): void {
    if (this.destroyed || this.readableEnded) return;
    this.push(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.readableLength > MOST_WAITING) this.destroy();
  }

  end(): void {
    this.stop();
    if (!this.destroyed) this.push(null);
  }

  override _read(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.stop();
    this.onGone();
    done(error);
  }

  private stop(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.life);
  }
}
