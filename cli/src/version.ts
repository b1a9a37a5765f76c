import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Of this package; all packages of a release have the same one. */
export const VERSION: string = version;
