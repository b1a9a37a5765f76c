import type { DialogueHandover, HANDOVER_KINDS } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

export const CONVERSATION_STATUSES = ['open', 'ended', 'expired'] as const;
export const CONVERSATION_MODES = ['bot', 'human'] as const;

/** A conversation with one customer. */
export interface Conversation extends Owned {
  solutionId: string;
  /** The version of the dialogue that it goes on with. */
  dialogueId: string;
  /** Where messages come signed; null where they come with a key. */
  channelId: string | null;
  /** What the caller calls the way that it came by. */
  channel: string | null;
  /** A keyed digest of who it is with. */
  subject: Buffer | null;
  /** Who it is with, sealed. */
  reference: Buffer | null;
  language: string;
  /** Who has it. */
  mode: (typeof CONVERSATION_MODES)[number];
  status: (typeof CONVERSATION_STATUSES)[number];
  /** Messages of the customer so far. */
  turn: number;
  /** Changes so far: whoever finds another number than they read begins again. */
  revision: number;
  /** Lines of the transcript so far. */
  lines: number;
  /** Names of the slots that were known last. */
  slots: string[];
  /** What is needed to go on, sealed; null once it has ended. */
  state: Buffer | null;
  createdAt: Date;
  lastAt: Date;
  endedAt: Date | null;
}

export const conversationEntity = new EntitySchema<Conversation>({
  name: 'conversation',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    dialogueId: { type: 'uuid', name: 'dialogue_id' },
    channelId: { type: 'uuid', name: 'channel_id', nullable: true },
    channel: { type: 'text', nullable: true },
    subject: { type: 'bytea', nullable: true },
    reference: { type: 'bytea', nullable: true },
    language: { type: 'text' },
    mode: { type: 'text' },
    status: { type: 'text' },
    turn: { type: 'integer' },
    revision: { type: 'integer' },
    lines: { type: 'integer' },
    slots: { type: 'text', array: true },
    state: { type: 'bytea', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    lastAt: { type: 'timestamptz', name: 'last_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
  },
});

export type Sender = 'customer' | 'bot' | 'human';

/** A line of a transcript as it is kept: personal data is masked unless the dialogue version keeps it. */
export interface ConversationLine {
  seq: number;
  at: Date;
  turn: number;
  sender: Sender;
  text: string;
  /** Of the bot: the response that it was made from. */
  template: string | null;
  /** Of a passage from a document. */
  source: string | null;
}

export const ACTION_STATUSES = ['open', 'done', 'failed', 'dropped'] as const;

/** What another system is to do for a conversation. */
export interface ConversationAction extends Owned {
  solutionId: string;
  conversationId: string;
  name: string;
  /** What it needs to know, sealed until it is done. */
  slots: Buffer | null;
  /** What the conversation waits for; null where it waits for nothing. */
  returns: string[] | null;
  /** `dropped`: the conversation went on without it. */
  status: (typeof ACTION_STATUSES)[number];
  createdAt: Date;
  doneAt: Date | null;
}

export const conversationActionEntity = new EntitySchema<ConversationAction>({
  name: 'conversation_action',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    conversationId: { type: 'uuid', name: 'conversation_id' },
    name: { type: 'text' },
    slots: { type: 'bytea', nullable: true },
    returns: { type: 'text', array: true, nullable: true },
    status: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    doneAt: { type: 'timestamptz', name: 'done_at', nullable: true },
  },
});

export const HANDOVER_STATUSES = ['open', 'claimed', 'resolved'] as const;
export const HANDOVER_RESOLUTIONS = ['handed-back', 'closed'] as const;

/** A team is to go on: at once, or with a message that was left for it. */
export interface Handover extends Owned {
  solutionId: string;
  conversationId: string;
  kind: (typeof HANDOVER_KINDS)[number];
  team: string;
  queue: string;
  /** Place of its priority in `HANDOVER_PRIORITIES`: 0 is the most urgent. */
  rank: number;
  reason: string;
  language: string;
  foreignLanguage: boolean;
  /** A `HandoverDetail`, sealed until it is resolved. */
  detail: Buffer | null;
  status: (typeof HANDOVER_STATUSES)[number];
  claimedOwner: string | null;
  claimedAt: Date | null;
  resolution: (typeof HANDOVER_RESOLUTIONS)[number] | null;
  resolvedAt: Date | null;
  createdAt: Date;
}

/** What the team needs to know. */
export type HandoverDetail = Pick<DialogueHandover, 'summary' | 'slots' | 'openTasks'>;

export const handoverEntity = new EntitySchema<Handover>({
  name: 'handover',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    conversationId: { type: 'uuid', name: 'conversation_id' },
    kind: { type: 'text' },
    team: { type: 'text' },
    queue: { type: 'text' },
    rank: { type: 'integer' },
    reason: { type: 'text' },
    language: { type: 'text' },
    foreignLanguage: { type: 'boolean', name: 'foreign_language' },
    detail: { type: 'bytea', nullable: true },
    status: { type: 'text' },
    claimedOwner: { type: 'text', name: 'claimed_owner', nullable: true },
    claimedAt: { type: 'timestamptz', name: 'claimed_at', nullable: true },
    resolution: { type: 'text', nullable: true },
    resolvedAt: { type: 'timestamptz', name: 'resolved_at', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
