import type { Logger } from 'pino';

/** A request that was answered. */
export interface EndedRequest {
  requestId: string;
  method: string;
  /** As it is declared, not as it was called; undefined where the address leads nowhere. */
  route: string | undefined;
  status: number;
  ms: number;
  /** Prefix of the key that it came with. */
  caller: string | undefined;
}

/** What is told of every request, whoever answered it: one line in the log, and whoever else listens. */
export class EndedRequests {
  private readonly listeners: ((ended: EndedRequest) => void)[] = [];
  /** By method, status and route, of which there are only so many. */
  private readonly logs = new Map<string, Logger>();

  constructor(private readonly log: Logger) {}

  onEnded(listener: (ended: EndedRequest) => void): void {
    this.listeners.push(listener);
  }

  tell(ended: EndedRequest): void {
    const { requestId, method, route, status, ms, caller } = ended;
    this.logOf(method, route, status).info({ requestId, ms: Math.round(ms * 100) / 100, caller }, 'request');
    for (const listener of this.listeners) listener(ended);
  }

  /** With what many lines have in common written once. */
  private logOf(method: string, route: string | undefined, status: number): Logger {
    const name = `${method} ${status} ${route}`;
    let log = this.logs.get(name);
    if (log === undefined) {
      // Nothing of a line has to be hidden, and looking for it would cost more than writing it.
      log = this.log.child({ method, route, status }, { redact: [] });
      this.logs.set(name, log);
    }
    return log;
  }
}
