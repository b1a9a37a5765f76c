import { repeat } from '@proofline/host';
import type { Logger } from 'pino';
import type { ChildListener } from './in-child.js';
import type { RunNews } from './run-news.js';

/** How often a ledger is told how something stands, and asked whether it is to stop. */
export const ASK_EVERY_MS = 1_000;

/** Does something in a child; the ledger hears how far it is, and it is stopped where the run is to stop. */
export async function whileTold<R>(
  news: RunNews,
  closing: AbortSignal,
  log: Logger,
  work: (listener: ChildListener) => Promise<R>,
): Promise<R> {
  const stopped = new AbortController();
  const telling = repeat(
    async () => (await news.tell()) || stopped.abort(),
    ASK_EVERY_MS,
    (error) => log.debug({ runId: news.runId, error: error.message }, 'the ledger could not be told'),
  );
  try {
    return await work({
      signal: AbortSignal.any([stopped.signal, closing]),
      onProgress: (stage, fraction) => news.progress(stage, fraction),
      onLine: (line) => news.line(line),
    });
  } finally {
    await telling.stop();
    await news.tell().catch(() => undefined);
  }
}
