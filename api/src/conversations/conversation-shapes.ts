import {
  ACTION_STATUSES,
  CONVERSATION_MODES,
  CONVERSATION_STATUSES,
  type Conversation,
  type ConversationTurn,
  HANDOVER_RESOLUTIONS,
  HANDOVER_STATUSES,
  type Handover,
  LONGEST_MESSAGE,
} from '@proofline/host';
import { HANDOVER_KINDS, HANDOVER_PRIORITIES } from '@proofline/pipeline';
import { z } from 'zod';
import { count, json, SOLUTION, time } from '../http/shapes.js';

export const CONVERSATION = { ...SOLUTION, conversation: 'Id of the conversation.' };

export const newConversation = z
  .strictObject({
    language: z.string().max(8).optional().describe("'en' or 'zh'; what the customer writes decides from then on."),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Who it is with, as you know them. It is kept encrypted; conversations are found and erased by it.'),
    channel: z.string().trim().min(1).max(63).optional().describe("How it came, e.g. 'web'."),
  })
  .default({});

export const newMessage = z.strictObject({
  text: z.string().max(LONGEST_MESSAGE),
  from: z
    .enum(['customer', 'human'])
    .default('customer')
    .describe("'human': a person of the team who has claimed the handover writes."),
});

export const traceQuery = z.strictObject({
  trace: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Say why: scores, slots, rules, response, source. It holds what the customer said.'),
});

export const reply = z.object({
  text: z.string(),
  template: z.string().describe('The response that it was made from.'),
  language: z.string(),
  source: z.string().nullable().describe('Of a passage from a document.'),
});

const slots = z.record(z.string(), json);

const asked = z.object({
  id: z.uuid(),
  name: z.string(),
  slots,
  returns: z
    .array(z.string())
    .nullable()
    .describe('Slots that the conversation waits for; null where it does not wait.'),
});

export const handover = z.object({
  id: z.uuid(),
  conversation: z.uuid(),
  kind: z.enum(HANDOVER_KINDS),
  team: z.string(),
  queue: z.string(),
  priority: z.enum(HANDOVER_PRIORITIES),
  reason: z.string(),
  language: z.string(),
  foreignLanguage: z.boolean().describe("The team does not speak the customer's language."),
  status: z.enum(HANDOVER_STATUSES),
  claimedOwner: z.string().nullable(),
  claimedAt: time.nullable(),
  resolution: z.enum(HANDOVER_RESOLUTIONS).nullable(),
  resolvedAt: time.nullable(),
  createdAt: time,
});

export const turn = z.object({
  conversation: z.uuid(),
  dialogueVersion: z.int().min(1),
  turn: count.describe('Messages of the customer so far.'),
  line: count.describe('Lines of the transcript so far.'),
  status: z.enum(CONVERSATION_STATUSES),
  mode: z.enum(CONVERSATION_MODES).describe('Who has the conversation.'),
  language: z.string(),
  replies: z.array(reply),
  actions: z.array(asked).describe('What other systems are to do.'),
  handovers: z.array(handover),
  trace: z.array(json).optional(),
});

export const conversation = z.object({
  id: z.uuid(),
  reference: z.string().nullable().describe('Who it is with; null for roles that take no part in conversations.'),
  channel: z.string().nullable(),
  language: z.string(),
  mode: z.enum(CONVERSATION_MODES),
  status: z.enum(CONVERSATION_STATUSES),
  turn: count,
  line: count,
  slots: z.array(z.string()).describe('Names of the slots that were known last.'),
  createdAt: time,
  lastAt: time,
  endedAt: time.nullable(),
});

export const action = asked.extend({
  conversation: z.uuid(),
  status: z.enum(ACTION_STATUSES),
  createdAt: time,
  doneAt: time.nullable(),
});

export const result = z.strictObject({
  slots: slots.optional().describe('Values of the slots that it returns.'),
  failed: z.boolean().optional().describe('It could not be done: the customer is told, and a human comes.'),
});

const SPOKEN = {
  seq: z.int().min(1),
  at: time,
  sender: z.enum(['customer', 'bot', 'human']),
  text: z.string(),
  source: z.string().nullable(),
};

/** A line as it is kept. */
export const line = z.object({ ...SPOKEN, turn: count, template: z.string().nullable() });

/** A line as it was said. */
export const spoken = z.object(SPOKEN);

export function shownHandover(row: Handover): z.input<typeof handover> {
  const { clientId: _client, solutionId: _solution, conversationId, rank, detail: _detail, ...rest } = row;
  return {
    ...rest,
    conversation: conversationId,
    priority: HANDOVER_PRIORITIES[rank]!,
    claimedAt: rest.claimedAt as never,
    resolvedAt: rest.resolvedAt as never,
    createdAt: rest.createdAt as never,
  };
}

export function shownTurn(made: ConversationTurn, wantsTrace: boolean) {
  const { conversation: row, dialogueVersion, replies, actions, handovers, traces } = made;
  return {
    conversation: row.id,
    dialogueVersion,
    turn: row.turn,
    line: row.lines,
    status: row.status,
    mode: row.mode,
    language: row.language,
    replies: replies.map((one) => ({ ...one, source: one.source ?? null })),
    actions,
    handovers: handovers.map(shownHandover),
    ...(wantsTrace ? { trace: traces } : {}),
  };
}

export type ShownTurn = ReturnType<typeof shownTurn>;

export function shownConversation(row: Omit<Conversation, 'state'>, reference: string | null) {
  const { id, channel, language, mode, status, turn: turns, lines, slots: names, createdAt, lastAt, endedAt } = row;
  return {
    ...{ id, reference, channel, language, mode, status, turn: turns, line: lines },
    ...{ slots: names, createdAt, lastAt, endedAt },
  };
}
