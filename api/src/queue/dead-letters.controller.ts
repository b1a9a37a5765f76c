import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BatchesService, TrainingService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { batch, shownBatch } from '../solutions/batch-shape.js';
import { run, shownRun } from '../solutions/run-shape.js';

@ApiTags('queue')
@Controller('v1/queue/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(TrainingService) private readonly training: TrainingService,
    @Inject(BatchesService) private readonly batches: BatchesService,
  ) {}

  @Get()
  @Endpoint({
    summary:
      'Runs and batches that were given up though nothing is wrong with their input: the last 200 of each, the latest first',
    allow: 'administer',
    answer: z.object({ items: z.array(run), batches: z.array(batch) }),
  })
  async list(@Req() { principal }: Authenticated) {
    const [runs, batches] = await Promise.all([
      this.training.deadLetters(principal),
      this.batches.ledger.deadLetters(principal),
    ]);
    return { items: runs.map(shownRun), batches: batches.map(shownBatch) };
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

  @Post('batches/:batch/replay')
  @Endpoint({
    summary: 'Let such a batch begin anew, once its cause is put right',
    allow: 'administer',
    params: { batch: 'Id of the batch.' },
    answer: batch,
    status: 202,
    errors: [409],
  })
  async replayBatch(@Req() { principal }: Authenticated, @Param('batch') id: string) {
    return shownBatch(await this.batches.replay(principal, id));
  }
}
