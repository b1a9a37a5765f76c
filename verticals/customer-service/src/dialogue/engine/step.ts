import type { AnsweredBy } from '@proofline/pipeline';
import { own } from '../../names.js';
import type { SlotValues } from '../action.js';
import type { Flow } from '../flow/flow-shape.js';
import { checkSlot } from '../slots/check-slot.js';
import type { ConversationState, Frame } from '../state.js';
import type { CompositeValue, Understanding } from '../understanding.js';
import { performAct } from './act-rules.js';
import { advance, nextStep, offerToResume } from './advance.js';
import { isList, partsOf } from './composites.js';
import { finish, type Step } from './finish-turn.js';
import { requestHandover } from './handover.js';
import { climb } from './ladder.js';
import { languageOf } from './language.js';
import { isMessageTask } from './own-tasks.js';
import { passToTeam } from './pass-to-team.js';
import { answerPending } from './pending-rules.js';
import {
  angry,
  customerWantsHuman,
  escalates,
  followsIntent,
  refusesTask,
  sensitive,
  silence,
  smallTalk,
  sureKnowledge,
} from './policy-rules.js';
import { pose } from './questions.js';
import { confirm, takeSlots, takeText, unclear } from './slot-rules.js';
import { TurnRun } from './turn-run.js';

type Rule = (run: TurnRun) => boolean;

type Rules = readonly (readonly [string, Rule])[];

const HUMAN_HAS_IT: Rules[number] = ['human-has-conversation', ({ state }) => state.mode === 'human'];

/** The policy: the first rule that takes the message decides. */
const RULES: Rules = [
  HUMAN_HAS_IT,
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

/** The policy where people answer instead of the bot. */
const RULES_FOR_HUMANS: Rules = [HUMAN_HAS_IT, ['human-channel', passToTeam]];

/**
 * One message of a customer: what the conversation is then, what the bot says and does, and why. Pure: the same state, message
 * and time give the same; the state that is given stays as it is.
 */
export function step(
  flow: Flow,
  state: ConversationState,
  turn: Understanding,
  now: Date,
  answeredBy: AnsweredBy = 'bot',
): Step {
  const run = new TurnRun(flow, state, turn, now);
  run.state.turn++;
  run.state.language = languageOf(run);
  if (turn.urgency === 'high') run.state.urgent = [...(turn.urgencyReasons ?? [])];
  if (turn.text.trim() !== '') {
    run.state.transcript.push({ at: now.toISOString(), from: 'customer', text: turn.text });
    run.state.silences = 0;
  }
  notePersonalEntities(run);
  for (const [name, rule] of answeredBy === 'bot' ? RULES : RULES_FOR_HUMANS) {
    if (rule(run)) {
      run.note(name);
      break;
    }
  }
  return finish(run);
}

/** A trained model may see a name in any message, also where nothing asks for it. */
function notePersonalEntities(run: TurnRun): void {
  for (const { label, text } of run.turn.entities) {
    for (const [name, { entity }] of Object.entries(run.flow.slots)) {
      if (label === name || label === entity) run.notePersonal(name, text);
    }
  }
}

/** What another system returns for the action that the conversation waits for: slots, or that it failed. */
export interface ActionResult {
  action: string;
  slots?: SlotValues;
  failed?: boolean;
}

/**
 * Goes on with an action's result. One that nobody waits for changes nothing; one that comes while a human has the conversation is
 * kept for when it is given back, and that the action failed is the human's to see to. A task whose action failed ends there.
 */
export function resolve(flow: Flow, state: ConversationState, result: ActionResult, now: Date): Step {
  const run = new TurnRun(flow, state, wordless(state), now);
  const frame = run.state.stack.find(
    (one) => one.waiting === true && flow.tasks[one.task]?.steps[one.step]?.action === result.action,
  );
  if (frame === undefined) return finish(run);
  run.note('action-result', result.action);
  delete frame.waiting;
  const returned = flow.tasks[frame.task]!.steps[frame.step]!.returns ?? [];
  const failed =
    result.failed === true || returned.some((name) => !takeReturned(run, frame.slots, name, own(result.slots, name)));
  const talkedAbout = frame === run.frame && run.state.pending === undefined;
  // What comes behind the action counts on it, and would say that it is done.
  frame.step = failed ? flow.tasks[frame.task]!.steps.length : nextStep(run, frame);
  if (run.state.mode === 'human') return finish(run);
  if (failed) {
    seekHelp(run, frame);
    return finish(run);
  }
  run.progressed = true;
  if (talkedAbout) advance(run);
  return finish(run);
}

/** Somebody is asked to do what failed; a task that ends so stays until it is known who does. */
function seekHelp(run: TurnRun, failed: Frame): void {
  const { state } = run;
  run.say('action_failed');
  // The team that a message is being left for hears of it by that.
  if (run.frame !== undefined && isMessageTask(run.frame.task)) pose(run);
  else requestHandover(run, { reason: 'action-failed' });
  const due = state.pending?.kind === 'closed' ? state.pending.request : run.frame?.request;
  if (due !== undefined) failed.due = due;
  else offerToResume(run);
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
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  slots[name] = { value: checked.value, text, confidence: 1 };
  for (const part of isList(run.flow, name) ? [] : partsOf(run.flow, name)) {
    const known = own(checked.value as CompositeValue, part);
    if (known !== undefined) slots[part] = { value: known, text: String(known), confidence: 1 };
  }
  run.notePersonal(name, slots[name]);
  return true;
}

/** A human gives the conversation back: the bot goes on where it was. */
export function handBack(flow: Flow, state: ConversationState, now: Date): Step {
  const run = new TurnRun(flow, state, wordless(state), now);
  if (state.mode === 'bot') return finish(run);
  delete run.state.urgent;
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

export type { Step };
