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
import { makeDemo } from './demo.js';
import { listen } from './listen.js';
import { type Started, WITH_DEMO } from './started.js';

await startOrSay(async () => {
  const config = readHostConfig();
  const log = createLog(config.logLevel);
  const app = await createApi(await openHost(config, databaseUrlOf(config), import.meta.dirname, log));
  const made = await app.get(AccessService).createFirst(config.adminKey);
  const adminKey = made === config.adminKey ? undefined : made;
  const demo = config.demo && process.argv.includes(WITH_DEMO) && (await makeDemo(app));
  const url = await listen(app, config);
  log.info({ url }, 'the API is ready');
  if (process.send !== undefined) {
    process.send({ url, demo, ...(adminKey === undefined ? {} : { adminKey }) } satisfies Started);
  } else if (adminKey !== undefined) {
    process.stderr.write(`The first admin key, shown this once: ${adminKey}\n`);
  }
  endOnSignal(async () => {
    app.get(HealthService).drain();
    await app.close();
  }, log);
});
