import { own } from '../../names.js';
import { reasonText } from '../../urgency/urgency.js';
import type { Action, Reply } from '../action.js';
import { type ReadActs, readActs } from '../acts.js';
import type { Flow, FlowTask } from '../flow/flow-shape.js';
import { phraseIn, slotLabel } from '../replies/format-value.js';
import { type RenderedReply, renderReply } from '../replies/render-reply.js';
import type { SlotContext } from '../slots/check-slot.js';
import { type ConversationState, type FilledSlot, type FilledSlots, type Frame, knownSlots } from '../state.js';
import type { EntityTrace, ReplyTrace, TurnTrace } from '../trace.js';
import type { Answer, CompositeValue, Entity, SimpleValue, SlotValue, Understanding } from '../understanding.js';
import { compositeOf, isList, partsOf, withGroups } from './composites.js';
import type { Circumstances } from './holds.js';
import { isMessageTask, taskOf } from './own-tasks.js';
import { waysToWrite, withWords, wordsOf } from './personal-words.js';
import { defaultTeam, isTeamThere } from './teams.js';

/** One turn in the making: a copy of the state that rules change, what is said and done, and why. */
export class TurnRun {
  readonly state: ConversationState;
  readonly turn: Understanding;
  readonly acts: ReadActs;
  readonly actions: Action[] = [];
  replies: Reply[] = [];
  private replyTraces: ReplyTrace[] = [];
  private repliesBeforeMessage: number | undefined;
  private readonly rules: TurnTrace['rules'] = [];
  private readonly outcomes = new Map<Entity, string>();
  /** The turn has brought the conversation on. */
  progressed = false;
  /** The turn has neither brought it on nor led to nothing: thanks, a question answered in between. */
  neutral = false;

  constructor(
    readonly flow: Flow,
    private readonly before: ConversationState,
    turn: Understanding,
    readonly now: Date,
  ) {
    this.turn = withGroups(flow, turn, before.turn);
    this.state = structuredClone(before);
    this.acts = readActs(turn.text);
  }

  get frame(): Frame | undefined {
    return this.state.stack.at(-1);
  }

  get slots(): FilledSlots {
    return knownSlots(this.state);
  }

  get context(): SlotContext {
    return { flow: this.flow, now: this.now, language: this.state.language };
  }

  get task(): FlowTask | undefined {
    return this.frame === undefined ? undefined : taskOf(this.flow, this.frame.task);
  }

  /** Says a response of the flow or of the bot itself. */
  say(name: string, parameters: Readonly<Record<string, string>> = {}): void {
    this.render(name, parameters);
  }

  /** Asks for a slot in its own words. */
  ask(slot: string): void {
    const texts = this.flow.slots[slot]?.ask?.[this.state.language] ?? [];
    this.render(`ask ${slot}`, {}, texts);
  }

  sayText(template: string, text: string): void {
    this.push({ text, template, variant: 0 });
  }

  /** A passage of a document, word for word, with where it stands. */
  sayAnswer({ text, source, score }: Answer): void {
    this.push({ text, template: 'knowledge', variant: 0 }, { source, score });
  }

  private render(name: string, parameters: Readonly<Record<string, string>>, texts?: readonly string[]): void {
    const { state } = this;
    const rendered = renderReply(name, {
      flow: this.flow,
      language: state.language,
      circumstances: this.circumstances,
      parameters,
      seed: `${state.seed}/${state.turn}/${this.replies.length}`,
      avoid: [...state.lastReplies, ...state.lastMessages.flatMap((message) => message.split('\n'))],
      ...(texts === undefined ? {} : { texts }),
    });
    if (rendered === undefined) this.note('nothing-to-say', `every text of '${name}' has a slot that is empty here`);
    else this.push(rendered);
  }

  private push(rendered: RenderedReply, passage: { source?: string; score?: number } = {}): void {
    const { source } = passage;
    this.replies.push({
      text: rendered.text,
      template: rendered.template,
      language: this.state.language,
      ...(source === undefined ? {} : { source }),
    });
    this.replyTraces.push({ ...rendered, slots: this.slotsIn(rendered.template), ...passage });
  }

  /** The slots that the texts of a response speak of, and what they hold. */
  private slotsIn(template: string): Record<string, SlotValue> {
    const response = this.flow.responses[template];
    if (response === undefined) return {};
    const words = JSON.stringify(response);
    return Object.fromEntries(
      Object.entries(this.slots).flatMap(([name, { value }]) =>
        words.includes(`{${name}}`) || words.includes(`{${name}:`) ? [[name, value]] : [],
      ),
    );
  }

  /** A message for a team that is closed is begun, or to be left as it is. */
  noteMessage(): void {
    this.repliesBeforeMessage = this.replies.length;
  }

  /** That was in this turn, and nothing has been said about it since. */
  get hasMessageToLeave(): boolean {
    const isLeaving = this.state.mode === 'bot' && isMessageTask(this.frame?.task ?? '');
    return isLeaving && this.repliesBeforeMessage === this.replies.length;
  }

  /** Something was understood, but no step had a word for it. */
  get lacksWords(): boolean {
    const isTalk = this.turn.text.trim() !== '' && this.state.mode === 'bot' && this.frame?.waiting !== true;
    return isTalk && this.progressed && this.replies.length === 0;
  }

  get circumstances(): Circumstances {
    return {
      slots: this.slots,
      open: isTeamThere(this.flow, defaultTeam(this.flow), this.now),
      sentiment: this.turn.sentiment?.label,
      urgency: this.urgency,
    };
  }

