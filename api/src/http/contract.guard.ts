import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Problem, ProoflineError } from '@proofline/learn';
import { checkAs } from '@proofline/pipeline';
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
    const problems = [...take(request, 'query', contract?.query), ...take(request, 'body', contract?.body)];
    if (problems.length === 0) return true;
    throw new ProoflineError(
      'invalid-input',
      'REQUEST_INVALID',
      problems.length === 1 ? problems[0]!.message : `The request has ${problems.length} problems.`,
      { problems },
    );
  }
}

function take(request: FastifyRequest, part: 'query' | 'body', shape: z.ZodType | undefined): Problem[] {
  if (shape === undefined) return [];
  const parsed = shape.safeParse(request[part]);
  if (!parsed.success) return checkAs(shape, request[part], { path: [part], code: 'REQUEST' });
  request[part] = parsed.data;
  return [];
}
