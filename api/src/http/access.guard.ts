import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { isAllowed, type Principal } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Admission } from './admission.js';
import { CONTRACT, type EndpointContract } from './endpoint.js';
import { SIGNED_ROUTE } from './signed-messages.js';

export interface Authenticated extends FastifyRequest {
  principal: Principal;
}

const OF_THE_API = /^\/v[12]\//;

/** Bodies are read for who has a key: a guard comes after them, and nobody else is worth their memory. */
export function readBodiesForKeys(server: FastifyInstance, admission: Admission): void {
  server.addHook('preParsing', async (request: FastifyRequest, reply) => {
    const { method, headers, routeOptions } = request;
    const { url = '' } = routeOptions;
    if (method === 'GET' || method === 'HEAD' || !OF_THE_API.test(url) || url === SIGNED_ROUTE) return;
    (request as Authenticated).principal = await admission.admit(request, reply, bearerOf(headers.authorization));
  });
}

/** Lets a request in: a valid key, and a role that may what the endpoint does. An endpoint without a contract is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(Admission) private readonly admission: Admission,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const contract = this.reflector.get<EndpointContract | undefined>(CONTRACT, context.getHandler());
    if (contract?.allow === 'public') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & Partial<Authenticated>>();
    // Proven before its body was read.
    if (contract?.allow === 'signature') return request.routeOptions.url === SIGNED_ROUTE;
    const reply = http.getResponse<FastifyReply>();
    const principal =
      request.principal ?? (await this.admission.admit(request, reply, bearerOf(request.headers.authorization)));
    if (contract === undefined || !isAllowed(principal.role, contract.allow)) {
      throw new ProoflineError(
        'forbidden',
        'ROLE_TOO_SMALL',
        `Key ${principal.prefix}… has the role '${principal.role}', which may not do this.`,
      );
    }
    request.principal = principal;
    return true;
  }
}

const BEARER = /^bearer ([^ ]*)/i;

export function bearerOf(header: string | undefined): string | undefined {
  return header === undefined ? undefined : BEARER.exec(header)?.[1];
}
