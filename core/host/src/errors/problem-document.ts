import { type Problem, ProoflineError } from '@proofline/learn';
import { isDatabaseAway, isNulRefused } from '../persistence/postgres-errors.js';
import { HTTP_STATUS } from './http-status.js';

/** RFC 9457, with our code and the single problems beside the standard's members. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** The request that it answers, to be found in the logs. */
  instance: string;
  code: string;
  problems: Problem[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'No valid API key',
  403: 'Not allowed',
  404: 'Not found',
  405: 'This method is not offered here',
  409: 'In conflict with the present state',
  413: 'Too large',
  415: 'This type of content is not taken here',
  422: 'The request is not valid',
  429: 'Too many requests',
  499: 'Cancelled',
  500: 'Something went wrong on our side',
  503: 'Not available at the moment',
};

/** An error as it is answered. What nobody foresaw is not told: the log has it, under the request's id. */
export function problemDocument(error: unknown, requestId: string): ProblemDocument {
  const instance = `urn:proofline:request:${requestId}`;
  if (error instanceof ProoflineError && error.kind !== 'internal') {
    return document(HTTP_STATUS[error.kind], error.code, error.message, instance, error.problems);
  }
  if (isDatabaseAway(error)) {
    return document(503, 'DATABASE_AWAY', 'The database does not answer at the moment. Try again soon.', instance);
  }
  if (isNulRefused(error)) {
    const detail = 'A text of the request holds the character NUL (U+0000), which cannot be kept. Take it out.';
    return document(422, 'TEXT_UNKEEPABLE', detail, instance);
  }
  const detail = `The request could not be answered because of a defect. Tell whoever runs this service its id: ${requestId}.`;
  return document(500, 'INTERNAL', detail, instance);
}

export function document(
  status: number,
  code: string,
  detail: string,
  instance: string,
  problems: Problem[] = [],
): ProblemDocument {
  const title = TITLES[status] ?? TITLES[status < 500 ? 400 : 500]!;
  return { type: `urn:proofline:problem:${code}`, title, status, detail, instance, code, problems };
}
