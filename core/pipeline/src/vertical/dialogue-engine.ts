import type { Json, Problem } from '@proofline/learn';
import type { Predictor } from '../package/predictor.js';

/**
 * What a vertical that talks to people gives the platform. Files come as texts and the state of a conversation is plain JSON, so
 * that whoever stores both need not know what is in them.
 */
export interface DialogueEngine {
  /** Id of the task whose model says what is wanted; a dialogue belongs to a solution of it. */
  task: string;
  /** Further tasks of the vertical whose models help to understand a message. */
  helpers: readonly string[];
  /**
   * Reads the files. Throws `invalid-input` with every fault of every file, each with its line. `endpoint` may be asked to word
   * replies anew, where the files wish for it.
   */
  open(files: DialogueFiles, models?: DialogueModels, endpoint?: LanguageEndpoint): Promise<Dialogue>;
}

/** Texts by their paths below the folder of the dialogue, with slashes: `flow.yaml`, `stories/refund.yaml`, … */
export type DialogueFiles = Readonly<Record<string, string>>;

/** Trained models by the id of their task. What is not there is done by rules. */
export type DialogueModels = Readonly<Record<string, Predictor | undefined>>;

/** A language model behind the protocol of OpenAI's chat completions. Whoever runs the platform sets it up: files name neither addresses nor keys. */
export interface LanguageEndpoint {
  /** What stands before `/chat/completions`. */
  url: string;
  model: string;
  key?: string;
}

/** A dialogue that is ready to talk. What it returns as state is what it takes as state next time; nothing else is remembered. */
export interface Dialogue {
  /** What is left over in the files: the bot works all the same. */
  warnings: readonly Problem[];
  /** The first is spoken where a customer's language is another. */
  languages: readonly string[];
  /** A conversation in which nothing has been said, with the bot unless a human has it. `seed` decides which of several alike texts are said. */
  start(options: { language?: string; seed: number; mode?: 'bot' | 'human' }): DialogueState;
  /** A message of the customer. With `human` it is brought to people at once; by default the bot answers. */
  say(state: DialogueState, text: string, now: Date, answeredBy?: AnsweredBy): Promise<DialogueTurn>;
  /** Goes on with what another system returned for an action. A result that nobody waits for changes nothing. */
  resolve(state: DialogueState, result: DialogueResult, now: Date): Promise<DialogueTurn>;
  /** Notes what a human wrote who has the conversation. */
  humanSays(state: DialogueState, text: string, now: Date): DialogueState;
  /** The human gives the conversation back to the bot. */
  handBack(state: DialogueState, now: Date): Promise<DialogueTurn>;
  /** What may be told of a state. */
  view(state: DialogueState): DialogueView;
  /** Plays the stories among the files; undefined where there are none. */
  playStories(): Promise<PlayedStories | undefined>;
}

/** Who answers what customers write on a channel. */
export const ANSWERED_BY = ['bot', 'human'] as const;
export type AnsweredBy = (typeof ANSWERED_BY)[number];

export type DialogueState = Json;

export interface DialogueView {
  language: string;
  /** Who has the conversation. */
  mode: 'bot' | 'human';
  /** Names of the slots that are known. */
  slots: string[];
  /** Words that are personal data whatever they look like, such as the answer to a question for a name. */
  personal: string[];
}

export interface DialogueTurn {
  state: DialogueState;
  replies: DialogueReply[];
  actions: (DialogueAction | DialogueHandover)[];
  /** Why: one of the message, one of each thing that followed at once. */
  traces: Json[];
  /** The bot did not understand what is wanted and went a step down its ladder. */
  fallback: boolean;
}

export interface DialogueReply {
  text: string;
  /** The response that it was made from. */
  template: string;
  language: string;
  /** Of a passage from a document. */
  source?: string;
}

/** Another system is told to do something. */
export interface DialogueAction {
  type: 'action';
  name: string;
  slots: Readonly<Record<string, Json>>;
  /** The slots that it is to give back; the conversation waits for them. */
  returns?: string[];
}

export interface DialogueResult {
  action: string;
  slots?: Readonly<Record<string, Json>>;
  failed?: boolean;
}

export const HANDOVER_KINDS = ['handover', 'ticket', 'callback'] as const;
export const HANDOVER_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;

/** People are told to go on: at once (`handover`), or when they are there again. */
export interface DialogueHandover {
  type: (typeof HANDOVER_KINDS)[number];
  /** The same for the same handover within a conversation. */
  id: string;
  team: string;
  queue: string;
  priority: (typeof HANDOVER_PRIORITIES)[number];
  reason: string;
  /** In the language of the team. */
  summary: string;
  slots: Readonly<Record<string, Json>>;
  /** Tasks that are not finished, the one that is talked about first. */
  openTasks: { task: string; slots: Readonly<Record<string, Json>> }[];
  language: string;
  /** The team does not speak the customer's language. */
  foreignLanguage: boolean;
}

/** How test stories went. */
export interface PlayedStories {
  /** The shares that passed reach the thresholds of the files. */
  passed: boolean;
  stories: number;
  passedStories: number;
  turns: number;
  passedTurns: number;
  /** Of those that failed, the turns that did. */
  failed: { story: string; place: string; turns: FailedTurn[] }[];
}

export interface FailedTurn {
  place: string;
  said: string;
  replies: string[];
  differences: { what: string; expected: string; got: string }[];
}
