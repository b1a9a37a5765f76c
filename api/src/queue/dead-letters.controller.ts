import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BatchesService, TrainingService } from '@proofline/host';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { type PageQuery, pageOf, pageQuery } from '../http/shapes.js';
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
    summary: 'Runs that were given up though nothing is wrong with their input, the latest first',
    allow: 'administer',
    query: pageQuery,
    answer: pageOf(run),
  })
  async list(@Req() { principal }: Authenticated, @Query() page: PageQuery) {
    const { items, next } = await this.training.deadLetters(principal, page);
    return { items: items.map(shownRun), next };
  }

  @Get('batches')
  @Endpoint({
    summary: 'Batches that were given up though nothing is wrong with their input, the latest first',
    allow: 'administer',
    query: pageQuery,
    answer: pageOf(batch),
  })
  async listBatches(@Req() { principal }: Authenticated, @Query() page: PageQuery) {
    const { items, next } = await this.batches.ledger.deadLetters(principal, page);
    return { items: items.map(shownBatch), next };
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
