import { Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  MODEL_STATUSES,
  type ModelVersion,
  PromotionsService,
  RegistryService,
  SolutionsService,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { SOLUTION, time } from '../http/shapes.js';

const model = z.object({
  id: z.uuid(),
  runId: z.uuid(),
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

@ApiTags('models')
@Controller('v1/solutions/:solution/models')
export class ModelsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(RegistryService) private readonly registry: RegistryService,
    @Inject(PromotionsService) private readonly promotions: PromotionsService,
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
