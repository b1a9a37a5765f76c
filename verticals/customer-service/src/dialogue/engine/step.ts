import type { Action, Reply, SlotValues } from '../action.js';
import type { Flow } from '../flow/flow-shape.js';
import { checkSlot } from '../slots/check-slot.js';
import type { ConversationState } from '../state.js';
import type { TurnTrace } from '../trace.js';
import type { Understanding } from '../understanding.js';
import { performAct } from './act-rules.js';
import { advance } from './advance.js';
import { requestHandover } from './handover.js';
import { answerFromDocuments, intentOf, possibleIntents, serve, sureIntent } from './intents.js';
import { climb } from './ladder.js';
import { languageOf } from './language.js';
import { answerPending } from './pending-rules.js';
import { openQuestion, openSlot, pose, questionName } from './questions.js';
import { escalatingWord, knowsTeamMatter } from './sensitive.js';
import { confirm, takeSlots, takeText, unclear } from './slot-rules.js';
import { TurnRun } from './turn-run.js';

/** What a turn leads to. */
export interface Step {
  state: ConversationState;
  replies: Reply[];
  actions: Action[];
  trace: TurnTrace;
}

type Rule = (run: TurnRun) => boolean;

/** The policy: the first rule that takes the message decides. */
const RULES: readonly (readonly [string, Rule])[] = [
  ['human-has-conversation', ({ state }) => state.mode === 'human'],
  ['silence', silence],
  ['customer-wants-human', customerWantsHuman],
  ['escalation-word', escalates],
  ['sensitive-intent', sensitive],
  ['negative-sentiment', angry],
  ['task-refused', refusesTask],
  ['asks-again', (run) => run.acts.act === 'repeat' && performAct(run, 'repeat')],
  ['open-question', answerPending],
  ['cancel', (run) => run.acts.act === 'cancel' && performAct(run, 'cancel')],
  ['slots', takeSlots],
  ['confirmation', confirm],
  ['small-talk', smallTalk],
  ['intent', followsIntent],
  ['sure-knowledge', sureKnowledge],
  ['text', takeText],
  ['unclear', unclear],
  [
    'ladder',
    (run) => {
      climb(run);
      return true;
    },
  ],
];

/**
 * One message of a customer: what the conversation is then, what the bot says and does, and why. Pure: the same state, message
 * and time give the same; the state that is given stays as it is.
 */
export function step(flow: Flow, state: ConversationState, turn: Understanding, now: Date): Step {
  const run = new TurnRun(flow, state, turn, now);
  run.state.turn++;
  run.state.language = languageOf(run);
  if (turn.text.trim() !== '') {
    run.state.transcript.push({ at: now.toISOString(), from: 'customer', text: turn.text });
    run.state.silences = 0;
  }
  for (const [name, rule] of RULES) {
    if (rule(run)) {
      run.note(name);
      break;
    }
  }
  return finish(run);
}

/** What another system returns for the action that the conversation waits for: slots, or that it failed. */
export interface ActionResult {
  action: string;
  slots?: SlotValues;
  failed?: boolean;
}

/** Goes on with an action's result. One that nobody waits for changes nothing. */
export function resolve(flow: Flow, state: ConversationState, result: ActionResult, now: Date): Step {
  const run = new TurnRun(flow, state, wordless(state), now);
  const frame = run.state.stack.find(
    (one) => one.waiting === true && flow.tasks[one.task]?.steps[one.step]?.action === result.action,
  );
  if (frame === undefined || run.state.mode === 'human') return finish(run);
  run.note('action-result', result.action);
  delete frame.waiting;
  const returned = flow.tasks[frame.task]!.steps[frame.step]!.returns ?? [];
  const failed =
    result.failed === true || returned.some((name) => !takeReturned(run, frame.slots, name, result.slots?.[name]));
  const talkedAbout = frame === run.frame && run.state.pending === undefined;
  frame.step++;
  if (failed) {
    run.say('action_failed');
    requestHandover(run, { reason: 'action-failed' });
    return finish(run);
  }
  run.progressed = true;
  if (talkedAbout) advance(run);
  return finish(run);
}

function takeReturned(
  run: TurnRun,
  slots: ConversationState['slots'],
  name: string,
  value: SlotValues[string] | undefined,
): boolean {
  if (value === undefined) return run.flow.slots[name]?.required === false;
  const checked = checkSlot(name, value, run.context);
  if ('refused' in checked) {
    run.note('returned-value-refused', `${name}: ${checked.refused}`);
    return false;
  }
  slots[name] = { value: checked.value, text: String(value), confidence: 1 };
  return true;
}

/** A human gives the conversation back: the bot goes on where it was. */
export function handBack(flow: Flow, state: ConversationState, now: Date): Step {
  const run = new TurnRun(flow, state, wordless(state), now);
  if (state.mode === 'bot') return finish(run);
  Object.assign(run.state, {
    mode: 'bot',
    rung: 0,
    stalled: 0,
    angry: 0,
    lastMessages: [],
    lastReplies: [],
    toldClosed: false,
    heard: [],
  });
  run.note('handed-back');
  run.progressed = true;
  run.say('handed_back');
  advance(run);
  return finish(run);
}

/** Notes what a human of the team wrote. */
export function humanSays(state: ConversationState, text: string, now: Date): ConversationState {
  return { ...state, transcript: [...state.transcript, { at: now.toISOString(), from: 'human', text }] };
}

function wordless({ language }: ConversationState): Understanding {
  return { text: '', language, intents: [], outOfScope: false, entities: [] };
}

