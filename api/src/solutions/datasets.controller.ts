import { Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DatasetsService, SolutionsService, type StoredDataset } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { FILE_TYPES, fileOf } from '../http/file-bodies.js';
import { SOLUTION, time } from '../http/shapes.js';

const dataset = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  createdAt: time,
});

const upload = z.strictObject({
  name: z.string().min(1).max(200).describe('Name of the file, with its ending: loans.csv'),
});

@ApiTags('datasets')
@Controller('v1/solutions/:solution/datasets')
export class DatasetsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
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
  ): Promise<z.infer<typeof dataset> | ReturnType<typeof shown>> {
    const solution = await this.solutions.get(request.principal, name);
    return shown(await this.datasets.upload(request.principal, solution, query.name, fileOf(request, FILE_TYPES)));
  }

  @Get()
  @Endpoint({
    summary: 'Files of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    answer: z.object({ items: z.array(dataset) }),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
  ): Promise<{ items: ReturnType<typeof shown>[] }> {
    const solution = await this.solutions.get(principal, name);
    return { items: (await this.datasets.list(principal, solution)).map(shown) };
  }
}

function shown({ id, solutionId, name, bytes, sha256, createdAt }: StoredDataset) {
  return { id, solutionId, name, bytes, sha256, createdAt };
}
