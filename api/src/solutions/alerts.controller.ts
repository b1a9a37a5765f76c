import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Alert, type AlertHook, AlertsService, HOOK_EVENTS, SolutionsService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { localized, type PageQuery, pageOf, pageQuery, SOLUTION, time } from '../http/shapes.js';

const alert = z.object({
  id: z.uuid(),
  modelVersion: z.number().int(),
  code: z.string(),
  about: z.string().describe('The feature or metric; empty where it is about neither.'),
  message: localized,
  raisedAt: time,
  endedAt: time.nullable().describe('When it was seen no more.'),
});

const newHook = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'an address that starts with https:// or http://' })
    .max(2_000)
    .describe('Gets a POST for each event, signed as Standard Webhooks describes, tried again for about a day.'),
  events: z.array(z.enum(HOOK_EVENTS)).min(1).default(['alert.raised']).describe('What it is told of.'),
});

const hook = z.object({ id: z.uuid(), url: z.string(), events: z.array(z.enum(HOOK_EVENTS)), createdAt: time });
const shown = hook.extend({
  secret: z.string().describe('Keys the signatures. It is shown this once.'),
});

@ApiTags('alerts')
@Controller('v1/solutions/:solution')
export class AlertsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(AlertsService) private readonly alerts: AlertsService,
  ) {}

  @Get('alerts')
  @Endpoint({
    summary: 'Alarms of the monitoring as they came and went, the latest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(alert),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.alerts.page(principal, solution, page);
    return { items: items.map(withoutOwner), next };
  }

  @Get('alert-hooks')
  @Endpoint({
    summary: 'Addresses that are told of alerts and conversations, the oldest first',
    allow: 'administer',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(hook),
  })
  async hooks(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.alerts.hooks(principal, solution, page);
    return { items: items.map(withoutOwner), next };
  }

  @Post('alert-hooks')
  @Endpoint({
    summary: 'Tell an address of alerts, or of handovers, actions and messages for people in conversations',
    repeatable: true,
    allow: 'administer',
    params: SOLUTION,
    body: newHook,
    answer: shown,
    status: 201,
  })
  async addHook(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { url, events }: z.infer<typeof newHook>,
  ) {
    return withoutOwner(await this.alerts.addHook(principal, await this.solutions.get(principal, name), url, events));
  }

  @Delete('alert-hooks/:hook')
  @Endpoint({
    summary: 'Tell an address no more',
    allow: 'administer',
    params: { ...SOLUTION, hook: 'Id of the hook.' },
    answer: z.object({ id: z.string() }),
  })
  async removeHook(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('hook') id: string,
  ): Promise<{ id: string }> {
    await this.alerts.removeHook(principal, await this.solutions.get(principal, name), id);
    return { id };
  }
}

/** Whose it is, the address says. */
function withoutOwner<T extends Alert | AlertHook>({ clientId: _client, solutionId: _solution, ...shown }: T) {
  return shown;
}
