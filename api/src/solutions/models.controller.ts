import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ImportService, MODEL_STATUSES, type ModelVersion, RegistryService, SolutionsService } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { ARCHIVE_TYPE, fileOf } from '../http/file-bodies.js';
import { SOLUTION, time } from '../http/shapes.js';

const model = z.object({
  id: z.uuid(),
  runId: z.uuid().nullable().describe('The run that trained it; null where it was brought.'),
  version: z.number().int(),
  status: z.enum(MODEL_STATUSES),
  candidate: z.string(),
  modelHash: z.string(),
  packageHash: z.string(),
  verdict: z.string(),
  createdAt: time,
  promotedAt: time.nullable(),
});

const VERSION = { ...SOLUTION, version: 'Number of the version.' };

@ApiTags('models')
@Controller('v1/solutions/:solution/models')
export class ModelsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(RegistryService) private readonly registry: RegistryService,
    @Inject(ImportService) private readonly imports: ImportService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Versions of a solution, the newest first',
    allow: 'read',
    params: SOLUTION,
    answer: z.object({ items: z.array(model) }),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
  ): Promise<{ items: ReturnType<typeof shown>[] }> {
    const solution = await this.solutions.get(principal, name);
    return { items: (await this.registry.list(principal, solution)).map(shown) };
  }

  @Post()
  @Endpoint({
    summary: 'Bring the model of a proof of concept; the body is its output folder as tar.gz',
    allow: 'edit',
    params: SOLUTION,
    answer: model,
    status: 201,
    file: [ARCHIVE_TYPE],
    errors: [409],
  })
  async bring(@Req() request: Authenticated, @Param('solution') name: string): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(request.principal, name);
    return shown(await this.imports.bring(request.principal, solution, fileOf(request, [ARCHIVE_TYPE])));
  }

  @Post(':version/promotion')
  @Endpoint({
    summary: 'Make a version the one that answers',
    allow: 'approve',
    params: VERSION,
    answer: model,
    errors: [409],
  })
  async promote(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.registry.promote(principal, solution, versionOf(version)));
  }

  @Post('rollback')
  @Endpoint({
    summary: 'Back to the champion before the present one',
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
    return shown(await this.registry.rollBack(principal, solution));
  }
}

function versionOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProoflineError('not-found', 'MODEL_UNKNOWN', `There is no version '${text}'; versions are 1, 2, 3 ….`);
}

function shown({ clientId: _client, solutionId: _solution, artifactKey: _key, ...model }: ModelVersion) {
  return model;
}
