import type { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Types of files that are taken as a body. */
export const FILE_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'application/x-ndjson',
  'application/vnd.apache.parquet',
  'application/gzip',
  'application/octet-stream',
] as const;

type Done = (error: Error | null, body: Readable) => void;

/** Files reach their handler as a stream: they may be larger than memory. */
export function passFilesOn(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser([...FILE_TYPES], (_request: unknown, payload: Readable, done: Done) => done(null, payload));
}
