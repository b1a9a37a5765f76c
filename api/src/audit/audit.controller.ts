import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditTrail, type ChainCheck } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';

const check = z.object({
  chain: z.string().describe("'platform', or the id of a client."),
  entries: z.number().int(),
  head: z.string().describe('Of the last entry. Kept elsewhere, it shows later that nothing was cut off the end.'),
  broken: z.object({ position: z.number().int(), reason: z.string() }).optional(),
});

@ApiTags('audit')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(AuditTrail) private readonly audit: AuditTrail) {}

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
