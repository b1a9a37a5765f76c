import type { AnsweredBy, Language } from '@proofline/pipeline';
import type { Action, FlowAction, Reply } from '../action.js';
import { type ActionResult, handBack, humanSays, resolve, type Step, step } from '../engine/step.js';
import type { Flow } from '../flow/flow-shape.js';
import type { RewriteReplies } from '../rewriting/reply-rewriter.js';
import { groundsOf, withRewritings } from '../rewriting/reworded-turn.js';
import { type ConversationState, newConversation } from '../state.js';
import type { TurnTrace } from '../trace.js';
import type { Answer, FindAnswer, Understand } from '../understanding.js';

export interface ChatSettings {
  flow: Flow;
  understand: Understand;
  /** Looks a message up in documents. */
  findAnswer?: FindAnswer | undefined;
  /** Words replies anew before they are sent. */
  rewrite?: RewriteReplies | undefined;
  /**
   * Does what the flow asks of another system; `undefined` where it knows nothing of it. With `later` the conversation waits
   * until somebody calls `resolve`.
   */
  perform?:
    | 'later'
    | ((action: FlowAction) => ActionResult | undefined | Promise<ActionResult | undefined>)
    | undefined;
  now?: (() => Date) | undefined;
  /** With `human` a message goes to people at once; default: the bot answers. */
  answeredBy?: AnsweredBy | undefined;
  seed?: number | undefined;
  language?: Language | undefined;
  /** A conversation that goes on. */
  state?: ConversationState | undefined;
}

/** What one message led to, with the results of actions that came at once. */
export interface ChatTurn {
  replies: Reply[];
  actions: Action[];
  /** One of the message, one of each result. */
  traces: TurnTrace[];
}

/** A conversation in memory: understands, takes the step, performs what it asks for. One message at a time, in order. */
export class ChatSession {
  private current: ConversationState;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: ChatSettings) {
    this.current =
      settings.state ?? newConversation(settings.language ?? settings.flow.languages[0]!, settings.seed ?? 0);
  }

  get state(): ConversationState {
    return this.current;
  }

  /** Two messages at once are taken one after the other. */
  say(text: string): Promise<ChatTurn> {
    return this.inOrder(() => this.take(text));
  }

  /** A human has the conversation and writes. */
  humanSays(text: string): void {
    this.current = humanSays(this.current, text, this.now());
  }

  /** The human gives it back. */
  handBack(): Promise<ChatTurn> {
    return this.inOrder(() => this.answer(handBack(this.settings.flow, this.current, this.now())));
  }

  /** Goes on with the result of an action that was to be performed later. */
  resolve(result: ActionResult): Promise<ChatTurn> {
    return this.inOrder(() => this.answer(resolve(this.settings.flow, this.current, result, this.now())));
  }

  private inOrder(work: () => Promise<ChatTurn>): Promise<ChatTurn> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private now(): Date {
    return this.settings.now?.() ?? new Date();
  }

  private async take(text: string): Promise<ChatTurn> {
    const { flow, understand, findAnswer, answeredBy } = this.settings;
    const understood = await understand(text, this.current, this.now());
    const language = understood.language === 'other' ? this.current.language : understood.language;
    const answer = understood.answer ?? (text.trim() === '' ? undefined : await findAnswer?.(text, language));
    const taken = step(
      flow,
      this.current,
      { ...understood, ...(answer === undefined ? {} : { answer }) },
      this.now(),
      answeredBy,
    );
    return this.answer(taken, answer);
  }

  /** Performs what a step asks for, and words its replies. `passage`: what the documents said to the message. */
  private async answer(taken: Step, passage?: Answer): Promise<ChatTurn> {
    this.current = taken.state;
    const turn: ChatTurn = { replies: taken.replies, actions: taken.actions, traces: [taken.trace] };
    await this.perform(taken, turn);
    return this.reworded(turn, passage);
  }

  /** The turn in other words, where they may be sent. The policy goes on with the texts as they are written. */
  private async reworded(turn: ChatTurn, passage: Answer | undefined): Promise<ChatTurn> {
    const { rewrite, flow } = this.settings;
    if (rewrite === undefined || turn.replies.length === 0) return turn;
    const grounds = groundsOf(flow, this.current, this.now());
    const originals = turn.replies.map(({ text, language, source }) => ({
      text,
      language,
      personal: this.current.personal ?? [],
      grounds: { ...grounds, sources: source === undefined || passage === undefined ? [] : [passage.text] },
    }));
    const said = this.current.transcript.findLast(({ from }) => from === 'customer')?.text ?? '';
    const rewritings = await rewrite(originals, said);
    const { transcript, ...reworded } = withRewritings(turn, rewritings, this.current.transcript);
    this.current = { ...this.current, transcript };
    return reworded;
  }

  private async perform(taken: Step, turn: ChatTurn): Promise<void> {
    const { perform } = this.settings;
    if (perform === 'later') return;
    for (const action of taken.actions) {
      if (action.type !== 'action') continue;
      const result = await perform?.(action);
      if (action.returns === undefined) continue;
      // Where no system answers, the flow goes on with what it has.
      const resolved = resolve(this.settings.flow, this.current, result ?? { action: action.name }, this.now());
      this.current = resolved.state;
      turn.replies = [...turn.replies, ...resolved.replies];
      turn.actions = [...turn.actions, ...resolved.actions];
      turn.traces = [...turn.traces, resolved.trace];
      await this.perform(resolved, turn);
    }
  }
}