function silence(run: TurnRun): boolean {
  if (run.turn.text.trim() !== '') return false;
  run.neutral = true;
  const times = ++run.state.silences;
  if (times === 1) {
    run.say('still_there');
    pose(run);
  } else if (times === 2) run.say('take_your_time');
  return true;
}

function sureAct(run: TurnRun): string | undefined {
  const [first] = possibleIntents(run);
  if (first === undefined || first.confidence < run.flow.policies.thresholds.intent) return undefined;
  return intentOf(run, first.name)?.act;
}

function customerWantsHuman(run: TurnRun): boolean {
  if (run.acts.act !== 'human' && sureAct(run) !== 'human') return false;
  return performAct(run, 'human');
}

function escalates(run: TurnRun): boolean {
  const word = escalatingWord(run);
  if (word === undefined) return false;
  const { team, priority } = run.flow.policies.escalation!;
  run.note('escalation-word', word);
  requestHandover(run, { reason: 'escalation-word', team, priority });
  return true;
}

function sensitive(run: TurnRun): boolean {
  const [first] = possibleIntents(run);
  if (first === undefined || first.confidence < run.flow.policies.thresholds.intent) return false;
  return knowsTeamMatter(run, first.name);
}

function angry(run: TurnRun): boolean {
  const { state, turn, flow } = run;
  state.angry = turn.sentiment?.label === 'negative' ? state.angry + 1 : 0;
  if (state.angry < flow.policies.negativeTurns) return false;
  state.angry = 0;
  requestHandover(run, { reason: 'negative-sentiment', priority: 'high' });
  return true;
}

/** `I do not want a refund after all`, said in the task of refunds. */
function refusesTask(run: TurnRun): boolean {
  const [first] = run.turn.intents;
  if (first?.negated !== true || run.frame === undefined) return false;
  if (first.confidence < run.flow.policies.thresholds.intent) return false;
  if (intentOf(run, first.name)?.task !== run.frame.task) return false;
  performAct(run, 'cancel');
  const wished = sureIntent(run);
  if (wished !== undefined) serve(run, wished.name);
  return true;
}

function smallTalk(run: TurnRun): boolean {
  const { act } = run.acts;
  if (act === undefined || act === 'skip' || act === 'ticket' || act === 'callback') return false;
  return performAct(run, act);
}

function followsIntent(run: TurnRun): boolean {
  const sure = sureIntent(run);
  if (sure === undefined) return false;
  const open = openQuestion(run)?.kind === 'slot' ? openSlot(run) : undefined;
  if (open !== undefined && run.flow.slots[open]!.type === 'text' && !leavesText(run, sure.confidence)) return false;
  return serve(run, sure.name);
}

/** An answer in words may sound like another wish; only a question, or one that is very sure, is one. */
function leavesText(run: TurnRun, confidence: number): boolean {
  return asks(run.turn.text) || confidence >= (1 + run.flow.policies.thresholds.interrupt) / 2;
}

function asks(text: string): boolean {
  return /[?？]\s*$|[吗呢]\s*[。.!！]?\s*$/u.test(text);
}

function sureKnowledge(run: TurnRun): boolean {
  const open = openQuestion(run)?.kind === 'slot' ? openSlot(run) : undefined;
  if (open !== undefined && run.flow.slots[open]!.type === 'text' && !asks(run.turn.text)) return false;
  return answerFromDocuments(run, run.flow.policies.thresholds.sureKnowledge);
}

/** Counts what led to nothing, keeps the bot from repeating itself, and writes down what was said. */
function finish(run: TurnRun): Step {
  const { state } = run;
  if (run.hasOpenedMessage) advance(run);
  if (run.progressed) state.stalled = 0;
  else if (!run.neutral && state.mode === 'bot') state.stalled++;
  if (!run.actions.some(({ type }) => type !== 'action')) keepMoving(run);
  const message = run.replies.map(({ text }) => text).join('\n');
  for (const { text } of run.replies) {
    state.transcript.push({ at: run.now.toISOString(), from: 'bot', text });
  }
  if (message !== '') {
    state.lastMessages = [...state.lastMessages, message].slice(-2);
    state.lastReplies = [...state.lastReplies, ...run.replies.map(({ text }) => text)].slice(-2);
  }
  return { state, replies: run.replies, actions: run.actions, trace: run.trace(questionName(run)) };
}

/** A human comes instead of the same text again, or of one more message that leads to nothing. */
function keepMoving(run: TurnRun): void {
  if (run.state.stalled > run.flow.policies.maxTurnsWithoutProgress) instead(run, 'no-progress');
  if (repeats(run)) instead(run, 'repeating');
  // Where no human can come and all is said, the bot is silent rather than to say it a third time.
  if (repeats(run)) run.unsay();
}

function instead(run: TurnRun, reason: string): void {
  run.unsay();
  run.state.stalled = 0;
  requestHandover(run, { reason });
  if (run.hasOpenedMessage) advance(run);
}

/** Whether a message, or a text in it, would be said for the third time running. */
function repeats({ state, replies }: TurnRun): boolean {
  if (replies.length === 0) return false;
  const thrice = (texts: readonly string[]): boolean =>
    texts.some((text, index) => index >= 2 && text === texts[index - 1] && text === texts[index - 2]);
  return (
    thrice([...state.lastMessages, replies.map(({ text }) => text).join('\n')]) ||
    thrice([...state.lastReplies, ...replies.map(({ text }) => text)])
  );
}
