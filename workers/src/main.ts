// One worker process.
import { createLog, databaseUrlOf, endOnSignal, openHost, readHostConfig, startOrSay } from '@proofline/host';
import { runWorker } from './run-worker.js';

await startOrSay(async () => {
  const config = readHostConfig();
  const log = createLog(config.logLevel);
  const worker = await runWorker(await openHost(config, databaseUrlOf(config), import.meta.dirname, log));
  endOnSignal(() => worker.close(), log);
});
