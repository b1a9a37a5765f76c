import type { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ProoflineError } from '@proofline/learn';
import type { FastifyRequest } from 'fastify';

/** Types of files that are taken as a body. */
export const FILE_TYPES = [
  'text/csv',
  'text/tab-separated-values',
  'application/x-ndjson',
  'application/vnd.apache.parquet',
  'application/gzip',
  'application/octet-stream',
] as const;

/** Of an output folder that is brought. */
export const ARCHIVE_TYPE = 'application/gzip';

type Done = (error: Error | null, body: Readable) => void;

/** Files reach their handler as a stream: they may be larger than memory. */
export function passFilesOn(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser([...FILE_TYPES], (_request: unknown, payload: Readable, done: Done) => done(null, payload));
}

/** The file that is a request's body. Throws `invalid-input` where there is none. */
export function fileOf({ body }: FastifyRequest, types: readonly string[]): Readable {
  if (typeof (body as Readable | undefined)?.pipe === 'function') return body as Readable;
  throw new ProoflineError(
    'invalid-input',
    'FILE_MISSING',
    `Send the file as the body, with ${types.length === 1 ? 'the content type' : 'one of these content types:'} ${types.join(', ')}.`,
  );
}
