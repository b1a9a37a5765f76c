import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HANDOVER_RESOLUTIONS, HANDOVER_STATUSES, HandoversService, SolutionsService } from '@proofline/host';
import { HANDOVER_KINDS } from '@proofline/pipeline';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { json, pageOf, pageQuery, SOLUTION } from '../http/shapes.js';
import { handover, shownHandover } from './conversation-shapes.js';

const HANDOVER = { ...SOLUTION, handover: 'Id of the handover.' };

const listQuery = pageQuery.extend({
  status: z.enum(HANDOVER_STATUSES).optional().describe('Open and claimed ones where absent.'),
  team: z.string().max(200).optional(),
  kind: z.enum(HANDOVER_KINDS).optional(),
});

const slots = z.record(z.string(), json);

const detailed = handover.extend({
  detail: z
    .object({
      summary: z.string(),
      slots,
      openTasks: z.array(z.object({ task: z.string(), slots })),
    })
    .nullable()
    .describe('What the team needs to know, personal data included; null once it is resolved.'),
});

const resolution = z.strictObject({
  resolution: z
    .enum(HANDOVER_RESOLUTIONS)
    .describe(
      "'handed-back': the bot goes on. 'closed': the conversation is over, or the message that was left is dealt with.",
    ),
});

@ApiTags('handovers')
@Controller('v1/solutions/:solution/handovers')
export class HandoversController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(HandoversService) private readonly handovers: HandoversService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'What waits for people: the most urgent first, and of those the oldest',
    allow: 'read',
    params: SOLUTION,
    query: listQuery,
    answer: pageOf(handover),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() { status, team, kind, ...page }: z.infer<typeof listQuery>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.handovers.page(principal, solution, page, { status, team, kind });
    return { items: items.map(shownHandover), next };
  }

  @Get(':handover')
  @Endpoint({
    summary: 'One with all that its team needs to know',
    allow: 'handle',
    params: HANDOVER,
    answer: detailed,
  })
  async get(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('handover') id: string) {
    const solution = await this.solutions.get(principal, name);
    const found = await this.handovers.get(principal, solution, id);
    return { ...shownHandover(found), detail: this.handovers.detailOf(found) };
  }

  @Post(':handover/claim')
  @Endpoint({
    summary: 'Take it: of several who want it one gets it',
    allow: 'handle',
    params: HANDOVER,
    answer: handover,
    errors: [409],
  })
  async claim(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('handover') id: string) {
    const solution = await this.solutions.get(principal, name);
    return shownHandover(await this.handovers.claim(principal, solution, id));
  }

  @Delete(':handover/claim')
  @Endpoint({
    summary: 'Leave it to somebody else; by whoever has it, or an admin',
    allow: 'handle',
    params: HANDOVER,
    answer: handover,
    errors: [409],
  })
  async release(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('handover') id: string) {
    const solution = await this.solutions.get(principal, name);
    return shownHandover(await this.handovers.release(principal, solution, id));
  }

  @Post(':handover/resolution')
  @Endpoint({
    summary: 'Give the conversation back to the bot, or close it; by whoever has claimed it',
    allow: 'handle',
    params: HANDOVER,
    body: resolution,
    answer: handover,
    errors: [409],
  })
  async resolve(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('handover') id: string,
    @Body() { resolution: how }: z.infer<typeof resolution>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownHandover(await this.handovers.resolve(principal, solution, id, how));
  }
}
