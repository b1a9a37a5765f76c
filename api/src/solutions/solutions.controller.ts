import { Body, Controller, Get, Inject, Param, Post, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ClientsService,
  DatasetsService,
  type ListedSolution,
  type Page,
  PromotionsService,
  type Solution,
  SolutionsService,
  STAGES,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { json, type PageQuery, pageOf, pageQuery, SOLUTION, slug, time } from '../http/shapes.js';

const newSolution = z.strictObject({
  client: z.string().optional().describe("Id or slug of the client; the key's own where absent."),
  slug: slug.optional().describe("How commands and addresses call it; the vertical's id where absent."),
  title: z.string().trim().min(1).max(200).optional(),
  vertical: z.string().describe("Id of a vertical, e.g. 'credit-risk'."),
  task: z.string().optional().describe('The first of the vertical where absent.'),
  config: z
    .record(z.string(), json)
    .optional()
    .describe('As in proofline.yaml, without version, vertical, task and data.'),
  schema: json.optional().describe('A feature schema, as in schema.yaml; inferred from the data where absent.'),
});

const listed = z.object({
  id: z.uuid(),
  clientId: z.uuid(),
  slug: z.string(),
  title: z.string(),
  vertical: z.string(),
  verticalVersion: z.string(),
  task: z.string(),
  stage: z.enum(STAGES),
  criteriaHash: z.string().nullable(),
  frozenSetId: z.uuid().nullable().describe('The data set that models are compared on and none is trained on.'),
  createdAt: time,
});

const solution = listed.extend({ config: json, schema: json.nullable() });

const frozenSet = z.strictObject({
  dataset: z.uuid().nullable().describe('Id of the data set; null where the hold-out of each run is to be used again.'),
});

@ApiTags('solutions')
@Controller('v1/solutions')
export class SolutionsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ClientsService) private readonly clients: ClientsService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
    @Inject(PromotionsService) private readonly promotions: PromotionsService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Solutions that this key may see, the oldest first',
    allow: 'read',
    query: pageQuery,
    answer: pageOf(listed),
  })
  list(@Req() { principal }: Authenticated, @Query() page: PageQuery): Promise<Page<ListedSolution>> {
    return this.solutions.page(principal, page);
  }

  @Post()
  @Endpoint({
    summary: 'Make a solution: one vertical for one client',
    repeatable: true,
    allow: 'edit',
    body: newSolution,
    answer: solution,
    status: 201,
    errors: [404, 409],
  })
  async create(
    @Req() { principal }: Authenticated,
    @Body() { client, ...wanted }: z.infer<typeof newSolution>,
  ): Promise<Solution> {
    const clientId = await this.clients.idFor(principal, client);
    return this.solutions.create(principal, { ...wanted, clientId });
  }

  @Get(':solution')
  @Endpoint({
    summary: 'One solution, with its configuration and schema',
    allow: 'read',
    params: SOLUTION,
    answer: solution,
  })
  get(@Req() { principal }: Authenticated, @Param('solution') name: string): Promise<Solution> {
    return this.solutions.get(principal, name);
  }

  @Put(':solution/frozen-set')
  @Endpoint({
    summary: 'Mark the data set that models are compared on; runs leave its rows out of training',
    allow: 'approve',
    params: SOLUTION,
    body: frozenSet,
    answer: solution,
  })
  async freeze(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { dataset }: z.infer<typeof frozenSet>,
  ): Promise<Solution> {
    const found = await this.solutions.get(principal, name);
    const marked = dataset === null ? null : await this.datasets.get(principal, found, dataset);
    return this.promotions.markFrozenSet(principal, found, marked);
  }
}
