import 'reflect-metadata';
import type { IncomingHttpHeaders } from 'node:http';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  AccessService,
  ChannelsService,
  ConversationsService,
  type HostParts,
  hostModule,
  PredictionLog,
  QUEUES,
  ServingService,
  SolutionsService,
  TrainingService,
  type WorkQueue,
} from '@proofline/host';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { AuditController } from './audit/audit.controller.js';
import { ClientsController } from './clients/clients.controller.js';
import { ErasuresController } from './clients/erasures.controller.js';
import { ChannelMessagesController, ChannelsController } from './conversations/channels.controller.js';
import { ConversationsController } from './conversations/conversations.controller.js';
import { DialoguesController } from './conversations/dialogues.controller.js';
import { HandoversController } from './conversations/handovers.controller.js';
import { DocumentationController, GeneralDocument } from './documentation/documentation.controller.js';
import { serveDocumentation } from './documentation/documentation.js';
import { Front } from './front/front.js';
import { giveHeldBodies } from './front/held-body.js';
import { HealthController } from './health/health.controller.js';
import { AccessGuard, readBodiesForKeys } from './http/access.guard.js';
import { Admission } from './http/admission.js';
import { ContractGuard } from './http/contract.guard.js';
import { EndedRequests } from './http/ended-requests.js';
import { EventAnswersInterceptor } from './http/event-answers.interceptor.js';
import { passFilesOn } from './http/file-bodies.js';
import { IdempotencyInterceptor } from './http/idempotency.interceptor.js';
import { ProblemFilter, refuseAddress } from './http/problem.filter.js';
import { requestIdOf } from './http/request-id.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { proveSignedMessages } from './http/signed-messages.js';
import { KeysController } from './keys/keys.controller.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { metricsOf } from './metrics/metrics.js';
import { InferenceController } from './open-inference/inference.controller.js';
import { takeInferenceBodies } from './open-inference/inference-body.js';
import { DeadLettersController } from './queue/dead-letters.controller.js';
import { serveQueueBoard } from './queue/queue-board.js';
import { AlertsController } from './solutions/alerts.controller.js';
import { BatchesController } from './solutions/batches.controller.js';
import { ChallengerController } from './solutions/challenger.controller.js';
import { DatasetsController } from './solutions/datasets.controller.js';
import { FeedbackController } from './solutions/feedback.controller.js';
import { ModelsController } from './solutions/models.controller.js';
import { MonitoringController } from './solutions/monitoring.controller.js';
import { PredictionsController } from './solutions/predictions.controller.js';
import { PromotionsController } from './solutions/promotions.controller.js';
import { RunEventsController } from './solutions/run-events.controller.js';
import { RunsController } from './solutions/runs.controller.js';
import { SchedulesController } from './solutions/schedules.controller.js';
import { SolutionsController } from './solutions/solutions.controller.js';

/** Of a JSON body. Files come as streams and have no such limit. */
const BODY_LIMIT = 16 * 1024 * 1024;

@Module({})
class ApiModule {}

