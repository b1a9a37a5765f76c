import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { CONTRACT, type EndpointContract } from './endpoint.js';

/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: unknown;
}

const EVENT_STREAM = 'text/event-stream';

/**
 * Answers with server-sent events where an endpoint knows them and the caller wants them. An answer is told once it is kept, so
 * that nobody hears what is taken back; refusals stay problem documents.
 */
@Injectable()
export class EventAnswersInterceptor implements NestInterceptor {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = this.reflector.get<EndpointContract | undefined>(CONTRACT, context.getHandler());
    const http = context.switchToHttp();
    const events = contract?.events;
    const accepted = http.getRequest<FastifyRequest>().headers.accept ?? '';
    if (events === undefined || !wantsEvents(accepted)) return next.handle();
    return next.handle().pipe(
      tap(() => {
        void http
          .getResponse<FastifyReply>()
          .type(EVENT_STREAM)
          .header('cache-control', 'no-store')
          .serializer((answer: unknown) => bodyOf(events(answer as never)));
      }),
    );
  }
}

/** Whether an `Accept` header names event streams, other than to refuse them by `q=0`. */
export function wantsEvents(accepted: string): boolean {
  return accepted.split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === EVENT_STREAM && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}

function bodyOf(events: readonly ServerEvent[]): string {
  return events
    .map(({ event, data }, k) => `id: ${k + 1}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');
}
