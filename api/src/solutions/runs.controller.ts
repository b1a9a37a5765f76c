import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DatasetsService, RUN_STATUSES, type Run, SolutionsService, TrainingService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { SOLUTION, time } from '../http/shapes.js';

const newRun = z.strictObject({
  dataset: z.uuid().describe('Id of the data set to train on.'),
  promote: z.boolean().default(false).describe('Ask for the promotion of the model too, if its verdict is GO.'),
});

const run = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  datasetId: z.uuid(),
  frozenSetId: z.uuid().nullable().describe('The frozen set that it is judged on and not trained on.'),
  promote: z.boolean(),
  status: z.enum(RUN_STATUSES),
  stage: z.string().nullable(),
  fraction: z.number().min(0).max(1),
  outcome: z.json().nullable().describe('Verdict, champion and its primary metric, once the run succeeded.'),
  problem: z.json().nullable().describe('Why it failed.'),
  attempts: z.number().int(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
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
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    const file = await this.datasets.get(principal, solution, dataset);
    return shown(await this.training.request(principal, solution, file, { promote }));
  }

  @Get()
  @Endpoint({
    summary: 'Runs of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    answer: z.object({ items: z.array(run) }),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
  ): Promise<{ items: ReturnType<typeof shown>[] }> {
    const solution = await this.solutions.get(principal, name);
    return { items: (await this.training.list(principal, solution)).map(shown) };
  }

  @Get(':run')
  @Endpoint({ summary: 'How a run stands', allow: 'read', params: RUN, answer: run })
  async get(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('run') id: string,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.training.get(principal, solution, id));
  }

  @Post(':run/cancellation')
  @Endpoint({ summary: 'Stop a run', allow: 'edit', params: RUN, answer: run, status: 202, errors: [409] })
  async cancel(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('run') id: string,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.training.cancel(principal, solution, id));
  }
}

function shown({ clientId: _client, config: _config, schema: _schema, requestedBy: _by, ...run }: Run) {
  return run;
}
