import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DATASET_VERDICTS,
  type DatasetCheckRow,
  DatasetChecksService,
  DatasetsService,
  type Principal,
  SCHEMA_SOURCES,
  SolutionsService,
  type StoredDataset,
  statusOf,
} from '@proofline/host';
import type { Json } from '@proofline/learn';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { FILE_TYPES, fileOf } from '../http/file-bodies.js';
import { json, type PageQuery, pageOf, pageQuery, problem, SOLUTION, time } from '../http/shapes.js';

const dataset = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  createdAt: time,
  status: z
    .enum(['checking', ...DATASET_VERDICTS, 'unchecked'])
    .describe('What a worker found: whether a run could read it, and its outcomes.'),
  rows: z.number().int().nullable(),
  columns: z.number().int().nullable(),
  problems: z.number().int().nullable().describe('How many the validation lists.'),
  fingerprint: z.string().nullable().describe('Of the table, the same in whatever format it came.'),
  schemaSource: z.enum(SCHEMA_SOURCES).nullable().describe('Whose schema it was checked against.'),
});

const upload = z.strictObject({
  name: z.string().min(1).max(200).describe('Name of the file, with its ending: loans.csv'),
});

const validation = z.object({
  file: z.string(),
  valid: z.boolean(),
  rows: z.number().int(),
  columns: z.array(z.string()),
  format: json.optional(),
  fingerprint: z.string().optional(),
  problems: z.array(problem),
  warnings: z.array(problem),
  schemaSource: z.enum(SCHEMA_SOURCES),
});

const DATASET = { ...SOLUTION, dataset: 'Id of the data set.' };

@ApiTags('datasets')
@Controller('v1/solutions/:solution/datasets')
export class DatasetsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
    @Inject(DatasetChecksService) private readonly checks: DatasetChecksService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Upload a file; the body is the file itself',
    allow: 'edit',
    params: SOLUTION,
    query: upload,
    answer: dataset,
    status: 201,
    file: FILE_TYPES,
  })
  async upload(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Query() query: z.infer<typeof upload>,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(request.principal, name);
    const { principal } = request;
    return this.withCheck(
      principal,
      await this.datasets.upload(principal, solution, query.name, fileOf(request, FILE_TYPES)),
    );
  }

  @Get()
  @Endpoint({
    summary: 'Files of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(dataset),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.datasets.page(principal, solution, page);
    const checks = await this.checks.of(principal, items);
    return { items: items.map((one) => shown(one, checks.get(one.id))), next };
  }

  @Get(':dataset')
  @Endpoint({ summary: 'One file, and what was found out about it', allow: 'read', params: DATASET, answer: dataset })
  async get(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('dataset') id: string,
  ): Promise<ReturnType<typeof shown>> {
    return this.withCheck(principal, await this.datasetOf(principal, name, id));
  }

  @Get(':dataset/validation')
  @Endpoint({
    summary: 'Everything that is wrong with a file, as `proofline validate` says it',
    allow: 'read',
    params: DATASET,
    answer: validation,
    errors: [409],
  })
  async validation(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('dataset') id: string,
  ): Promise<Json> {
    return this.checks.document(principal, await this.datasetOf(principal, name, id), 'validation');
  }

  @Get(':dataset/profile')
  @Endpoint({
    summary: 'What the columns of a valid file look like',
    allow: 'read',
    params: DATASET,
    answer: z.record(z.string(), json),
    errors: [409],
  })
  async profile(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('dataset') id: string,
  ): Promise<Json> {
    return this.checks.document(principal, await this.datasetOf(principal, name, id), 'profile');
  }

  private async datasetOf(principal: Principal, name: string, id: string): Promise<StoredDataset> {
    return this.datasets.get(principal, await this.solutions.get(principal, name), id);
  }

  private async withCheck(principal: Principal, found: StoredDataset): Promise<ReturnType<typeof shown>> {
    return shown(found, (await this.checks.of(principal, [found])).get(found.id));
  }
}

function shown({ id, solutionId, name, bytes, sha256, createdAt }: StoredDataset, check: DatasetCheckRow | undefined) {
  const { rows = null, columns = null, problems = null, fingerprint = null, schemaSource = null } = check ?? {};
  return {
    ...{ id, solutionId, name, bytes, sha256, createdAt, status: statusOf(check) },
    ...{ rows, columns, problems, fingerprint, schemaSource },
  };
}
