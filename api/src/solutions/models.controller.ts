import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DatasetsService,
  ImportService,
  MODEL_STATUSES,
  type ModelVersion,
  PromotionsService,
  RegistryService,
  SolutionsService,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { ARCHIVE_TYPE, fileOf } from '../http/file-bodies.js';
import { type PageQuery, pageOf, pageQuery, SOLUTION, time } from '../http/shapes.js';

const model = z.object({
  id: z.uuid(),
  runId: z.uuid().nullable().describe('The run that trained it; null where it was brought.'),
  datasetId: z.uuid().nullable().describe('What it learnt from, where that is here.'),
  version: z.number().int(),
  status: z.enum(MODEL_STATUSES),
  candidate: z.string(),
  modelHash: z.string(),
  packageHash: z.string(),
  verdict: z.string(),
  createdAt: time,
  promotedAt: time.nullable(),
  promotionId: z.uuid().nullable().describe('The approved promotion that made it champion, if it ever was.'),
});

const bringing = z.strictObject({
  dataset: z
    .uuid()
    .optional()
    .describe('Id of the data set that it learnt from. Without it, the gate cannot tell which rows it has not seen.'),
});

@ApiTags('models')
@Controller('v1/solutions/:solution/models')
export class ModelsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(RegistryService) private readonly registry: RegistryService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
    @Inject(ImportService) private readonly imports: ImportService,
    @Inject(PromotionsService) private readonly promotions: PromotionsService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Versions of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(model),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.registry.page(principal, solution, page);
    return { items: items.map(shown), next };
  }

  @Post()
  @Endpoint({
    summary: 'Bring the model of a proof of concept; the body is its output folder as tar.gz',
    allow: 'edit',
    params: SOLUTION,
    answer: model,
    status: 201,
    query: bringing,
    file: [ARCHIVE_TYPE],
    errors: [409],
  })
  async bring(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Query() { dataset }: z.infer<typeof bringing>,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(request.principal, name);
    const learnt = dataset === undefined ? undefined : await this.datasets.get(request.principal, solution, dataset);
    return shown(await this.imports.bring(request.principal, solution, fileOf(request, [ARCHIVE_TYPE]), learnt));
  }

  @Post('rollback')
  @Endpoint({
    summary: 'Back to the champion that the present one took over from, at once',
    allow: 'approve',
    params: SOLUTION,
    answer: model,
    errors: [409],
  })
  async rollBack(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.promotions.rollBack(principal, solution));
  }
}

function shown({ clientId: _client, solutionId: _solution, artifactKey: _key, ...model }: ModelVersion) {
  return model;
}
