import { Body, Controller, Delete, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ACTION_STATUSES,
  CONVERSATION_STATUSES,
  type ConversationAction,
  ConversationsService,
  isAllowed,
  type ListedConversation,
  type Principal,
  SolutionsService,
} from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import type { ServerEvent } from '../http/event-answers.interceptor.js';
import { givenTime, LARGEST_INTEGER, pageOf, pageQuery, SOLUTION, timeOf } from '../http/shapes.js';
import {
  action,
  CONVERSATION,
  conversation,
  handover,
  line,
  newConversation,
  newMessage,
  result,
  type ShownTurn,
  shownConversation,
  shownHandover,
  shownTurn,
  spoken,
  traceQuery,
  turn,
} from './conversation-shapes.js';

const listQuery = pageQuery.extend({
  status: z.enum(CONVERSATION_STATUSES).optional(),
  reference: z.string().max(200).optional().describe('Who they are with.'),
  since: givenTime.optional().describe('Begun from then on.'),
  until: givenTime.optional().describe('Begun before then.'),
});

const actionsQuery = pageQuery.extend({
  status: z.enum(ACTION_STATUSES).optional(),
  conversation: z.uuid().optional(),
});

const ofTurn = ({ conversation: id }: { conversation: string }): string => id;

const behind = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(LARGEST_INTEGER)
    .default(0)
    .describe("The 'seq' of the last line that is known."),
});

