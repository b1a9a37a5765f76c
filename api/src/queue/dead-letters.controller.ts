import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TrainingService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { run, shownRun } from '../solutions/run-shape.js';

@ApiTags('queue')
@Controller('v1/queue/dead-letters')
export class DeadLettersController {
  constructor(@Inject(TrainingService) private readonly training: TrainingService) {}

  @Get()
  @Endpoint({
    summary: 'Runs that were given up though nothing is wrong with their input: the last 200, the latest first',
    allow: 'administer',
    answer: z.object({ items: z.array(run) }),
  })
  async list(@Req() { principal }: Authenticated) {
    return { items: (await this.training.deadLetters(principal)).map(shownRun) };
  }

  @Post(':run/replay')
  @Endpoint({
    summary: 'Let such a run begin anew, once its cause is put right',
    allow: 'administer',
    params: { run: 'Id of the run.' },
    answer: run,
    status: 202,
    errors: [409],
  })
  async replay(@Req() { principal }: Authenticated, @Param('run') id: string) {
    return shownRun(await this.training.replay(principal, id));
  }
}
