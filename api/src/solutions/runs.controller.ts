import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DatasetsService, SolutionsService, TrainingService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { type PageQuery, pageOf, pageQuery, SOLUTION } from '../http/shapes.js';
import { run, shownRun } from './run-shape.js';

const newRun = z.strictObject({
  dataset: z.uuid().describe('Id of the data set to train on.'),
  promote: z.boolean().default(false).describe('Ask for the promotion of the model too, if its verdict is GO.'),
});

const RUN = { ...SOLUTION, run: 'Id of the run.' };

@ApiTags('runs')
@Controller('v1/solutions/:solution/runs')
export class RunsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
    @Inject(TrainingService) private readonly training: TrainingService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Train; follow the run that is returned',
    repeatable: true,
    allow: 'edit',
    params: SOLUTION,
    body: newRun,
    answer: run,
    status: 202,
    errors: [409],
  })
  async create(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { dataset, promote }: z.infer<typeof newRun>,
  ): Promise<ReturnType<typeof shownRun>> {
    const solution = await this.solutions.get(principal, name);
    const file = await this.datasets.get(principal, solution, dataset);
    return shownRun(await this.training.request(principal, solution, file, { promote }));
  }

  @Get()
  @Endpoint({
    summary: 'Runs of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(run),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.training.page(principal, solution, page);
    return { items: items.map(shownRun), next };
  }

  @Get(':run')
  @Endpoint({ summary: 'How a run stands', allow: 'read', params: RUN, answer: run })
  async get(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('run') id: string,
  ): Promise<ReturnType<typeof shownRun>> {
    const solution = await this.solutions.get(principal, name);
    return shownRun(await this.training.get(principal, solution, id));
  }

  @Post(':run/cancellation')
  @Endpoint({ summary: 'Stop a run', allow: 'edit', params: RUN, answer: run, status: 202, errors: [409] })
  async cancel(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('run') id: string,
  ): Promise<ReturnType<typeof shownRun>> {
    const solution = await this.solutions.get(principal, name);
    return shownRun(await this.training.cancel(principal, solution, id));
  }
}
