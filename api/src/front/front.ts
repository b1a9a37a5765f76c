import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OnModuleDestroy } from '@nestjs/common';
import {
  type Answer,
  isAllowed,
  type Predicted,
  type Principal,
  type ServingService,
  type SolutionsService,
} from '@proofline/host';
import type { FastifyBodyParser, FastifyServerFactory, FastifyServerOptions } from 'fastify';
import { bearerOf } from '../http/access.guard.js';
import type { Admission, LimitHeaders } from '../http/admission.js';
import type { EndedRequests } from '../http/ended-requests.js';
import { requestIdOf } from '../http/request-id.js';
import { SECURITY_HEADERS } from '../http/security-headers.js';
import {
  PREDICTIONS,
  PREDICTIONS_PATH,
  type WantedPredictions,
  wantedPredictions,
} from '../solutions/predictions-shape.js';
import { holdBody } from './held-body.js';

/** Of a body that is read here; larger ones are rare, and the framework's part in them is small. */
const MOST_BYTES = 64 * 1024;
/** A row or a few: many are no matter of the framework's time. */
const MOST_ROWS = 16;

const ROUTE = `/${PREDICTIONS_PATH}`;
const PATH = new RegExp(`^${ROUTE.replaceAll(/:\w+/g, '([\\w.-]+)')}$`);
const JSON_BODY = /^application\/json(; ?charset=utf-8)?$/i;
/** Headers that ask for more than an answer. */
const FOR_THE_FRAMEWORK = ['idempotency-key', 'content-encoding', 'transfer-encoding', 'origin', 'expect', 'upgrade'];

const HEADERS = Object.entries({ ...SECURITY_HEADERS, 'content-type': 'application/json; charset=utf-8' }).flat();

interface Services {
  admission: Admission;
  solutions: SolutionsService;
  serving: ServingService;
  ended: EndedRequests;
  /** The framework's own. */
  parseJson: FastifyBodyParser<string>;
}

type Timeouts = Required<Pick<FastifyServerOptions, 'keepAliveTimeout' | 'requestTimeout' | 'connectionTimeout'>>;

/** A request for predictions, as its line and headers say. */
interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  principal: Principal;
  solution: string;
  task: string;
  began: number;
}

/** A request that came whole. */
interface Came extends Asked {
  body: Buffer;
  /** To the framework, with the body as it came. */
  passOn: () => void;
}

/** A request that has its answer, which was not told yet. */
interface Ready extends Came {
  requestId: string;
  predicted: Predicted;
  limit: LimitHeaders;
}

/**
 * Stands before the framework and answers what nearly all requests are: a prediction, by a key, a solution and a champion
 * that are in memory. Whatever is not plainly so, or would be refused, it passes on as it came: the rules have one place each,
 * and this only knows when none of them applies. Why: docs/decisions/predictions-before-the-framework.md.
 */
export class Front implements OnModuleDestroy {
  private services: Services | undefined;
  /** What came since the event loop last asked the sockets. */
  private turn: Came[] = [];

  /** What Fastify listens with. */
  readonly serverFactory: FastifyServerFactory = (framework, options) => {
    const server: Server = createServer(options.http ?? {}, (request, response) => {
      const { services } = this;
      const asked = services && askedBy(services, request, response);
      if (asked === undefined) framework(request, response);
      else this.read(services!, asked, () => framework(request, response));
    });
    // As Fastify sets them for servers that it makes.
    const { keepAliveTimeout, requestTimeout, connectionTimeout } = options as Timeouts;
    server.keepAliveTimeout = keepAliveTimeout;
    server.requestTimeout = requestTimeout;
    server.setTimeout(connectionTimeout);
    return server;
  };

  /** Begins to answer. */
  open(services: Services): void {
    this.services = services;
  }

  /** From here on everything is the framework's. */
  onModuleDestroy(): void {
    this.services = undefined;
  }

  private read(services: Services, asked: Asked, framework: () => void): void {
    const { request } = asked;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.once('end', () => {
      const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      const passOn = (): void => {
        holdBody(request, body);
        framework();
      };
      this.await(services, { ...asked, body, passOn });
    });
  }

