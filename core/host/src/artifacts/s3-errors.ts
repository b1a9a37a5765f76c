import { ProoflineError } from '@proofline/learn';
import type { S3Place } from './s3-store.js';

/** Beside whatever comes with 401 or 403. */
const REFUSED = new Set(['ExpiredToken', 'InvalidToken', 'CredentialsProviderError']);
const UNREACHABLE =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|CERT_|SELF_SIGNED|DEPTH_ZERO)/;

/** What a store says or does not say, in a sentence; everything else as it is. */
export function explainS3(error: unknown, { bucket, region, endpoint }: S3Place): unknown {
  if (error instanceof ProoflineError || !(error instanceof Error)) return error;
  const where = endpoint ?? `Amazon S3 in ${region}`;
  const { name } = error;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const code = codeOf(error);
  if (REFUSED.has(name) || status === 401 || status === 403) {
    return unavailable(
      'STORE_REFUSED',
      `The artefact store at ${where} does not let us into the bucket '${bucket}' (${name}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the role, and what it may do there.`,
      error,
    );
  }
  if (name === 'NoSuchBucket') {
    const text = `There is no bucket '${bucket}' at ${where}. Make it, or correct ARTIFACTS_URL or AWS_REGION.`;
    return unavailable('STORE_MISSING', text, error);
  }
  if (UNREACHABLE.test(code) || name === 'TimeoutError') {
    const text = `The artefact store at ${where} does not answer (${code === '' ? name : code}). Check AWS_ENDPOINT_URL_S3 and that it runs there.`;
    return unavailable('STORE_UNREACHABLE', text, error);
  }
  if (status === undefined && !('$fault' in error)) return error;
  return unavailable('STORE_FAILED', `The artefact store at ${where} failed: ${error.message} (${name}).`, error);
}

function codeOf(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return (first as NodeJS.ErrnoException).code ?? '';
}

function unavailable(code: string, message: string, cause: Error): ProoflineError {
  return new ProoflineError('unavailable', code, message, { cause });
}
