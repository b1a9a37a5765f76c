import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { isAllowed, problemDocument, QUEUES, type WorkQueue } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from '../http/admission.js';

const PATH = '/queue-board';

/**
 * Bull Board, for the platform's admins to look at the queue. It changes nothing: what is done to a run goes through the ledger,
 * and a browser that sends its password by itself can be made to do no harm.
 */
export async function serveQueueBoard(app: NestFastifyApplication): Promise<void> {
  const board = new FastifyAdapter().setBasePath(PATH);
  createBullBoard({
    queues: app.get<WorkQueue<unknown>[]>(QUEUES).map(({ jobs }) => new BullMQAdapter(jobs, { readOnlyMode: true })),
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Proofline: the queue', hideRedisDetails: true } },
  });
  const admission = app.get(Admission);
  await app
    .getHttpAdapter()
    .getInstance()
    .register(
      async (scope) => {
        scope.addHook('onRequest', (request, reply) => admit(admission, request, reply));
        await scope.register(board.registerPlugin());
      },
      { prefix: PATH },
    );
}

/** Nest's guards do not stand before what is not Nest's. */
async function admit(admission: Admission, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  try {
    const { role, clientId } = await admission.admit(request, reply, keyOf(request.headers.authorization));
    if (isAllowed(role, 'administer') && clientId === null) return undefined;
    throw new ProoflineError('forbidden', 'ROLE_TOO_SMALL', 'The queue is shown to admins of the platform only.');
  } catch (error) {
    const problem = problemDocument(error, request.id);
    // A browser asks for a name and a password; the key is the password.
    if (problem.status === 401) void reply.header('www-authenticate', 'Basic realm="proofline", charset="UTF-8"');
    return reply.status(problem.status).type('application/problem+json').send(problem);
  }
}

function keyOf(header: string | undefined): string | undefined {
  const [scheme, value] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() === 'bearer') return value;
  if (scheme?.toLowerCase() !== 'basic' || value === undefined) return undefined;
  return Buffer.from(value, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}
