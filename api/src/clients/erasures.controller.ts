import { Body, Controller, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ClientsService, type Erasure, ErasureService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { count } from '../http/shapes.js';

const wanted = z.strictObject({
  subject: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .describe("The value of the rows' identifier. It comes in the body, for addresses get into logs."),
});

const version = z.object({
  solution: z.string(),
  version: z.number().int(),
  status: z.string(),
  dataset: z.uuid(),
  datasetName: z.string(),
});

const erasure = z.object({
  deleted: z.object({ predictions: count, outcomes: count, conversations: count }),
  trainedOn: z
    .array(version)
    .describe('Versions whose training data holds the subject. Data sets and models are not changed.'),
  notSearched: z.array(version.extend({ reason: z.string() })).describe('Versions whose data could not be searched.'),
  batches: z
    .array(z.object({ solution: z.string(), batch: z.uuid(), name: z.string(), reason: z.string().nullable() }))
    .describe(
      'Batches whose file and result hold the subject, or may, where a reason says why they could not be searched. They stay until they are old enough.',
    ),
});

@ApiTags('clients')
@Controller('v1/clients/:client/erasures')
export class ErasuresController {
  constructor(
    @Inject(ClientsService) private readonly clients: ClientsService,
    @Inject(ErasureService) private readonly erasures: ErasureService,
  ) {}

  @Post()
  @Endpoint({
    summary: "Delete a subject's predictions, outcomes and conversations, and say which models learnt from its data",
    allow: 'administer',
    params: { client: 'Id or slug of the client.' },
    body: wanted,
    answer: erasure,
  })
  async erase(
    @Req() { principal }: Authenticated,
    @Param('client') name: string,
    @Body() { subject }: z.infer<typeof wanted>,
  ): Promise<Erasure> {
    return this.erasures.erase(principal, await this.clients.get(principal, name), subject);
  }
}
