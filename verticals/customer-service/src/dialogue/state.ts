import type { Language } from '@proofline/pipeline';
import { named } from '../names.js';
import type { UrgencyReason } from '../urgency/urgency.js';
import type { Priority } from './flow/flow-shape.js';
import type { Entity, SlotValue } from './understanding.js';

/** A slot that the customer has filled. */
export interface FilledSlot {
  value: SlotValue;
  /** In the customer's words. */
  text: string;
  confidence: number;
}

export type FilledSlots = Record<string, FilledSlot>;

/** Why a human is wanted, and who. */
export interface HandoverRequest {
  team: string;
  priority: Priority;
  /** A word of the engine (`customer-request`, `not-understood`, …) or of the flow. */
  reason: string;
}

/** A task that is under way, at one of its steps. */
export interface Frame {
  task: string;
  /** Index of the step; one past the last where the task is done. */
  step: number;
  slots: FilledSlots;
  /** How often each slot has been asked for in vain. */
  attempts: Record<string, number>;
  /** Optional slots that the customer did not want to fill. */
  skipped: string[];
  /** Entities that may fill slots which are asked for later. */
  heard: Entity[];
  /** Of composite slots that are lists, by name: parts that were said together and wait until those before them are complete. */
  items?: Record<string, Entity[][]>;
  /** The action at this step is under way. */
  waiting?: boolean;
  /** The flow hands over here, but the team is closed and the customer has not said yet what is to be done. */
  due?: HandoverRequest;
  /** Of the task that takes a message for a team that is closed. */
  request?: HandoverRequest;
}

/** A question of the bot that is no question for a slot. */
export type Pending =
  | { kind: 'clarify'; intent: string }
  | { kind: 'choice'; intents: [string, string] }
  | { kind: 'verify'; slot: string; filled: FilledSlot }
  | { kind: 'pick'; slot: string; options: FilledSlot[] }
  | { kind: 'resume' }
  | { kind: 'change' }
  | { kind: 'closed'; request: HandoverRequest };

export interface TranscriptLine {
  /** ISO 8601. */
  at: string;
  from: 'customer' | 'bot' | 'human';
  text: string;
}

/** All that is remembered of a conversation: plain JSON. */
export interface ConversationState {
  version: 1;
  /** Decides which of the variants of a text is said. */
  seed: number;
  /** Messages so far; who stores the state can see by it that another message came in between. */
  turn: number;
  language: Language;
  /** Who has the conversation. */
  mode: 'bot' | 'human';
  /** Slots that are kept from task to task. */
  slots: FilledSlots;
  /** Tasks under way; the last is the one that is talked about, those before it are paused. */
  stack: Frame[];
  pending?: Pending;
  /** Said before it was clear what the customer wants. */
  heard: Entity[];
  /** Intents that the customer has said no to since the last one that was right. */
  rejected: string[];
  /** Messages that were not understood, running, outside of a task. */
  rung: number;
  /** Messages that led to nothing, running. */
  stalled: number;
  /** Angry messages, running. */
  angry: number;
  /** Why the conversation is urgent, once it is. */
  urgent?: UrgencyReason[];
  /** Empty messages, running. */
  silences: number;
  /** The last two messages of the bot, each as a whole, and the last two texts in them. */
  lastMessages: string[];
  lastReplies: string[];
  transcript: TranscriptLine[];
  /** What was said or returned for slots that are personal, as any text may have it. */
  personal?: string[];
  /** Handovers, tickets and callbacks so far. */
  handovers: number;
  /** The customer has been told that the team is closed, and a message was left for it, with nothing new since. */
  toldClosed: boolean;
  ticketLeft: boolean;
  /** Tasks that came to their end, in order. */
  completed: string[];
}

export function newConversation(language: Language, seed = 0): ConversationState {
  return {
    version: 1,
    seed,
    turn: 0,
    language,
    mode: 'bot',
    slots: {},
    stack: [],
    heard: [],
    rejected: [],
    rung: 0,
    stalled: 0,
    angry: 0,
    silences: 0,
    lastMessages: [],
    lastReplies: [],
    transcript: [],
    handovers: 0,
    toldClosed: false,
    ticketLeft: false,
    completed: [],
  };
}

/** The slots that are known at this point: of the task that is talked about, then those that are kept. */
export function knownSlots(state: ConversationState): FilledSlots {
  return named(state.slots, state.stack.at(-1)?.slots);
}
