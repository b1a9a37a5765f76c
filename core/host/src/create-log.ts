import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';

/** JSON lines on standard output, or lines to be read where that is a terminal; keys never get into them. */
export function createLog(level: string): Logger {
  const options = {
    level,
    redact: { paths: ['req.headers.authorization', 'headers.authorization', '*.key'], censor: '(hidden)' },
  };
  return process.stdout.isTTY ? pino(options, forTerminal()) : pino(options);
}

/** Loaded where somebody looks, and nowhere else. */
function forTerminal(): DestinationStream {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  return pretty({ ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true });
}
