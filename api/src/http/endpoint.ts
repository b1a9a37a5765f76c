import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
  ApiSecurity,
} from '@nestjs/swagger';
import type { Permission } from '@proofline/host';
import { z } from 'zod';
import type { ServerEvent } from './event-answers.interceptor.js';

/** What an endpoint takes, answers and asks of its caller. From it come the checks, the status and the OpenAPI document. */
export interface EndpointContract {
  summary: string;
  /** `public` is for health and documentation alone; `signature` asks for a signed message in place of a key. */
  allow: Permission | 'public' | 'signature';
  /** Of the parameters in the path, by name: what they are. */
  params?: Readonly<Record<string, string>>;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Of a body that is a file: its content types. */
  file?: readonly string[];
  answer?: z.ZodType;
  /** 200 where absent. */
  status?: number;
  /** Takes an `Idempotency-Key`: sent again with it, the request is not done again and gets the same answer. */
  repeatable?: boolean;
  /** The conversation that an answer is about: what is kept for a repetition goes with it. */
  conversationOf?: (answer: never) => string;
  /** The answer as server-sent events, for who accepts them. */
  events?: (answer: never) => ServerEvent[];
  /** Whose shape its refusals have, where that is not the problem document. */
  protocol?: 'open-inference';
  /** Further statuses that it may answer with. Those that any endpoint may answer with need not be named. */
  errors?: readonly number[];
}

export const CONTRACT = Symbol('contract');

const IDEMPOTENCY_HEADER = ApiHeader({
  name: 'idempotency-key',
  required: false,
  description:
    'Sent again within 24 hours with the same key, the request is not done again and gets the same answer. Another request with that key gets 422; while the first is under way, 409.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
});

/** With a refusal for too many requests. */
const COME_AGAIN = {
  'retry-after': {
    required: true,
    description: 'Seconds until the next request is taken.',
    schema: { type: 'integer' },
  },
} as const;

export function Endpoint(contract: EndpointContract): MethodDecorator {
  const {
    summary,
    allow,
    params = {},
    query,
    body,
    file,
    answer,
    status = 200,
    errors = [],
    repeatable = false,
    events,
    protocol,
  } = contract;
  const parts: MethodDecorator[] = [
    SetMetadata(CONTRACT, contract),
    HttpCode(status),
    ApiExtension('x-permission', allow),
    ApiOperation({ summary }),
    ApiResponse({
      status,
      description: 'Done.',
      ...(answer === undefined
        ? {}
        : {
            content: {
              'application/json': { schema: schemaOf(answer, 'output') },
              ...(events === undefined ? {} : { 'text/event-stream': { schema: { type: 'string' } } }),
            },
          }),
    }),
    ...problemsOf(contract, repeatable ? [...errors, 409, 422] : errors).map((code) => refusal(code, protocol)),
    ...Object.entries(params).map(([name, description]) => ApiParam({ name, description, schema: { type: 'string' } })),
  ];
  if (repeatable) parts.push(IDEMPOTENCY_HEADER);
  if (allow !== 'public' && allow !== 'signature') parts.push(ApiSecurity('apiKey'));
  if (body !== undefined)
    parts.push(ApiBody({ required: !body.safeParse(undefined).success, schema: schemaOf(body, 'input') }));
  if (file !== undefined) {
    parts.push(ApiConsumes(...file), ApiBody({ required: true, schema: { type: 'string', format: 'binary' } }));
  }
  for (const [name, field] of Object.entries(query?.shape ?? {})) {
    const schema = schemaOf(field as z.ZodType, 'input');
    parts.push(ApiQuery({ name, required: !(field as z.ZodType).safeParse(undefined).success, schema }));
  }
  return applyDecorators(...parts);
}

/** Statuses of refusal that follow from what an endpoint is. */
function problemsOf({ allow, params, query, body, file }: EndpointContract, further: readonly number[]): number[] {
  const follows = [
    ...(allow === 'public' ? [] : allow === 'signature' ? [401] : [401, 403]),
    ...(params === undefined ? [] : [404]),
    ...(body === undefined ? [] : [400, 413, 415, 422]),
    ...(query === undefined ? [] : [422]),
    ...(file === undefined ? [] : [413, 415, 422]),
    429,
    503,
  ];
  return [...new Set([...follows, ...further])].sort((a, b) => a - b);
}

function refusal(status: number, protocol: EndpointContract['protocol']): MethodDecorator {
  const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });
  return ApiResponse({
    status,
    ...(status === 429 ? { headers: COME_AGAIN } : {}),
    description: protocol === undefined ? 'Refused; the problem says why.' : "Refused; 'error' says why.",
    content:
      protocol === undefined
        ? { 'application/problem+json': schema('Problem') }
        : { 'application/json': schema('InferenceError') },
  }) as MethodDecorator;
}

/** Zod speaks JSON Schema 2020-12, and so does OpenAPI 3.1. */
// biome-ignore lint/suspicious/noExplicitAny: the decorators type their schemas as OpenAPI 3.0, which cannot say all of 3.1
function schemaOf(type: z.ZodType, io: 'input' | 'output'): any {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any', override: withoutNoise });
  return schema;
}

/** A format says what its pattern says, and that a whole number is one that can be counted is said nowhere else either. */
function withoutNoise({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}
