import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AccessService, ClientsService, type KeyRecord, type Page, ROLES } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { type PageQuery, pageOf, pageQuery, time } from '../http/shapes.js';

const newKey = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('What it is for; shown in lists and in the audit trail.'),
  owner: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Who will hold it: a person, e.g. by their mail address, or a system; whoever makes it where absent. All keys of one owner are one person where two must agree.',
    ),
  role: z.enum(ROLES),
  client: z
    .string()
    .optional()
    .describe('Id or slug of the client whose data it opens; a key of the platform where absent.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .refine((at) => Date.parse(at) > Date.now(), { error: 'takes a time in the future' })
    .optional(),
});

const key = z.object({
  id: z.uuid(),
  prefix: z.string().describe('The readable start of the key.'),
  name: z.string(),
  owner: z.string(),
  madeBy: z.string().describe('Owner of the key that made it.'),
  role: z.enum(ROLES),
  clientId: z.uuid().nullable(),
  createdAt: time,
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
});

const shown = key.extend({ key: z.string().describe('The key. It is shown this once.') });

@ApiTags('keys')
@Controller('v1/keys')
export class KeysController {
  constructor(
    @Inject(AccessService) private readonly access: AccessService,
    @Inject(ClientsService) private readonly clients: ClientsService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Keys, without their secrets, the oldest first',
    allow: 'administer',
    query: pageQuery,
    answer: pageOf(key),
  })
  list(@Req() { principal }: Authenticated, @Query() page: PageQuery): Promise<Page<KeyRecord>> {
    return this.access.page(principal, page);
  }

  @Post()
  @Endpoint({
    summary: 'Make a key',
    repeatable: true,
    allow: 'administer',
    body: newKey,
    answer: shown,
    status: 201,
    errors: [404],
  })
  async create(
    @Req() { principal }: Authenticated,
    @Body() { name, owner, role, client, expiresAt }: z.infer<typeof newKey>,
  ): Promise<z.infer<typeof shown> | (KeyRecord & { key: string })> {
    const clientId = client === undefined ? null : (await this.clients.get(principal, client)).id;
    const made = await this.access.create(principal, {
      name,
      owner,
      role,
      clientId,
      ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
    });
    return { ...made.record, key: made.key };
  }

  @Delete(':key')
  @Endpoint({
    summary: 'End a key, at once and everywhere',
    allow: 'administer',
    params: { key: 'Id of the key.' },
    answer: key,
    errors: [409],
  })
  revoke(@Req() { principal }: Authenticated, @Param('key') id: string): Promise<KeyRecord> {
    if (!z.uuid().safeParse(id).success) {
      throw new ProoflineError('not-found', 'KEY_UNKNOWN', `There is no key '${id}'. Name it by its id.`);
    }
    return this.access.revoke(principal, id);
  }
}
