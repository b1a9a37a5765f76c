import type { EventEmitter } from 'node:events';

/**
 * For a pool's `onConnect`. A client of the driver that hears of its own end while nobody listens, which is so for a moment each
 * time one is handed out, would end the whole process. Whoever uses it gets the error with the next query.
 */
export function surviveCutLines(client: EventEmitter): void {
  client.on('error', () => {});
}
