import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Client, ClientsService, type NewClient, type Page } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { type PageQuery, pageOf, pageQuery, slug } from '../http/shapes.js';

const newClient = z.strictObject({
  slug: slug.describe('How commands and addresses call the client.'),
  name: z.string().trim().min(1).max(200),
});

const client = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
});

const CLIENT = { client: 'Id or slug of the client.' };

@ApiTags('clients')
@Controller('v1/clients')
export class ClientsController {
  constructor(@Inject(ClientsService) private readonly clients: ClientsService) {}

  @Get()
  @Endpoint({
    summary: 'The clients that this key may see',
    allow: 'read',
    query: pageQuery,
    answer: pageOf(client),
  })
  list(@Req() { principal }: Authenticated, @Query() page: PageQuery): Promise<Page<Client>> {
    return this.clients.page(principal, page);
  }

  @Post()
  @Endpoint({
    summary: 'Make a client',
    repeatable: true,
    allow: 'administer',
    body: newClient,
    answer: client,
    status: 201,
    errors: [409],
  })
  create(@Req() { principal }: Authenticated, @Body() wanted: NewClient): Promise<Client> {
    return this.clients.create(principal, wanted);
  }

  @Get(':client')
  @Endpoint({ summary: 'One client', allow: 'read', params: CLIENT, answer: client })
  get(@Req() { principal }: Authenticated, @Param('client') name: string): Promise<Client> {
    return this.clients.get(principal, name);
  }
}