  /** Of the conversation: what was urgent once stays so until somebody has seen to it. */
  get urgency(): Understanding['urgency'] {
    return this.state.urgent === undefined ? this.turn.urgency : 'high';
  }

  /** Takes back what was going to be said. */
  unsay(): void {
    this.replies = [];
    this.replyTraces = [];
  }

  note(rule: string, detail?: string): void {
    this.rules.push({ rule, ...(detail === undefined ? {} : { detail }) });
  }

  outcome(entity: Entity, what: string): void {
    this.outcomes.set(entity, what);
  }

  /** Fills a slot where it belongs: with the conversation if it is kept, else with the task. A composite is filled by its parts. */
  fill(name: string, filled: FilledSlot): void {
    this.notePersonal(name, filled);
    const parts = isList(this.flow, name) ? [] : partsOf(this.flow, name);
    for (const part of parts) {
      const value = own(filled.value as CompositeValue, part);
      if (value !== undefined) this.fill(part, { ...filled, value });
    }
    if (parts.length > 0) return;
    this.put(name, filled);
    if (this.frame !== undefined) {
      delete this.frame.attempts[name];
      this.frame.skipped = this.frame.skipped.filter((one) => one !== name);
    }
    this.joinParts(compositeOf(this.flow, name));
    this.succeed();
  }

  /** A composite is known as soon as all of its parts are that must be. */
  private joinParts(name: string | undefined): void {
    if (name === undefined || isList(this.flow, name)) return;
    const parts = partsOf(this.flow, name);
    if (parts.some((part) => this.flow.slots[part]!.required && this.slots[part] === undefined)) return;
    const known = parts.flatMap((part) => (this.slots[part] === undefined ? [] : [[part, this.slots[part]] as const]));
    this.put(name, {
      value: Object.fromEntries(known.map(([part, { value }]) => [part, value as SimpleValue])),
      text: known.map(([, { text }]) => text).join(' '),
      confidence: Math.min(...known.map(([, { confidence }]) => confidence)),
    });
  }

  private put(name: string, filled: FilledSlot): void {
    const whole = compositeOf(this.flow, name);
    const keep = [name, ...(whole === undefined || isList(this.flow, whole) ? [] : [whole])].some(
      (slot) => this.flow.slots[slot]?.keep === true,
    );
    if (keep || this.frame === undefined) this.state.slots[name] = filled;
    else this.frame.slots[name] = filled;
  }

  /** Remembers what a slot that is personal holds, or what was said to the question for it, so that it is masked where it is shown. */
  notePersonal(name: string, said: FilledSlot | string): void {
    const slot = this.flow.slots[name]!;
    if (slot.type === 'composite' && typeof said !== 'string') {
      for (const item of [said.value as CompositeValue | readonly CompositeValue[]].flat()) {
        for (const [part, value] of Object.entries(item))
          this.notePersonal(part, { ...said, value, text: String(value) });
      }
    } else if (slot.personal || this.flow.slots[compositeOf(this.flow, name) ?? name]!.personal) {
      const words = typeof said === 'string' ? wordsOf(said) : waysToWrite(said, slot, this.flow);
      this.state.personal = withWords(this.state.personal, words);
    }
  }

  /** Empties a slot, with its parts; a composite that is no list is not known without one of its parts. */
  unfill(name: string): void {
    const whole = compositeOf(this.flow, name);
    for (const slot of [
      name,
      ...partsOf(this.flow, name),
      ...(whole === undefined || isList(this.flow, whole) ? [] : [whole]),
    ]) {
      delete this.state.slots[slot];
      if (this.frame !== undefined) delete this.frame.slots[slot];
    }
    if (this.frame?.items !== undefined) delete this.frame.items[name];
  }

  /** The customer was understood: what went wrong before is past. */
  succeed(): void {
    this.progressed = true;
    this.state.rung = 0;
    this.state.rejected = [];
    this.state.ticketLeft = false;
  }

  taskLabel(name: string): string {
    return phraseIn(taskOf(this.flow, name)?.label, this.state.language) ?? name;
  }

  intentLabel(name: string): string {
    return phraseIn(this.flow.intents[name]?.label, this.state.language) ?? name;
  }

  slotLabel(name: string): string {
    return slotLabel(this.flow.slots[name]!, name, this.state.language);
  }

  trace(open: string): TurnTrace {
    const { turn, state } = this;
    const entities = turn.entities.map((entity): EntityTrace => {
      const { label, value, confidence, negated } = entity;
      return {
        label,
        value,
        confidence,
        outcome: this.outcomes.get(entity) ?? (negated === true ? 'not wanted' : 'not used'),
      };
    });
    return {
      turn: state.turn,
      at: this.now.toISOString(),
      language: state.language,
      intents: turn.intents.slice(0, 3),
      outOfScope: turn.outOfScope,
      ...(turn.sentiment === undefined ? {} : { sentiment: turn.sentiment.label }),
      ...(turn.urgency === undefined ? {} : { urgency: turn.urgency }),
      ...(turn.urgencyReasons === undefined ? {} : { urgencyReasons: turn.urgencyReasons.map(reasonText) }),
      entities,
      rules: this.rules,
      replies: this.replyTraces,
      actions: this.actions.map((action) =>
        action.type === 'action' ? action.name : `${action.type} to ${action.team}`,
      ),
      changed: changes(knownSlots(this.before), this.slots),
      open,
    };
  }
}

function changes(before: FilledSlots, after: FilledSlots): TurnTrace['changed'] {
  const changed: TurnTrace['changed'] = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[name]?.value ?? null, after[name]?.value ?? null];
    if (JSON.stringify(was) !== JSON.stringify(is)) changed[name] = [was, is];
  }
  return changed;
}
