import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { document, type ProblemDocument, problemDocument } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** Answers every error as a problem document. What nobody foresaw is logged in full and told in one sentence. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    void sendProblem(reply, this.problemOf(error, request));
  }

  private problemOf(error: unknown, request: FastifyRequest): ProblemDocument {
    const instance = `urn:proofline:request:${request.id}`;
    if (error instanceof HttpException) {
      const status = error.getStatus();
      if (status === 404)
        return document(404, 'ROUTE_UNKNOWN', `There is no ${request.method} ${request.url}.`, instance);
      return document(status, codeOf(status), error.message, instance);
    }
    const status = statusOfFramework(error);
    if (status !== undefined) return document(status, codeOf(status), (error as Error).message, instance);
    if (!(error instanceof ProoflineError) || error.kind === 'internal') {
      this.log.error(
        { err: error, requestId: request.id, method: request.method, url: request.url },
        'a request failed',
      );
    }
    return problemDocument(error, request.id);
  }
}

/** What the HTTP server itself refuses (a body too large, no JSON, …) carries its status. */
function statusOfFramework(error: unknown): number | undefined {
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  const ours = typeof code === 'string' && code.startsWith('FST_');
  return ours && typeof statusCode === 'number' && statusCode < 500 ? statusCode : undefined;
}

const CODES: Readonly<Record<number, string>> = {
  400: 'REQUEST_UNREADABLE',
  405: 'METHOD_NOT_ALLOWED',
  413: 'BODY_TOO_LARGE',
  415: 'CONTENT_TYPE_NOT_TAKEN',
  429: 'TOO_MANY_REQUESTS',
};

function codeOf(status: number): string {
  return CODES[status] ?? 'REQUEST_REFUSED';
}

const OPEN_INFERENCE = /^\/v2(?:[/?]|$)/;

/** Addresses that the HTTP server cannot route: nothing can be there. */
export function refuseAddress(error: { code?: string }, request: FastifyRequest, reply: FastifyReply): void {
  const instance = `urn:proofline:request:${request.id}`;
  const why = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'a part of it is too long' : 'it is not well-formed';
  void sendProblem(reply, document(404, 'ROUTE_UNKNOWN', `There is nothing at this address: ${why}.`, instance));
}

export function sendProblem(reply: FastifyReply, problem: ProblemDocument): FastifyReply {
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="proofline"');
  // The Open Inference Protocol demands a member of its own; the rest of the problem may stand beside it.
  if (OPEN_INFERENCE.test(reply.request.url)) {
    return reply
      .status(problem.status)
      .type('application/json')
      .send({ error: problem.detail, ...problem });
  }
  return reply.status(problem.status).type('application/problem+json').send(problem);
}
