import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthService } from '@proofline/host';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Endpoint } from '../http/endpoint.js';

const readiness = z.object({
  ready: z.boolean(),
  degraded: z
    .boolean()
    .describe(
      'Not everything is served: while the queue is away, what is asked for waits; while the database is, predictions alone are answered, from memory.',
    ),
  checks: z.record(z.string(), z.string()).describe('Of each thing that requests depend on: `ok`, or why not.'),
});

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(@Inject(HealthService) private readonly health: HealthService) {}

  @Get('live')
  @Endpoint({ summary: 'Whether the process runs', allow: 'public', answer: z.object({ alive: z.literal(true) }) })
  live(): { alive: true } {
    return { alive: true };
  }

  @Get('ready')
  @Endpoint({ summary: 'Whether requests are served', allow: 'public', answer: readiness })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof readiness>> {
    const state = await this.health.readiness();
    if (!state.ready) void reply.status(503);
    return state;
  }
}