  /** Has a request answered at the end of this turn of the event loop, together with all others that came in it. */
  private await(services: Services, came: Came): void {
    if (this.turn.push(came) === 1) setImmediate(() => void this.endTurn(services));
  }

  private async endTurn(services: Services): Promise<void> {
    const { turn } = this;
    this.turn = [];
    const ready: Ready[] = [];
    await Promise.all(
      turn.map(async (came) => {
        try {
          const found = await predict(services, came);
          if (found === undefined) came.passOn();
          else ready.push({ ...came, ...found });
        } catch (defect) {
          came.request.destroy(defect as Error);
        }
      }),
    );
    if (ready.length > 0) answerAll(services, ready);
  }
}

/** Undefined for whatever is no request for predictions in its plain form. */
function askedBy({ admission }: Services, request: IncomingMessage, response: ServerResponse): Asked | undefined {
  if (request.method !== 'POST') return undefined;
  const path = PATH.exec(request.url!);
  if (path === null) return undefined;
  const { headers } = request;
  if (!JSON_BODY.test(headers['content-type'] ?? '')) return undefined;
  if (!(Number(headers['content-length']) <= MOST_BYTES)) return undefined;
  for (const name of FOR_THE_FRAMEWORK) if (headers[name] !== undefined) return undefined;
  const key = bearerOf(headers.authorization);
  const principal = key === undefined ? undefined : admission.atHand(key);
  if (principal === undefined || !isAllowed(principal.role, PREDICTIONS.allow)) return undefined;
  return { request, response, principal, solution: path[1]!, task: path[2]!, began: performance.now() };
}

/** Undefined where the front does not answer. Nothing came of it then. */
async function predict(
  services: Services,
  { request, principal, body, ...asked }: Came,
): Promise<Pick<Ready, 'requestId' | 'limit' | 'predicted'> | undefined> {
  const solution = services.solutions.servedAtHand(principal, asked.solution);
  const wanted = wantedBy(services, request, body);
  if (solution === undefined || solution.task !== asked.task || wanted === undefined) return undefined;
  const requestId = requestIdOf(request.headers['x-request-id']);
  try {
    const predicted = services.serving.predictAtOnce(solution, wanted.rows, { reasons: wanted.reasons, requestId });
    if (predicted === undefined) return undefined;
    return { requestId, predicted, limit: await services.admission.count(principal) };
  } catch {
    // Refused: in words that all refusals have.
    return undefined;
  }
}

function wantedBy({ parseJson }: Services, request: IncomingMessage, body: Buffer): WantedPredictions | undefined {
  let wanted: WantedPredictions | undefined;
  // Without a promise: the parser answers at once.
  parseJson(request as never, body.toString(), (error, parsed) => {
    if (error !== null) return;
    const { success, data } = wantedPredictions.safeParse(parsed);
    if (success && data.rows.length <= MOST_ROWS) wanted = data;
  });
  return wanted;
}

function answerAll(services: Services, ready: readonly Ready[]): void {
  let answers: Answer[];
  try {
    answers = services.serving.conclude(ready.map(({ predicted }) => predicted));
  } catch {
    // None of them was kept: each is refused, in words that all refusals have.
    for (const { passOn } of ready) passOn();
    return;
  }
  ready.forEach((one, k) => {
    try {
      send(services, one, answers[k]!);
    } catch (defect) {
      one.request.destroy(defect as Error);
    }
  });
}

function send({ ended }: Services, { response, requestId, limit, principal, began }: Ready, answer: Answer): void {
  // Not as bytes: a text goes to the socket together with the head.
  const text = JSON.stringify(answer);
  const length = Buffer.byteLength(text);
  response.writeHead(200, [...HEADERS, ...limit, 'x-request-id', requestId, 'content-length', length]);
  response.end(text);
  const ms = performance.now() - began;
  ended.tell({ requestId, method: 'POST', route: ROUTE, status: 200, ms, caller: principal.prefix });
}
