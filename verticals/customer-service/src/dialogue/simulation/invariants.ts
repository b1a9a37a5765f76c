import { isDeepStrictEqual } from 'node:util';
import { own } from '../../names.js';
import type { HandoverAction } from '../action.js';
import { compositeOf, isList, labelsFor, partsOf } from '../engine/composites.js';
import { slotsOfTask, taskOf } from '../engine/own-tasks.js';
import type { Step } from '../engine/step.js';
import type { Flow } from '../flow/flow-shape.js';
import type { ConversationState, FilledSlots, Frame } from '../state.js';
import type { Understanding } from '../understanding.js';
import type { Move } from './simulated-customer.js';

export type ViolationKind =
  | 'loop'
  | 'no progress'
  | 'lost slot'
  | 'lost task'
  | 'lost result'
  | 'handover not acknowledged'
  | 'second handover'
  | 'human refused'
  | 'talks over a human'
  | 'no reply'
  | 'unfilled placeholder'
  | 'state is no plain data';

export interface Violation {
  kind: ViolationKind;
  detail: string;
}

/** One step as it is checked from outside. */
export interface Observed {
  flow: Flow;
  before: ConversationState;
  /** What came: a message, with what was understood and meant; the result of an action; the conversation, back from a human. */
  event: 'message' | 'result' | 'handed-back';
  turn?: Understanding;
  move?: Move;
  step: Step;
}

/** What must hold after every step, by what can be seen of it, not by what the engine says of itself. */
export function violationsOf(seen: Observed): Violation[] {
  return [
    ...lostSlots(seen),
    ...lostTasks(seen),
    ...lostResults(seen),
    ...handovers(seen),
    ...replies(seen),
    ...plainData(seen),
  ];
}

/** A span says its days, and a bare number the amount that is asked for. */
const ALSO_FILLED_BY: Readonly<Record<string, readonly string[]>> = { date: ['period'], amount: ['number'] };

/** A slot changes only when a message names something of its kind, or answers a question about it. */
function lostSlots({ flow, before, turn, step }: Observed): Violation[] {
  const { state } = step;
  const asked = before.pending?.kind;
  if (asked === 'change' || asked === 'verify' || asked === 'pick') return [];
  const mayChange = (name: string): boolean => {
    const whole = compositeOf(flow, name);
    // The parts of an item move into its list once it is complete.
    if (whole !== undefined && isList(flow, whole)) return true;
    const kinds = [name, ...partsOf(flow, name)].flatMap((slot) => [
      ...labelsFor(slot, flow.slots[slot]!),
      ...(ALSO_FILLED_BY[flow.slots[slot]!.type] ?? []),
    ]);
    // Before it was clear what was wanted, something may have been named that counts now.
    const named = [...(turn?.entities ?? []), ...before.heard];
    return turn === undefined || named.some(({ label }) => kinds.includes(label));
  };
  const compare = (where: string, was: FilledSlots, is: FilledSlots): Violation[] =>
    Object.entries(was).flatMap(([name, { value }]) =>
      isDeepStrictEqual(own(is, name)?.value, value) || mayChange(name)
        ? []
        : [
            {
              kind: 'lost slot',
              detail: `${where}: ${name} was ${JSON.stringify(value)}, is ${JSON.stringify(own(is, name)?.value ?? null)}`,
            },
          ],
    );
  const ended = state.completed.slice(before.completed.length);
  const frames = before.stack.flatMap((frame) => {
    const after = ended.includes(frame.task) ? undefined : sameFrame(before, frame, state);
    return after === undefined ? [] : compare(frame.task, frame.slots, after.slots);
  });
  return [...frames, ...compare('kept', before.slots, state.slots)];
}

/** The same task in the state after: a task may stand there twice, once at its end and once anew. */
function sameFrame({ stack }: ConversationState, frame: Frame, after: ConversationState): Frame | undefined {
  const alike = (frames: readonly Frame[]): Frame[] => frames.filter(({ task }) => task === frame.task);
  return alike(after.stack)[alike(stack).indexOf(frame)];
}

/** A task ends when it is done, or when the customer gives it up. */
function lostTasks({ flow, before, step, turn }: Observed): Violation[] {
  const { state } = step;
  const gone = before.stack.filter(
    ({ task }) => !task.startsWith('@') && !state.stack.some((frame) => frame.task === task),
  );
  const done = state.completed.slice(before.completed.length);
  const given = step.trace.rules
    .filter(({ rule }) => rule === 'cancelled' || rule === 'dropped')
    .map(({ detail }) => detail);
  const said = turn === undefined ? '' : turn.text;
  return gone
    .filter(({ task }) => !done.includes(task) && !(given.includes(task) && said !== ''))
    .map(({ task }) => ({
      kind: 'lost task',
      detail: `${task} (${slotsOfTask(flow, taskOf(flow, task)!).join(', ')})`,
    }));
}

