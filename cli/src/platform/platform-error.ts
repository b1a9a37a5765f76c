import { NoAnswer, Refusal } from '@proofline/client';
import { type ErrorKind, type Problem, ProoflineError } from '@proofline/learn';

/** What a status of HTTP is called here. */
const KINDS: Readonly<Record<number, ErrorKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  429: 'rate-limited',
  499: 'cancelled',
  503: 'unavailable',
};

/** What the user of a command can do about a refusal, where the API cannot know it. */
const NEXT: Readonly<Record<number, string>> = {
  401: "Log in with 'proofline login', or check PROOFLINE_KEY and --key.",
  429: 'Wait a moment and start again.',
};

/** What went wrong between us and the platform as an error that the user can act on; undefined for anything else. */
export function asPlatformError(error: unknown): ProoflineError | undefined {
  if (error instanceof Refusal) {
    const { status, problem } = error;
    const message = [problem.detail, NEXT[status]].filter(Boolean).join(' ');
    return new ProoflineError(kindOf(status), problem.code, message, {
      problems: problem.problems as Problem[],
      cause: error,
    });
  }
  if (error instanceof NoAnswer) {
    const message = `${error.message} Start the platform with 'proofline up', or name another address with --url, PROOFLINE_URL or 'proofline login'.`;
    return new ProoflineError('unavailable', 'NO_ANSWER', message, { cause: error });
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.', { cause: error });
  }
  return undefined;
}

function kindOf(status: number): ErrorKind {
  return KINDS[status] ?? (status < 500 ? 'invalid-input' : 'unavailable');
}
