import { createRequire } from 'node:module';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GeneralDocument } from './documentation.controller.js';
import type { Handler } from './swagger-ui.js';
import { swaggerUi } from './swagger-ui.js';

export const { version: PRODUCT_VERSION } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** RFC 9457, as every refusal is answered. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'problems'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What is wrong, where, and what to do.' },
    instance: { type: 'string', description: 'The request, as the logs name it.' },
    code: { type: 'string', description: 'Stable; meant for programs.' },
    problems: {
      type: 'array',
      description: 'Every single problem of the request, where there is more than one thing to say.',
      items: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          where: { type: 'object' },
          got: { type: 'string' },
          allowed: { type: 'string' },
          fix: { type: 'string' },
          count: { type: 'integer' },
        },
      },
    },
  },
} as const;

/** As the Open Inference Protocol has it, with the problem beside. */
const INFERENCE_ERROR = {
  type: 'object',
  required: ['error', ...PROBLEM.required],
  properties: {
    error: { type: 'string', description: 'Every problem of the request, in sentences.' },
    ...PROBLEM.properties,
  },
} as const;

export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Proofline')
    .setDescription(
      'From proof of concept to production: data, training, approval, predictions with reasons, monitoring.',
    )
    .setVersion(PRODUCT_VERSION)
    .setOpenAPIVersion('3.1.0')
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'An API key, as made by POST /v1/keys.' })
    .build();
  const document = SwaggerModule.createDocument(app, config, { operationIdFactory: operationId });
  document.components = {
    ...document.components,
    schemas: {
      ...document.components?.schemas,
      Problem: PROBLEM as never,
      InferenceError: INFERENCE_ERROR as never,
    },
  };
  return document;
}

/** `ClientsController.list` is `clientsList`: the names of a generated client's methods. */
function operationId(controller: string, method: string): string {
  const noun = controller.replace(/Controller$/, '');
  return noun[0]!.toLowerCase() + noun.slice(1) + method[0]!.toUpperCase() + method.slice(1);
}

/** `/docs` for people; the document itself is a controller's. */
export function serveDocumentation(app: NestFastifyApplication): void {
  app.get(GeneralDocument).make = () => openApiDocument(app);
  const server = app.getHttpAdapter().getInstance();
  const { page, assets } = swaggerUi('/docs-json');
  server.get('/docs', (_request: FastifyRequest, reply: FastifyReply) => reply.redirect('/docs/'));
  server.get('/docs/', (_request: FastifyRequest, reply: FastifyReply) => reply.type('text/html').send(page));
  app.use('/docs', prepareRaw);
  for (const handler of assets) app.use('/docs', handler);
}

/** What handlers written for Express expect of a response. */
const prepareRaw: Handler = (_request, response, next) => {
  response.set = (name: string, value: string) => response.setHeader(name, value);
  response.status = (code: number) => {
    response.statusCode = code;
    return response;
  };
  response.send = (body: string) => response.end(body);
  next();
};
