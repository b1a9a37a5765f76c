import { createRequire } from 'node:module';
import { useEncodersOf } from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { HostConfig } from './config/host-config.js';
import { installedVerticals, loadVerticals } from './config/load-verticals.js';
import { secretOf } from './config/secret.js';
import type { HostParts } from './host.module.js';
import { connect, migrate } from './persistence/data-source.js';

/** Of the installed release; all its packages have the same one. */
export const { version: VERSION } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Makes ready what every process needs: a database that is up to date, the secret, the verticals. `from` is where those are looked up. */
export async function openHost(config: HostConfig, databaseUrl: string, from: string, log: Logger): Promise<HostParts> {
  const names = config.verticals ?? installedVerticals(from);
  useEncodersOf(config.home);
  const verticals = await loadVerticals(names, from);
  const secret = await secretOf(config);
  const source = await connect(databaseUrl);
  const done = await migrate(source);
  if (done.length > 0) log.info({ migrations: done }, 'the database was brought up to date');
  return { config, source, databaseUrl, secret, verticals, verticalModules: names, log };
}
