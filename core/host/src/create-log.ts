import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';

/** A line is written this long after it was said at the latest; what is left is written when the process ends. */
const FLUSH_MS = 250;
/** Or when so much has gathered: a write for each of thousands of requests a second would cost more than most of them. */
const FLUSH_BYTES = 16_000;

/** JSON lines on standard output, or lines to be read where that is a terminal; keys never get into them. */
export function createLog(level: string): Logger {
  const options = {
    level,
    redact: { paths: ['req.headers.authorization', 'headers.authorization', '*.key'], censor: '(hidden)' },
  };
  return process.stdout.isTTY ? pino(options, forTerminal()) : pino(options, gathered());
}

function gathered(): DestinationStream {
  return pino.destination({ dest: 1, sync: false, minLength: FLUSH_BYTES, periodicFlush: FLUSH_MS });
}

/** Loaded where somebody looks, and nowhere else. */
function forTerminal(): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  return pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true });
}
