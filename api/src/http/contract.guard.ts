import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Problem, ProoflineError } from '@proofline/learn';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CONTRACT, type EndpointContract } from './endpoint.js';

/** Holds query and body to the endpoint's contract and puts what was understood in their place. Runs once the caller is known. */
@Injectable()
export class ContractGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const contract = this.reflector.get<EndpointContract | undefined>(CONTRACT, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const problems: Problem[] = [];
    const check = (part: 'query' | 'body', shape: z.ZodType | undefined): void => {
      if (shape === undefined) return;
      const parsed = shape.safeParse(request[part]);
      if (parsed.success) request[part] = parsed.data;
      else problems.push(...parsed.error.issues.map((issue) => problemOf(part, issue, request[part])));
    };
    check('query', contract?.query);
    check('body', contract?.body);
    if (problems.length === 0) return true;
    throw new ProoflineError(
      'invalid-input',
      'REQUEST_INVALID',
      problems.length === 1 ? problems[0]!.message : `The request has ${problems.length} problems.`,
      { problems },
    );
  }
}

function problemOf(part: string, issue: z.core.$ZodIssue, given: unknown): Problem {
  const path = [part, ...issue.path.map(String)].join('.');
  const got = valueAt(given, issue.path);
  const said = issue.code === 'unrecognized_keys' ? `unknown field ${list(issue.keys)}` : sentence(issue.message);
  return {
    code: issue.code === 'unrecognized_keys' ? 'FIELD_UNKNOWN' : got === undefined ? 'FIELD_MISSING' : 'FIELD_INVALID',
    message: `${path}: ${said}${got === undefined || issue.code === 'unrecognized_keys' ? '' : `; got ${excerpt(got)}`}.`,
    where: { path },
    ...(got === undefined ? {} : { got: excerpt(got) }),
  };
}

function sentence(message: string): string {
  return message.replace(/^Invalid input: /, '').replace(/\.$/, '');
}

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  );
}

/** A value as it came, short enough for a sentence. */
function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
