import { Body, Controller, Delete, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Alert, type AlertHook, AlertsService, SolutionsService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { localized, SOLUTION, time } from '../http/shapes.js';

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
    .url({ protocol: /^https?$/, error: 'takes an address that starts with https:// or http://' })
    .max(2_000)
    .describe('Gets a POST for each alert, signed as Standard Webhooks describes, tried again for about a day.'),
});

const hook = z.object({ id: z.uuid(), url: z.string(), createdAt: time });
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
    answer: z.object({ items: z.array(alert) }),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string): Promise<{ items: Alert[] }> {
    return { items: await this.alerts.list(await this.solutions.get(principal, name)) };
  }

  @Get('alert-hooks')
  @Endpoint({
    summary: 'Addresses that are told of alerts',
    allow: 'administer',
    params: SOLUTION,
    answer: z.object({ items: z.array(hook) }),
  })
  async hooks(@Req() { principal }: Authenticated, @Param('solution') name: string): Promise<{ items: AlertHook[] }> {
    return { items: await this.alerts.hooks(await this.solutions.get(principal, name)) };
  }

  @Post('alert-hooks')
  @Endpoint({
    summary: 'Tell an address of alerts',
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
    @Body() { url }: z.infer<typeof newHook>,
  ): Promise<AlertHook & { secret: string }> {
    return this.alerts.addHook(principal, await this.solutions.get(principal, name), url);
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
