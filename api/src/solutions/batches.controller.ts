import { createReadStream } from 'node:fs';
import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  type Batch,
  BatchesService,
  DatasetsService,
  type Principal,
  type Solution,
  SolutionsService,
} from '@proofline/host';
import { TABLE_FORMATS, type TableFormat } from '@proofline/pipeline';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { FILE_TYPES, fileOf } from '../http/file-bodies.js';
import { type PageQuery, pageOf, pageQuery, TASK } from '../http/shapes.js';
import { batch, shownBatch } from './batch-shape.js';
import { refuseOtherTask } from './task.js';

const asked = {
  format: z.enum(TABLE_FORMATS).default('csv').describe('Of the result.'),
  language: z.enum(['en', 'zh']).default('en').describe('Of remarks and reasons.'),
};
const LOG =
  'Whether answers are entered into the prediction log, so that monitoring sees them and outcomes can be reported for them by their `prediction_id`. False for files that are no business: a back-test, a rehearsal.';
const REASONS = 'How many reasons each row comes with, at most.';

const newBatch = z.strictObject({
  dataset: z.uuid().describe('Id of a data set of the solution.'),
  reasons: z.number().int().min(0).max(20).default(0).describe(REASONS),
  log: z.boolean().default(true).describe(LOG),
  ...asked,
});

const upload = z.strictObject({
  name: z.string().min(1).max(200).describe('Name of the file, with its ending: applications.csv'),
  reasons: z.coerce.number().int().min(0).max(20).default(0).describe(REASONS),
  log: z
    .enum(['true', 'false'])
    .default('true')
    .transform((word) => word === 'true')
    .describe(LOG),
  ...asked,
});

const BATCH = { ...TASK, batch: 'Id of the batch.' };

const TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
};

@ApiTags('batches')
@Controller('v1/solutions/:solution/tasks/:task/batches')
export class BatchesController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(DatasetsService) private readonly datasets: DatasetsService,
    @Inject(BatchesService) private readonly batches: BatchesService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Have the champion answer a data set; follow the batch that is returned',
    repeatable: true,
    allow: 'predict',
    params: TASK,
    body: newBatch,
    answer: batch,
    status: 202,
  })
  async create(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Body() { dataset, ...wanted }: z.infer<typeof newBatch>,
  ): Promise<ReturnType<typeof shownBatch>> {
    const solution = await this.solutionOf(principal, name, task);
    const file = await this.datasets.get(principal, solution, dataset);
    return shownBatch(await this.batches.request(principal, solution, { dataset: file }, wanted));
  }

  @Post('files')
  @Endpoint({
    summary: 'Have the champion answer a file; the body is the file itself, and it becomes no data set',
    allow: 'predict',
    params: TASK,
    query: upload,
    answer: batch,
    status: 202,
    file: FILE_TYPES,
  })
  async upload(
    @Req() request: Authenticated,
    @Param('solution') solutionName: string,
    @Param('task') task: string,
    @Query() { name, ...wanted }: z.infer<typeof upload>,
  ): Promise<ReturnType<typeof shownBatch>> {
    const solution = await this.solutionOf(request.principal, solutionName, task);
    const input = { name, content: fileOf(request, FILE_TYPES) };
    return shownBatch(await this.batches.request(request.principal, solution, input, wanted));
  }

  @Get()
  @Endpoint({
    summary: 'Batches of a solution, the newest first',
    allow: 'read',
    params: TASK,
    query: pageQuery,
    answer: pageOf(batch),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Query() page: PageQuery,
  ) {
    const solution = await this.solutionOf(principal, name, task);
    const { items, next } = await this.batches.page(principal, solution, page);
    return { items: items.map(shownBatch), next };
  }

  @Get(':batch')
  @Endpoint({ summary: 'How a batch stands', allow: 'read', params: BATCH, answer: batch })
  async get(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Param('batch') id: string,
  ): Promise<ReturnType<typeof shownBatch>> {
    return shownBatch(await this.batchOf(principal, name, task, id));
  }

  @Get(':batch/result')
  @Endpoint({
    summary: 'The answers as a file: a row for each row that was answered, with its number in the file',
    allow: 'predict',
    params: BATCH,
    errors: [409],
  })
  @ApiProduces(...Object.values(TYPES))
  async result(
    @Req() { principal }: Authenticated,
    @Res() reply: FastifyReply,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Param('batch') id: string,
  ): Promise<unknown> {
    const found = await this.batchOf(principal, name, task, id);
    return this.send(reply, found, 'resultKey', found.format, 'scored');
  }

  @Get(':batch/errors')
  @Endpoint({
    summary: 'What is wrong with the rows that were not answered, as CSV: a line for each cell, with row and column',
    allow: 'predict',
    params: BATCH,
    errors: [409],
  })
  @ApiProduces(TYPES.csv)
  async errors(
    @Req() { principal }: Authenticated,
    @Res() reply: FastifyReply,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Param('batch') id: string,
  ): Promise<unknown> {
    return this.send(reply, await this.batchOf(principal, name, task, id), 'errorsKey', 'csv', 'errors');
  }

  @Post(':batch/cancellation')
  @Endpoint({ summary: 'Stop a batch', allow: 'predict', params: BATCH, answer: batch, status: 202, errors: [409] })
  async cancel(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Param('batch') id: string,
  ): Promise<ReturnType<typeof shownBatch>> {
    const solution = await this.solutionOf(principal, name, task);
    return shownBatch(await this.batches.cancel(principal, solution, id));
  }

  private async solutionOf(principal: Principal, name: string, task: string): Promise<Solution> {
    const solution = await this.solutions.get(principal, name);
    refuseOtherTask(solution, task);
    return solution;
  }

  private async batchOf(principal: Principal, name: string, task: string, id: string): Promise<Batch> {
    return this.batches.get(principal, await this.solutionOf(principal, name, task), id);
  }

  private async send(
    reply: FastifyReply,
    found: Batch,
    which: 'resultKey' | 'errorsKey',
    format: TableFormat,
    word: string,
  ): Promise<unknown> {
    const path = await this.batches.file(found, which);
    return reply
      .type(TYPES[format])
      .header('content-disposition', `attachment; filename="${word}-${found.id}.${format}"`)
      .send(createReadStream(path));
  }
}
