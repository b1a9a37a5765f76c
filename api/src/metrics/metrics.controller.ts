import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Registry) private readonly registry: Registry) {}

  @Get()
  @Endpoint({
    summary: 'Metrics of this process in the text format of Prometheus, for keys of the platform',
    allow: 'read',
  })
  @ApiProduces('text/plain')
  async metrics(@Req() { principal }: Authenticated, @Res() reply: FastifyReply): Promise<void> {
    if (principal.clientId !== null) {
      throw new ProoflineError(
        'forbidden',
        'PLATFORM_ONLY',
        'Metrics tell of all clients: a key of the platform is needed.',
      );
    }
    await reply.type(this.registry.contentType).send(await this.registry.metrics());
  }
}
