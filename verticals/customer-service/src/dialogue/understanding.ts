import type { Language } from '@proofline/pipeline';
import type { UrgencyReason } from '../urgency/urgency.js';
import type { ConversationState } from './state.js';

/** An amount of money; the currency is an ISO 4217 code where the customer or the flow names one. */
export interface Amount {
  amount: number;
  currency?: string;
}

/** What a slot holds: a text, a number, a date as `YYYY-MM-DD`, the name of a value of a list, or an amount. */
export type SlotValue = string | number | Amount;

/** What an entity means; a slot takes only its own type of it. */
export type EntityValue = SlotValue | object;

/** The value that a correction takes back. */
export interface Replaced {
  value: EntityValue;
  text: string;
}

/** Something named in a message. */
export interface Entity {
  /** The type of a slot (`date`), the name of a slot, or the label a trained model gives. */
  label: string;
  value: EntityValue;
  /** As it stands in the message, from `start` to `end` (in UTF-16 units, end exclusive). */
  text: string;
  start: number;
  end: number;
  /** From 0 to 1. */
  confidence: number;
  /** Which of several alike it is, e.g. `from` or `to`. */
  role?: string;
  /** The customer does not want this one: `not Tuesday`. */
  negated?: boolean;
  /** It stands in for another: one of the same message, or what was said `earlier`. */
  corrects?: 'earlier' | Replaced;
}

export interface IntentScore {
  name: string;
  /** Calibrated, from 0 to 1. */
  confidence: number;
  /** The customer says that this is not wanted: `I do not want a refund`. */
  negated?: boolean;
}

/** A passage that answers the message, with where it stands. */
export interface Answer {
  text: string;
  source: string;
  /** How well it answers, from 0 to 1. */
  score: number;
  /** Not likely enough to be said, unless the customer's intent is one that the documents answer. */
  doubtful?: true;
}

/** One message of a customer as the models understand it: all that the dialogue knows about it. */
export interface Understanding {
  text: string;
  language: Language | 'other';
  /** Falling by confidence. */
  intents: readonly IntentScore[];
  /** Whether the message is about none of the intents, or the probability of it. */
  outOfScope: number | boolean;
  entities: readonly Entity[];
  sentiment?: { label: 'negative' | 'neutral' | 'positive'; score: number };
  urgency?: 'low' | 'normal' | 'high';
  /** Why, in the words of the message. */
  urgencyReasons?: readonly UrgencyReason[];
  /** What the documents say to it, where they were asked. */
  answer?: Answer;
}

/** Understands a message in the light of where the conversation stands. `today` and `tomorrow` count from `now`. */
export type Understand = (text: string, state: ConversationState, now: Date) => Understanding | Promise<Understanding>;

/** Looks a message up in documents; `undefined` where they do not answer it. */
export type FindAnswer = (text: string, language: Language) => Answer | undefined | Promise<Answer | undefined>;