/** A result is taken at once, whoever has the conversation: the step that waited for it is past. */
function lostResults({ before, event, step: { state } }: Observed): Violation[] {
  const waited = event === 'result' ? before.stack.find(({ waiting }) => waiting === true) : undefined;
  const after = waited && sameFrame(before, waited, state);
  if (waited === undefined || after?.waiting !== true || after.step !== waited.step) return [];
  return [{ kind: 'lost result', detail: waited.task }];
}

const ACKNOWLEDGES: Readonly<Record<HandoverAction['type'], string>> = {
  handover: 'handover',
  ticket: 'ticket_left',
  callback: 'callback_left',
};

function handovers({ before, step, move, turn, event }: Observed): Violation[] {
  const { state, replies: said, actions } = step;
  const found: Violation[] = [];
  const given = actions.filter((action) => action.type !== 'action');
  for (const action of given) {
    if (!said.some(({ template }) => template === ACKNOWLEDGES[action.type])) {
      found.push({ kind: 'handover not acknowledged', detail: `${action.type} for ${action.reason}` });
    }
    const known = Object.assign({}, before.slots, ...before.stack.map(({ slots }) => slots)) as FilledSlots;
    for (const name of Object.keys(known)) {
      if (own(action.slots, name) === undefined)
        found.push({ kind: 'lost slot', detail: `${name} is not in the ${action.type}` });
    }
  }
  if (before.mode === 'human' && event !== 'handed-back') {
    if (said.length > 0) found.push({ kind: 'talks over a human', detail: said[0]!.text });
    if (given.length > 0) found.push({ kind: 'second handover', detail: given[0]!.id });
  }
  if (given.length > 1) found.push({ kind: 'second handover', detail: given.map(({ id }) => id).join(', ') });
  if (move === 'human' && before.mode === 'bot') {
    const leavesMessage = state.pending?.kind === 'closed' || state.stack.at(-1)?.task.startsWith('@') === true;
    if (given.length === 0 && !leavesMessage && !state.ticketLeft)
      found.push({ kind: 'human refused', detail: turn?.text ?? '' });
  }
  return found;
}

function replies({ before, step, turn }: Observed): Violation[] {
  const { replies: said, state } = step;
  const found: Violation[] = said
    .filter(({ text }) => /\{[\p{L}_][\p{L}\p{N}_-]*\}/u.test(text) || text.trim() === '')
    .map(({ text }) => ({ kind: 'unfilled placeholder', detail: text }));
  const waits = state.stack.at(-1)?.waiting === true;
  const mayBeSilent = before.mode === 'human' || state.silences > 2 || state.ticketLeft || waits;
  if (turn !== undefined && said.length === 0 && !mayBeSilent) found.push({ kind: 'no reply', detail: turn.text });
  return found;
}

function plainData({ step: { state } }: Observed): Violation[] {
  const read: unknown = JSON.parse(JSON.stringify(state));
  return isDeepStrictEqual(read, state)
    ? []
    : [{ kind: 'state is no plain data', detail: Object.keys(state).join(', ') }];
}

/** What only a whole conversation shows: the same again and again, or nothing at all. */
export class ConversationWatch {
  private messages: string[] = [];
  private texts: string[] = [];
  private idle = 0;

  constructor(private readonly flow: Flow) {}

  see({ before, step, move }: Observed): Violation[] {
    const { replies: said, state } = step;
    if (said.length === 0) return [];
    const found: Violation[] = [];
    const message = said.map(({ text }) => text).join('\n');
    this.messages = [...this.messages, message].slice(-3);
    if (this.messages.length === 3 && this.messages.every((one) => one === message))
      found.push({ kind: 'loop', detail: message });
    for (const { text } of said) {
      this.texts = [...this.texts, text].slice(-3);
      if (this.texts.length === 3 && this.texts.every((one) => one === text))
        found.push({ kind: 'loop', detail: text });
    }
    const aside = move === 'digression' || move === 'silence' || move === 'small-talk';
    // A message that was left is with the team: that is as far as the bot can bring it.
    const moved = state.ticketLeft || !isDeepStrictEqual(essence(before), essence(state));
    this.idle = moved ? 0 : this.idle + (aside ? 0 : 1);
    // As many as the policy allows, and the ladder's own questions in between.
    const { maxTurnsWithoutProgress, maxClarifications } = this.flow.policies;
    if (this.idle > maxTurnsWithoutProgress + maxClarifications + 2) {
      found.push({ kind: 'no progress', detail: `${this.idle} messages` });
    }
    return found;
  }
}

/** What changes when a conversation gets on. */
function essence({ slots, stack, completed, handovers: given, mode, toldClosed }: ConversationState): unknown {
  return {
    slots,
    stack: stack.map(({ task, step, slots: own, skipped }) => ({ task, step, own, skipped })),
    completed,
    given,
    mode,
    toldClosed,
  };
}
