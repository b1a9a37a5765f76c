import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { isEnd, OPEN_RUN, RunEventsService, SolutionsService, TrainingService } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply } from 'fastify';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { EventStream } from '../http/event-stream.js';
import { SOLUTION } from '../http/shapes.js';

@ApiTags('runs')
@Controller('v1/solutions/:solution/runs/:run/events')
export class RunEventsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(TrainingService) private readonly training: TrainingService,
    @Inject(RunEventsService) private readonly events: RunEventsService,
  ) {}

  @Get()
  @Endpoint({
    summary:
      "Follow a run by server-sent events: 'state' as it goes on, 'log' for its lines, 'end' with its last state. Goes on after Last-Event-ID; 204 where nothing more will come",
    allow: 'read',
    params: { ...SOLUTION, run: 'Id of the run.' },
    errors: [422],
  })
  @ApiProduces('text/event-stream')
  async follow(
    @Req() request: Authenticated,
    @Res() reply: FastifyReply,
    @Param('solution') name: string,
    @Param('run') id: string,
  ): Promise<unknown> {
    const solution = await this.solutions.get(request.principal, name);
    const run = await this.training.get(request.principal, solution, id);
    const heard = heardBy(request.headers['last-event-id']);
    const last = await this.events.last(run.id);
    if (!OPEN_RUN.includes(run.status) && heard >= last) return reply.status(204).send();
    const stream = this.streamOf(run.id, Math.min(heard, last));
    return (
      reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        // A line that ends while the process drains must not be kept for a next request.
        .header('connection', 'close')
        .send(stream)
    );
  }

  private streamOf(runId: string, after: number): EventStream {
    let leave = (): void => undefined;
    const stream = new EventStream(() => leave());
    leave = this.events.follow(runId, after, {
      onEvent: (event) =>
        stream.tell(event.seq, isEnd(event) ? 'end' : event.kind, { at: event.at, ...(event.data as object) }),
      onEnd: () => stream.end(),
    });
    return stream;
  }
}

function heardBy(header: string | string[] | undefined): number {
  if (header === undefined || header === '') return 0;
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header);
  throw new ProoflineError(
    'invalid-input',
    'LAST_EVENT_ID',
    `'Last-Event-ID' is '${String(header)}'; it takes the id of an event that came from here.`,
  );
}
