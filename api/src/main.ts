// One HTTP process.
import {
  AccessService,
  createLog,
  databaseUrlOf,
  endOnSignal,
  HealthService,
  openHost,
  readHostConfig,
  startOrSay,
} from '@proofline/host';
import { createApi } from './create-api.js';
import { listen } from './listen.js';

await startOrSay(async () => {
  const config = readHostConfig();
  const log = createLog(config.logLevel);
  const app = await createApi(await openHost(config, databaseUrlOf(config), import.meta.dirname, log));
  const key = await app.get(AccessService).createFirst(config.adminKey);
  if (key !== undefined && config.adminKey === undefined) {
    process.stderr.write(`The first admin key, shown this once: ${key}\n`);
  }
  const url = await listen(app, config);
  log.info({ url }, 'the API is ready');
  endOnSignal(async () => {
    app.get(HealthService).drain();
    await app.close();
  }, log);
});
