import { repeat } from '@proofline/host';
import type { Logger } from 'pino';
import type { ChildListener } from './in-child.js';
import type { RunNews } from './run-news.js';

/** How often a ledger is told how something stands, and asked whether it is to stop. */
const ASK_EVERY_MS = 1_000;

/**
 * Does something while a ledger is told how far it is: `tell` returns whether it is to go on. Its signal is aborted where it is
 * not, and when the worker closes. `about` is what the log says of it.
 */
export async function whileWanted<R>(
  tell: () => Promise<boolean>,
  closing: AbortSignal,
  log: Logger,
  about: object,
  work: (signal: AbortSignal) => Promise<R>,
): Promise<R> {
  const stopped = new AbortController();
  const telling = repeat(
    async () => (await tell()) || stopped.abort(),
    ASK_EVERY_MS,
    (error) => log.debug({ ...about, error: error.message }, 'the ledger could not be told'),
  );
  try {
    return await work(AbortSignal.any([stopped.signal, closing]));
  } finally {
    await telling.stop();
  }
}

/** Does something in a child; the ledger hears how far it is, and it is stopped where the run is to stop. */
export async function whileTold<R>(
  news: RunNews,
  closing: AbortSignal,
  log: Logger,
  work: (listener: ChildListener) => Promise<R>,
): Promise<R> {
  try {
    return await whileWanted(
      () => news.tell(),
      closing,
      log,
      { runId: news.runId },
      (signal) =>
        work({
          signal,
          onProgress: (stage, fraction) => news.progress(stage, fraction),
          onLine: (line) => news.line(line),
        }),
    );
  } finally {
    await news.tell().catch(() => undefined);
  }
}
