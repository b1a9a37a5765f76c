import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { OnModuleDestroy } from '@nestjs/common';
import { type Answer, isAllowed, type Principal, type ServingService, type SolutionsService } from '@proofline/host';
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

/**
 * Stands before the framework and answers what nearly all requests are: a prediction, by a key, a solution and a champion
 * that are in memory. Whatever is not plainly so, or would be refused, it passes on as it came: the rules have one place each,
 * and this only knows when none of them applies. Why: docs/decisions/predictions-before-the-framework.md.
 */
export class Front implements OnModuleDestroy {
  private services: Services | undefined;

  /** What Fastify listens with. */
  readonly serverFactory: FastifyServerFactory = (framework, options) => {
    const server: Server = createServer(options.http ?? {}, (request, response) => {
      const asked = this.askedBy(request, response);
      if (asked === undefined) framework(request, response);
      else this.read(asked, () => framework(request, response));
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

  /** Undefined for whatever is no request for predictions in its plain form. */
  private askedBy(request: IncomingMessage, response: ServerResponse): Asked | undefined {
    if (this.services === undefined || request.method !== 'POST') return undefined;
    const path = PATH.exec(request.url!);
    if (path === null) return undefined;
    const { headers } = request;
    if (!JSON_BODY.test(headers['content-type'] ?? '')) return undefined;
    if (!(Number(headers['content-length']) <= MOST_BYTES)) return undefined;
    for (const name of FOR_THE_FRAMEWORK) if (headers[name] !== undefined) return undefined;
    const key = bearerOf(headers.authorization);
    const principal = key === undefined ? undefined : this.services.admission.atHand(key);
    if (principal === undefined || !isAllowed(principal.role, PREDICTIONS.allow)) return undefined;
    return { request, response, principal, solution: path[1]!, task: path[2]!, began: performance.now() };
  }

  private read(asked: Asked, passOn: () => void): void {
    const { request } = asked;
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.once('end', () => {
      const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
      this.answer(asked, body).then(
        (answered) => {
          if (answered) return;
          holdBody(request, body);
          passOn();
        },
        (defect: Error) => request.destroy(defect),
      );
    });
  }

  /** Whether it was answered. Where not, nothing came of it. */
  private async answer(asked: Asked, body: Buffer): Promise<boolean> {
    const { services } = this;
    if (services === undefined) return false;
    const { principal } = asked;
    const solution = services.solutions.servedAtHand(principal, asked.solution);
    const wanted = this.wantedBy(asked.request, body);
    if (solution === undefined || solution.task !== asked.task || wanted === undefined) return false;
    const requestId = requestIdOf(asked.request.headers['x-request-id']);
    let answer: Answer;
    let limit: LimitHeaders;
    try {
      const conclude = services.serving.predictAtOnce(solution, wanted.rows, { reasons: wanted.reasons, requestId });
      if (conclude === undefined) return false;
      limit = await services.admission.count(principal);
      answer = conclude();
    } catch {
      // Refused: in words that all refusals have.
      return false;
    }
    const bytes = Buffer.from(JSON.stringify(answer));
    asked.response.writeHead(200, [...HEADERS, ...limit, 'x-request-id', requestId, 'content-length', bytes.length]);
    asked.response.end(bytes);
    services.ended.tell({
      requestId,
      method: 'POST',
      route: ROUTE,
      status: 200,
      ms: performance.now() - asked.began,
      caller: principal.prefix,
    });
    return true;
  }

  private wantedBy(request: IncomingMessage, body: Buffer): WantedPredictions | undefined {
    let wanted: WantedPredictions | undefined;
    // Without a promise: the parser answers at once.
    this.services!.parseJson(request as never, body.toString(), (error, parsed) => {
      if (error !== null) return;
      const { success, data } = wantedPredictions.safeParse(parsed);
      if (success && data.rows.length <= MOST_ROWS) wanted = data;
    });
    return wanted;
  }
}
