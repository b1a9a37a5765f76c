import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { IdempotencyService } from '@proofline/host';
import type { FastifyReply } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { Authenticated } from './access.guard.js';
import { CONTRACT, type EndpointContract } from './endpoint.js';

/** Does a request with an `Idempotency-Key` once, at endpoints that say they are repeatable. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(IdempotencyService) private readonly idempotency: IdempotencyService,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = this.reflector.get<EndpointContract | undefined>(CONTRACT, context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<Authenticated>();
    const key = request.headers['idempotency-key'];
    if (contract?.repeatable !== true || key === undefined) return next.handle();
    const { method, url, body, principal } = request;
    const done = this.idempotency.once<unknown>(
      principal,
      String(key),
      { method, url, body },
      () => lastValueFrom(next.handle()),
      contract.conversationOf as ((answer: unknown) => string) | undefined,
    );
    return from(
      done.then(({ answer, repeated }) => {
        if (repeated) void http.getResponse<FastifyReply>().header('idempotency-replayed', 'true');
        return answer;
      }),
    );
  }
}
