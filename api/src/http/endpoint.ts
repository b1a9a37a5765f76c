import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Permission } from '@proofline/host';
import { z } from 'zod';

/** What an endpoint takes, answers and asks of its caller. From it come the checks, the status and the OpenAPI document. */
export interface EndpointContract {
  summary: string;
  /** `public` is for health and documentation alone. */
  allow: Permission | 'public';
  /** Of the parameters in the path, by name: what they are. */
  params?: Readonly<Record<string, string>>;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer?: z.ZodType;
  /** 200 where absent. */
  status?: number;
  /** Further statuses that it may answer with. Those that any endpoint may answer with need not be named. */
  errors?: readonly number[];
}

export const CONTRACT = Symbol('contract');

export function Endpoint(contract: EndpointContract): MethodDecorator {
  const { summary, allow, params = {}, query, body, answer, status = 200, errors = [] } = contract;
  const parts: MethodDecorator[] = [
    SetMetadata(CONTRACT, contract),
    HttpCode(status),
    ApiOperation({ summary }),
    ApiResponse({
      status,
      description: 'Done.',
      ...(answer === undefined ? {} : { content: { 'application/json': { schema: schemaOf(answer, 'output') } } }),
    }),
    ...problemsOf(contract, errors).map((code) => problemResponse(code)),
    ...Object.entries(params).map(([name, description]) => ApiParam({ name, description, schema: { type: 'string' } })),
  ];
  if (allow !== 'public') parts.push(ApiSecurity('apiKey'));
  if (body !== undefined)
    parts.push(ApiBody({ required: !body.safeParse(undefined).success, schema: schemaOf(body, 'input') }));
  for (const [name, field] of Object.entries(query?.shape ?? {})) {
    const schema = schemaOf(field as z.ZodType, 'input');
    parts.push(ApiQuery({ name, required: !(field as z.ZodType).safeParse(undefined).success, schema }));
  }
  return applyDecorators(...parts);
}

/** Statuses of refusal that follow from what an endpoint is. */
function problemsOf({ allow, params, query, body }: EndpointContract, further: readonly number[]): number[] {
  const follows = [
    ...(allow === 'public' ? [] : [401, 403]),
    ...(params === undefined ? [] : [404]),
    ...(body === undefined ? [] : [400, 413, 415, 422]),
    ...(query === undefined ? [] : [422]),
    429,
    503,
  ];
  return [...new Set([...follows, ...further])].sort((a, b) => a - b);
}

function problemResponse(status: number): MethodDecorator {
  return ApiResponse({
    status,
    description: 'Refused; the problem says why.',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }) as MethodDecorator;
}

/** Zod speaks JSON Schema 2020-12, and so does OpenAPI 3.1. */
// biome-ignore lint/suspicious/noExplicitAny: the decorators type their schemas as OpenAPI 3.0, which cannot say all of 3.1
function schemaOf(type: z.ZodType, io: 'input' | 'output'): any {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
  return schema;
}
