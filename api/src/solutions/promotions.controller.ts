import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  GATE_VERDICTS,
  PROMOTION_STATUSES,
  type Principal,
  type Promotion,
  PromotionsService,
  RegistryService,
  SolutionsService,
} from '@proofline/host';
import { GATE_CHECKS } from '@proofline/pipeline';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { json, type PageQuery, pageOf, pageQuery, reason, SOLUTION, time } from '../http/shapes.js';
import { VERSION, versionOf } from './version.js';

const override = z.strictObject({
  checks: z.array(z.enum(GATE_CHECKS)).min(1).describe("Checks that may fail. 'package' cannot be named away."),
  reason: reason.describe('Why; whoever approves reads it, and the audit trail keeps it.'),
});

const wanted = z
  .strictObject({ override: override.optional().describe('Only for checks that are known to fail, and why they may.') })
  .default({});

const agreed = z
  .strictObject({
    reason: reason.optional(),
    canary: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe(
        'Answers this share of the subjects first, beside the champion. The promotion stays open until it is approved without it, or rejected.',
      ),
  })
  .default({});

const check = z.object({
  id: z.enum(GATE_CHECKS),
  passed: z.boolean(),
  measured: json,
  bound: json,
  text: z.object({ en: z.string(), zh: z.string() }),
});

const promotion = z.object({
  id: z.uuid(),
  modelId: z.uuid(),
  version: z.int().min(1).describe('Number of the version that is to become the champion.'),
  championId: z.uuid().nullable().describe('The champion that it was compared with.'),
  championVersion: z.int().min(1).nullable().describe("That champion's number."),
  frozenSetId: z.uuid().nullable().describe('What it was compared on; the hold-out of its run where null.'),
  status: z.enum(PROMOTION_STATUSES),
  verdict: z.enum(GATE_VERDICTS).nullable(),
  checks: z.array(check).nullable(),
  override: override.nullable(),
  problem: json.nullable().describe('Why it could not be judged, or is outdated.'),
  requestedOwner: z.string(),
  decidedOwner: z.string().nullable(),
  reason: z.string().nullable(),
  attempts: z.number().int(),
  createdAt: time,
  judgedAt: time.nullable(),
  decidedAt: time.nullable(),
});

const PROMOTION = { ...VERSION, promotion: 'Id of the promotion.' };

@ApiTags('promotions')
@Controller('v1/solutions/:solution')
export class PromotionsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(PromotionsService) private readonly promotions: PromotionsService,
    @Inject(RegistryService) private readonly registry: RegistryService,
  ) {}

  @Get('promotions')
  @Endpoint({
    summary: 'Promotions of all versions, the newest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(promotion),
  })
  async all(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.promotions.page(principal, solution, page);
    return { items: await this.shown(principal, items), next };
  }

  @Post('models/:version/promotions')
  @Endpoint({
    summary: 'Ask for a version to become the champion; the gate judges it, and somebody else approves',
    allow: 'edit',
    params: VERSION,
    body: wanted,
    answer: promotion,
    status: 202,
    errors: [409],
  })
  async request(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Body() { override: overridden }: z.infer<typeof wanted>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.one(
      principal,
      await this.promotions.request(principal, solution, versionOf(version), overridden ?? null),
    );
  }

  @Get('models/:version/promotions')
  @Endpoint({
    summary: 'Promotions of a version, the newest first',
    allow: 'read',
    params: VERSION,
    query: pageQuery,
    answer: pageOf(promotion),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Query() page: PageQuery,
  ) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.promotions.page(principal, solution, page, versionOf(version));
    return { items: await this.shown(principal, items), next };
  }

  @Get('models/:version/promotions/:promotion')
  @Endpoint({ summary: 'How a promotion stands', allow: 'read', params: PROMOTION, answer: promotion })
  async get(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Param('promotion') id: string,
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.one(principal, await this.promotions.get(principal, solution, versionOf(version), id));
  }

  @Post('models/:version/promotions/:promotion/approval')
  @Endpoint({
    summary: 'Make it the champion, or have it answer a share first; never by whoever asked',
    allow: 'approve',
    params: PROMOTION,
    body: agreed,
    answer: promotion,
    errors: [409],
  })
  async approve(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Param('promotion') id: string,
    @Body() { reason: why, canary }: z.infer<typeof agreed>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const decision = { reason: why ?? null, canary };
    return this.one(principal, await this.promotions.approve(principal, solution, versionOf(version), id, decision));
  }

  @Post('models/:version/promotions/:promotion/rejection')
  @Endpoint({
    summary: 'Refuse it, with a reason',
    allow: 'approve',
    params: PROMOTION,
    body: z.strictObject({ reason }),
    answer: promotion,
    errors: [409],
  })
  async reject(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Param('promotion') id: string,
    @Body() { reason: why }: { reason: string },
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.one(principal, await this.promotions.reject(principal, solution, versionOf(version), id, why));
  }

  private async one(principal: Principal, promotion: Promotion) {
    const [shown] = await this.shown(principal, [promotion]);
    return shown!;
  }

  /** With the numbers by which people know versions. */
  private async shown(principal: Principal, promotions: readonly Promotion[]) {
    const models = promotions.flatMap(({ modelId, championId }) => [
      modelId,
      ...(championId === null ? [] : [championId]),
    ]);
    const numbers = await this.registry.numbersOf(principal, models);
    return promotions.map(
      ({ clientId: _client, solutionId: _solution, requestedBy: _asked, decidedBy: _key, ...promotion }) => ({
        ...promotion,
        version: numbers.get(promotion.modelId)!,
        championVersion: promotion.championId === null ? null : numbers.get(promotion.championId)!,
      }),
    );
  }
}
