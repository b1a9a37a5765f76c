import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { ProoflineError } from '@proofline/learn';

/** Passes a stream on, counts and hashes it, and breaks it off with `too-large` beyond a limit. */
export class MeasuredStream extends Transform {
  bytes = 0;
  private readonly hash = createHash('sha256');

  constructor(private readonly limit = Number.POSITIVE_INFINITY) {
    super();
  }

  /** `sha256:…` of what has passed; once. */
  sha256(): string {
    return `sha256:${this.hash.digest('hex')}`;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error: Error | null, chunk?: Buffer) => void) {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    done(this.bytes > this.limit ? tooLarge(this.limit) : null, chunk);
  }
}

function tooLarge(limit: number): ProoflineError {
  return new ProoflineError(
    'too-large',
    'FILE_TOO_LARGE',
    `The file is larger than ${Math.round(limit / 1e6).toLocaleString('en-US')} MB, which is the most that is taken here.`,
  );
}
