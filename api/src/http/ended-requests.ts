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
  private readonly log: Logger;

  constructor(log: Logger) {
    // Nothing of a line has to be hidden, and looking for it would cost more than writing it.
    this.log = log.child({}, { redact: [] });
  }

  onEnded(listener: (ended: EndedRequest) => void): void {
    this.listeners.push(listener);
  }

  tell(ended: EndedRequest): void {
    this.log.info({ ...ended, ms: Math.round(ended.ms * 100) / 100 }, 'request');
    for (const listener of this.listeners) listener(ended);
  }
}
