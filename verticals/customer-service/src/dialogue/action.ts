import type { Language } from '@proofline/pipeline';
import type { Priority } from './flow/flow-shape.js';
import type { TranscriptLine } from './state.js';
import type { SlotValue } from './understanding.js';

export type SlotValues = Record<string, SlotValue>;

/** Another system is told to do something; where it returns slots, the conversation waits for `resolve`. */
export interface FlowAction {
  type: 'action';
  name: string;
  slots: SlotValues;
  returns?: string[];
}

/** People are told to go on: at once (`handover`), or when they are there again. */
export interface HandoverAction {
  type: 'handover' | 'ticket' | 'callback';
  /** The same for the same handover: who has seen it need not act again. */
  id: string;
  team: string;
  queue: string;
  priority: Priority;
  reason: string;
  /** In the language of the team. */
  summary: string;
  /** Every slot that is known, also of paused tasks. */
  slots: SlotValues;
  /** Tasks that are not finished, the one that is talked about first. */
  openTasks: { task: string; slots: SlotValues }[];
  transcript: TranscriptLine[];
  language: Language;
  /** The team does not speak the customer's language. */
  foreignLanguage: boolean;
  sentiment?: string;
  urgency?: string;
}

export type Action = FlowAction | HandoverAction;

/** What the bot says. */
export interface Reply {
  text: string;
  template: string;
  language: Language;
  /** Of a passage from a document. */
  source?: string;
}
