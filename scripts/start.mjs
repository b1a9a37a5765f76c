// Brings the checkout into a state in which it runs, then runs a built module in this process: `node scripts/start.mjs api/dist/up.js`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const LOOK_EVERY_MS = 500;

const [node, , module, ...args] = process.argv;
await import('./setup.mjs');
if (process.exitCode === 0) {
  if (process.env.npm_lifecycle_event !== undefined) endWithParent();
  process.argv = [node, join(import.meta.dirname, '..', module), ...args];
  await import(pathToFileURL(process.argv[1]).href);
}

/** npm passes a signal on to the shell between it and us, and many shells end without passing it on: their end is our signal. */
function endWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  watch.unref();
}
