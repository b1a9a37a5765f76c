import { Controller, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type AuditEntry, AuditTrail, type ChainCheck, ClientsService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { count, givenTime, json, pageOf, pageQuery, time, timeOf } from '../http/shapes.js';

const chain = z.string().describe("'platform', or the id of a client.");
const position = count.describe('1, 2, 3 … within the chain.');

const entry = z.object({
  chain,
  position,
  at: time,
  actor: json.describe('A key, with its owner, or a part of the system.'),
  action: z.string(),
  subject: json.describe('What it was done to.'),
  detail: json,
  hash: z.string().describe('Of the entry and all before it in its chain.'),
});

const check = z.object({
  chain,
  entries: count,
  head: z.string().describe('Of the last entry. Kept elsewhere, it shows later that nothing was cut off the end.'),
  broken: z.object({ position, reason: z.string() }).optional(),
});

const wanted = pageQuery.extend({
  client: z.string().max(200).optional().describe("Id or slug: that client's trail alone."),
  actor: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Who did it: owner, readable start or id of a key, or the name of a part of the system.'),
  action: z.string().min(1).max(100).optional().describe("What was done, e.g. 'api-key.created'."),
  since: givenTime.optional().describe('From then on.'),
  until: givenTime.optional().describe('Before then.'),
});

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(
    @Inject(AuditTrail) private readonly audit: AuditTrail,
    @Inject(ClientsService) private readonly clients: ClientsService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'What was done, by whom and when, the latest first',
    allow: 'administer',
    query: wanted,
    answer: pageOf(entry),
    errors: [404],
  })
  async list(
    @Req() { principal }: Authenticated,
    @Query() { client, actor, action, since, until, ...page }: z.infer<typeof wanted>,
  ) {
    const clientId = client === undefined ? principal.clientId : (await this.clients.get(principal, client)).id;
    const filter = { clientId, actor, action, since: timeOf(since), until: timeOf(until) };
    const { items, next } = await this.audit.page(filter, page);
    return { items: items.map(shown), next };
  }

  @Get('verification')
  @Endpoint({
    summary: 'Recompute the audit trail and say whether it is what was written',
    allow: 'administer',
    answer: z.object({ intact: z.boolean(), chains: z.array(check) }),
  })
  async verify(@Req() { principal }: Authenticated): Promise<{ intact: boolean; chains: ChainCheck[] }> {
    const chains = await this.audit.verify(principal.clientId);
    return { intact: chains.every(({ broken }) => broken === undefined), chains };
  }
}

function shown({ previous: _previous, hash, ...entry }: AuditEntry) {
  return { ...entry, hash: hash.toString('hex') };
}
