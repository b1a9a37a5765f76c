import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type Channel, ChannelsService, CONVERSATION_MODES, LONGEST_MESSAGE, SolutionsService } from '@proofline/host';
import { ANSWERED_BY } from '@proofline/pipeline';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { count, type PageQuery, pageOf, pageQuery, SOLUTION, time } from '../http/shapes.js';
import type { SignedRequest } from '../http/signed-messages.js';
import { reply } from './conversation-shapes.js';

const answeredBy = z
  .enum(ANSWERED_BY)
  .describe("'human': the bot is off, and what customers write goes to the handover queue at once.");

const newChannel = z.strictObject({
  name: z.string().trim().min(1).max(63),
  callbackUrl: z
    .url({ protocol: /^https?$/, error: 'an address that starts with https:// or http://' })
    .max(2_000)
    .optional()
    .describe(
      'Gets what bot and humans say, signed, tried again for about a day. Where absent, replies stand in the answers.',
    ),
  answeredBy: answeredBy.default('bot'),
});

const channel = z.object({
  id: z.uuid(),
  name: z.string(),
  callbackUrl: z.string().nullable(),
  answeredBy,
  createdAt: time,
});

const shown = channel.extend({
  secret: z.string().describe('Keys the signatures of both sides. It is shown this once.'),
});

const incoming = z.strictObject({
  user: z.string().trim().min(1).max(200).describe('Who writes, as the channel knows them.'),
  text: z.string().max(LONGEST_MESSAGE),
  language: z.string().max(8).optional(),
});

const answer = z.object({
  conversation: z.uuid(),
  turn: count,
  mode: z.enum(CONVERSATION_MODES),
  replies: z.array(reply).describe('None where the channel has an address that they are posted to.'),
});

@ApiTags('channels')
@Controller('v1/solutions/:solution/channels')
export class ChannelsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ChannelsService) private readonly channels: ChannelsService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Add a way by which messages of customers come signed',
    repeatable: true,
    allow: 'administer',
    params: SOLUTION,
    body: newChannel,
    answer: shown,
    status: 201,
  })
  async add(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { name: own, callbackUrl, answeredBy: who }: z.infer<typeof newChannel>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const wanted = { name: own, callbackUrl: callbackUrl ?? null, answeredBy: who };
    return withoutOwner(await this.channels.add(principal, solution, wanted));
  }

  @Get()
  @Endpoint({
    summary: 'Ways by which messages come signed, the oldest first',
    allow: 'administer',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(channel),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.channels.page(principal, solution, page);
    return { items: items.map(withoutOwner), next };
  }

  @Patch(':channel')
  @Endpoint({
    summary:
      'Switch the bot off or on: conversations that it has go to people with the next message, those that people have stay with them',
    allow: 'administer',
    params: { ...SOLUTION, channel: 'Id of the channel.' },
    body: z.strictObject({ answeredBy }),
    answer: channel,
  })
  async switchTo(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('channel') id: string,
    @Body() { answeredBy: who }: Pick<z.infer<typeof channel>, 'answeredBy'>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return withoutOwner(await this.channels.switchTo(principal, solution, id, who));
  }

  @Delete(':channel')
  @Endpoint({
    summary: 'Take no more messages by it',
    allow: 'administer',
    params: { ...SOLUTION, channel: 'Id of the channel.' },
    answer: z.object({ id: z.string() }),
  })
  async remove(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('channel') id: string) {
    await this.channels.remove(principal, await this.solutions.get(principal, name), id);
    return { id };
  }
}

@ApiTags('channels')
@Controller('v1/channels/:channel/messages')
export class ChannelMessagesController {
  constructor(@Inject(ChannelsService) private readonly channels: ChannelsService) {}

  @Post()
  @ApiHeader({ name: 'webhook-id', required: true, description: 'Of the message: delivered again it is the same.' })
  @ApiHeader({ name: 'webhook-timestamp', required: true })
  @ApiHeader({ name: 'webhook-signature', required: true })
  @Endpoint({
    summary:
      "A message of a customer, signed with the channel's secret as Standard Webhooks describes. Delivered again, it is taken once and gets the same answer",
    allow: 'signature',
    params: { channel: 'Id of the channel.' },
    body: incoming,
    answer,
    errors: [409],
  })
  async take(
    @Req() { channel: proven, signedId }: SignedRequest,
    @Res({ passthrough: true }) response: FastifyReply,
    @Body() message: z.infer<typeof incoming>,
  ) {
    const taken = await this.channels.take(proven, { id: signedId, ...message });
    if (taken.repeated) void response.header('idempotency-replayed', 'true');
    const { replies, ...rest } = taken.answer;
    return { ...rest, replies: replies.map((one) => ({ ...one, source: one.source ?? null })) };
  }
}

/** Whose it is, the address says. */
function withoutOwner<T extends Channel>({ clientId: _client, solutionId: _solution, ...rest }: T) {
  return rest;
}