@ApiTags('conversations')
@Controller('v1/solutions/:solution')
export class ConversationsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ConversationsService) private readonly conversations: ConversationsService,
  ) {}

  @Post('conversations')
  @Endpoint({
    summary: 'Begin a conversation with the live dialogue',
    repeatable: true,
    conversationOf: ({ id }: { id: string }) => id,
    allow: 'predict',
    params: SOLUTION,
    body: newConversation,
    answer: conversation,
    status: 201,
  })
  async start(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() wanted: z.infer<typeof newConversation>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(principal, await this.conversations.start(principal, solution, wanted));
  }

  @Get('conversations')
  @Endpoint({
    summary: 'Conversations, the latest first',
    allow: 'read',
    params: SOLUTION,
    query: listQuery,
    answer: pageOf(conversation),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() { status, reference, since, until, ...page }: z.infer<typeof listQuery>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.conversations.page(principal, solution, page, {
      ...{ status, reference },
      ...{ since: timeOf(since), until: timeOf(until) },
    });
    return { items: items.map((one) => this.shown(principal, one)), next };
  }

  @Get('conversations/:conversation')
  @Endpoint({
    summary: 'A conversation with its transcript, in which personal data is masked, and its handovers',
    allow: 'read',
    params: CONVERSATION,
    answer: conversation.extend({ transcript: z.array(line), handovers: z.array(handover) }),
  })
  async get(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('conversation') id: string) {
    const solution = await this.solutions.get(principal, name);
    const row = await this.conversations.get(principal, solution, id);
    const [transcript, handovers] = await Promise.all([
      this.conversations.transcript(row),
      this.conversations.handoversOf(principal, row),
    ]);
    return { ...this.shown(principal, row), transcript, handovers: handovers.map(shownHandover) };
  }

  @Delete('conversations/:conversation')
  @Endpoint({
    summary: 'Erase a conversation: transcript, handovers and all that is kept of it',
    allow: 'administer',
    params: CONVERSATION,
    answer: z.object({ id: z.uuid() }),
  })
  async erase(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('conversation') id: string) {
    await this.conversations.erase(principal, await this.solutions.get(principal, name), id);
    return { id };
  }

  @Post('conversations/:conversation/end')
  @Endpoint({
    summary: 'End a conversation: what is needed to go on is deleted, the transcript stays',
    allow: 'converse',
    params: CONVERSATION,
    answer: conversation,
    errors: [409],
  })
  async end(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('conversation') id: string) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(principal, await this.conversations.end(principal, solution, id));
  }

  @Post('conversations/:conversation/messages')
  @Endpoint({
    summary:
      "A message of the customer, or of a human of the team; messages at once are taken one after the other. With 'Accept: text/event-stream' the answer comes as server-sent events: 'reply', 'action' and 'handover' for each, 'end' with the rest",
    repeatable: true,
    conversationOf: ofTurn,
    allow: 'converse',
    params: CONVERSATION,
    query: traceQuery,
    body: newMessage,
    answer: turn,
    events: eventsOf,
    errors: [409],
  })
  async say(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('conversation') id: string,
    @Query() { trace }: z.infer<typeof traceQuery>,
    @Body() { text, from }: z.infer<typeof newMessage>,
  ) {
    const solution = await this.solutions.get(principal, name);
    if (from === 'human') {
      return shownTurn(await this.conversations.humanSays(principal, solution, id, text), false);
    }
    if (principal.role === 'agent') {
      throw new ProoflineError(
        'forbidden',
        'ROLE_TOO_SMALL',
        `Key ${principal.prefix}… has the role 'agent', which does not write for customers. Send "from": "human".`,
      );
    }
    return shownTurn(await this.conversations.say(principal, solution, id, text), trace === 'true');
  }

  @Get('conversations/:conversation/messages')
  @Endpoint({
    summary:
      'The latest lines as they were said, for whoever takes them to the customer or the team: what humans and other systems led to comes by no answer. None once the conversation has ended',
    allow: 'converse',
    params: CONVERSATION,
    query: behind,
    answer: z.object({ lines: z.array(spoken) }),
  })
  async messages(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('conversation') id: string,
    @Query() { after }: z.infer<typeof behind>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const row = await this.conversations.get(principal, solution, id);
    return { lines: this.conversations.spoken(row, after) };
  }

  @Get('actions')
  @Endpoint({
    summary: 'What other systems are to do for conversations, the oldest first',
    allow: 'converse',
    params: SOLUTION,
    query: actionsQuery,
    answer: pageOf(action),
  })
  async actions(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() { status, conversation: conversationId, ...page }: z.infer<typeof actionsQuery>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.conversations.actions(principal, solution, page, { status, conversationId });
    return { items: items.map((one) => this.shownAction(one)), next };
  }

  @Post('conversations/:conversation/actions/:action')
  @Endpoint({
    summary: 'What an action came to: the conversation goes on with it where it waits for it',
    repeatable: true,
    conversationOf: ofTurn,
    allow: 'predict',
    params: { ...CONVERSATION, action: 'Id of the action.' },
    query: traceQuery,
    body: result,
    answer: turn,
    errors: [409],
  })
  async resolve(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('conversation') id: string,
    @Param('action') actionId: string,
    @Query() { trace }: z.infer<typeof traceQuery>,
    @Body() given: z.infer<typeof result>,
  ) {
    const solution = await this.solutions.get(principal, name);
    const made = await this.conversations.resolveAction(principal, solution, id, actionId, given);
    return shownTurn(made, trace === 'true');
  }

  /** Who a conversation is with is for those who take part in it. */
  private shown({ role }: Principal, row: ListedConversation) {
    return shownConversation(row, isAllowed(role, 'converse') ? this.conversations.referenceOf(row) : null);
  }

  private shownAction(row: ConversationAction) {
    const { id, conversationId, name, returns, status, createdAt, doneAt } = row;
    return {
      id,
      conversation: conversationId,
      name,
      slots: this.conversations.slotsOf(row),
      returns,
      status,
      createdAt,
      doneAt,
    };
  }
}

/** One event for each thing that a customer or a system is told. */
function eventsOf({ replies, actions, handovers, ...rest }: ShownTurn): ServerEvent[] {
  return [
    ...replies.map((data) => ({ event: 'reply', data })),
    ...actions.map((data) => ({ event: 'action', data })),
    ...handovers.map((data) => ({ event: 'handover', data })),
    { event: 'end', data: rest },
  ];
}