function apiModule(parts: HostParts, front: Front): DynamicModule {
  return {
    module: ApiModule,
    imports: [hostModule(parts)],
    controllers: [
      HealthController,
      DocumentationController,
      ClientsController,
      ErasuresController,
      KeysController,
      AuditController,
      SolutionsController,
      DatasetsController,
      RunsController,
      RunEventsController,
      ModelsController,
      PromotionsController,
      PredictionsController,
      BatchesController,
      ChallengerController,
      SchedulesController,
      DeadLettersController,
      FeedbackController,
      MonitoringController,
      AlertsController,
      DialoguesController,
      ConversationsController,
      HandoversController,
      ChannelsController,
      ChannelMessagesController,
      InferenceController,
      MetricsController,
    ],
    // In this order: nobody learns from a refusal what a valid request would be.
    providers: [
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_GUARD, useClass: ContractGuard },
      GeneralDocument,
      { provide: Front, useValue: front },
      { provide: EndedRequests, useFactory: () => new EndedRequests(parts.log) },
      {
        provide: Admission,
        inject: [AccessService],
        useFactory: (access: AccessService) => new Admission(access, parts.config.rateLimit),
      },
      {
        provide: Registry,
        inject: [ServingService, PredictionLog, TrainingService, QUEUES, EndedRequests, ConversationsService],
        useFactory: (
          serving: ServingService,
          predictions: PredictionLog,
          training: TrainingService,
          queues: readonly WorkQueue<unknown>[],
          ended: EndedRequests,
          conversations: ConversationsService,
        ) => metricsOf({ serving, predictions, training, queues, ended, conversations }),
      },
      // Outside of the other: an answer that is repeated comes as events, too.
      { provide: APP_INTERCEPTOR, useClass: EventAnswersInterceptor },
      { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    ],
  };
}

/** The HTTP application, ready to listen. */
export async function createApi(parts: HostParts): Promise<NestFastifyApplication> {
  const front = new Front();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    serverFactory: front.serverFactory,
    genReqId: (request: { headers: IncomingHttpHeaders }) => requestIdOf(request.headers['x-request-id']),
    // Below a proxy's own, so that it never sends a request into a connection that we are closing.
    keepAliveTimeout: 65_000,
    return503OnClosing: true,
    frameworkErrors: refuseAddress,
  });
  const app = await NestFactory.create<NestFastifyApplication>(apiModule(parts, front), adapter, {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  const server: FastifyInstance = app.getHttpAdapter().getInstance();
  setHeaders(server);
  openToOrigins(app, parts.config.corsOrigins);
  passFilesOn(app);
  takeInferenceBodies(app, BODY_LIMIT);
  giveHeldBodies(server);
  readBodiesForKeys(server, app.get(Admission));
  proveSignedMessages(server, app.get(Admission), app.get(ChannelsService));
  tellEnded(server, app.get(EndedRequests));
  app.useGlobalFilters(new ProblemFilter(parts.log));
  serveDocumentation(app);
  await serveQueueBoard(app);
  await app.init();
  await server.ready();
  front.open({
    admission: app.get(Admission),
    solutions: app.get(SolutionsService),
    serving: app.get(ServingService),
    ended: app.get(EndedRequests),
    parseJson: server.getDefaultJsonParser('error', 'error'),
  });
  return app;
}

/** Pages of other origins may not call, but for those that are named. */
function openToOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const options = {
    origin: [...origins],
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'idempotency-key', 'x-request-id', 'last-event-id'],
    exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'],
    maxAge: 600,
  };
  // What is no preflight the plugin would refuse in plain text; so it is a method that is not there, as without origins.
  app.enableCors({
    delegator: ({ headers }, done) =>
      done(null, { ...options, preflight: !!headers.origin && !!headers['access-control-request-method'] }),
  });
}

/** The request's id in the answer, and the same headers on every one. */
function setHeaders(server: FastifyInstance): void {
  const security = Object.entries(SECURITY_HEADERS);
  server.addHook('onRequest', (_request, reply, done) => {
    // On the response itself: not all answers go through a reply.
    for (const [name, value] of security) reply.raw.setHeader(name, value);
    done();
  });
  server.addHook('onSend', (request: FastifyRequest, reply, _payload, done) => {
    void reply.header('x-request-id', request.id);
    // The rest of a file that was refused is not read: nothing may come behind it on this connection.
    if (request.raw.destroyed && !request.raw.complete) void reply.header('connection', 'close');
    done();
  });
}

function tellEnded(server: FastifyInstance, ended: EndedRequests): void {
  server.addHook('onResponse', (request: FastifyRequest, reply, done) => {
    ended.tell({
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
      caller: (request as Partial<{ principal: { prefix: string } }>).principal?.prefix,
    });
    done();
  });
}
