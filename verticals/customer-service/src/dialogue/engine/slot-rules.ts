import { own } from '../../names.js';
import { phraseIn, slotLabel } from '../replies/format-value.js';
import { checkSlot, notOfType, type Refusal } from '../slots/check-slot.js';
import type { Entity } from '../understanding.js';
import { advance, nextStep } from './advance.js';
import { compositeOf, partsOf } from './composites.js';
import { requestHandover, startMessage } from './handover.js';
import { answerFromDocuments, plausibleIntents, sureIntent } from './intents.js';
import { listsOfTask } from './list-slots.js';
import { changeable, openQuestion, openSlot, pose } from './questions.js';
import { isConfirming, rewind, type TakenEntities, takeEntities } from './take-entities.js';
import type { TurnRun } from './turn-run.js';

/** Slots from the entities of the message, unless it is about something else. */
export function takeSlots(run: TurnRun): boolean {
  if (run.frame === undefined || run.frame.waiting === true || isAside(run)) return false;
  const pending = run.state.pending;
  if (pending !== undefined) return false;
  const wasOpenText = isOpenText(run);
  const taken = takeEntities(run);
  if (taken.taken === 'nothing') return false;
  // A question in words was open, and the message may be the answer to it as well.
  const isAnswer = wasOpenText && isOpenText(run) && run.replies.length === 0 && !isAboutList(run);
  if (taken.taken === 'slots' && isAnswer) return false;
  afterEntities(run, taken);
  return true;
}

function isOpenText(run: TurnRun): boolean {
  const open = openSlot(run);
  return open !== undefined && run.flow.slots[open]!.type === 'text';
}

/** Goes on after what the entities of a message did. */
export function afterEntities(run: TurnRun, taken: TakenEntities): void {
  run.note('slots', taken.taken === 'refused' ? `${taken.slot} refused: ${taken.refusal.refused}` : taken.taken);
  if (taken.taken === 'refused') askAgain(run, taken.slot, taken.refusal);
  else if (taken.taken === 'slots') advance(run);
}

/** The message wants something else, and what it names is only a small part of it: `are you open on Friday?`. */
export function isAside(run: TurnRun): boolean {
  const sure = sureIntent(run);
  if (sure === undefined) return false;
  const intent = run.flow.intents[sure.name]!;
  if (intent.act !== undefined || (intent.task !== undefined && intent.task === run.frame?.task)) return false;
  return !areMost(run, run.turn.entities);
}

/** The message adds to a list, or corrects it, and says little else: `and two salads`. */
function isAboutList(run: TurnRun): boolean {
  const lists = listsOfTask(run);
  return areMost(
    run,
    run.turn.entities.filter(({ groups = {} }) => lists.some((name) => Object.hasOwn(groups, name))),
  );
}

/** Whether entities are at least half of what the message says. */
function areMost({ turn }: TurnRun, entities: readonly Entity[]): boolean {
  const letters = (text: string): number => text.replace(/[\s\p{P}]/gu, '').length;
  return entities.reduce((sum, { text }) => sum + letters(text), 0) >= letters(turn.text) / 2;
}

/** An open question in words takes the message itself; an optional slot may be passed over. */
export function takeText(run: TurnRun): boolean {
  const name = openQuestion(run)?.kind === 'slot' ? openSlot(run) : undefined;
  if (name === undefined) return false;
  const slot = run.flow.slots[name]!;
  const { act } = run.acts;
  const optional = mayBeSkipped(run, name);
  if (optional !== undefined && (act === 'skip' || act === 'deny')) {
    run.note('skipped', optional);
    run.frame!.skipped.push(optional);
    run.succeed();
    advance(run);
    return true;
  }
  if (slot.type !== 'text' || act !== undefined) return false;
  const checked = checkSlot(name, run.turn.text, run.context);
  if ('refused' in checked) {
    askAgain(run, name, checked);
    return true;
  }
  run.note('text', name);
  run.fill(name, { value: checked.value, text: run.turn.text, confidence: 1 });
  advance(run);
  return true;
}

/** What the customer may pass over at a question: the slot, or the composite of which nothing is known yet. */
function mayBeSkipped(run: TurnRun, name: string): string | undefined {
  const whole = compositeOf(run.flow, name);
  const begun = whole !== undefined && partsOf(run.flow, whole).some((part) => run.slots[part] !== undefined);
  const asked = whole === undefined || begun ? name : whole;
  return run.flow.slots[asked]!.required ? undefined : asked;
}

/** Yes or no to what a task is about to do. */
export function confirm(run: TurnRun): boolean {
  if (!isConfirming(run)) return false;
  const { act, answer } = run.acts;
  const [first] = run.turn.intents;
  const byModel =
    first === undefined || first.negated === true || first.confidence < run.flow.policies.thresholds.intent
      ? undefined
      : run.flow.intents[first.name]?.act;
  const said = act ?? answer ?? byModel;
  if (said === 'affirm') {
    run.note('confirmed');
    run.succeed();
    run.frame!.step = nextStep(run, run.frame!);
    advance(run);
    return true;
  }
  if (said !== 'deny') return false;
  run.note('not-confirmed');
  if (reopenNamed(run)) return true;
  const attempts = countAttempt(run, '@change');
  if (attempts > run.flow.policies.maxReasks || changeable(run).length === 0) {
    requestHandover(run, { reason: 'no-progress' });
    return true;
  }
  run.state.pending = { kind: 'change' };
  pose(run);
  return true;
}

/** `the amount is wrong`: empties the slots that the message calls by name, and asks for them again. */
export function reopenNamed(run: TurnRun): boolean {
  const said = run.turn.text.toLowerCase();
  const isNamed = (name: string): boolean =>
    [name, compositeOf(run.flow, name)].some(
      (slot) =>
        slot !== undefined &&
        (['en', 'zh'] as const).some((language) =>
          said.includes(slotLabel(run.flow.slots[slot]!, slot, language).toLowerCase()),
        ),
    );
  const named = changeable(run).filter(isNamed);
  // The first one last, so that the task is back at it.
  for (const name of named.reverse()) {
    run.unfill(name);
    rewind(run, name);
  }
  if (named.length === 0) return false;
  run.succeed();
  advance(run);
  return true;
}

function countAttempt(run: TurnRun, what: string): number {
  const attempts = run.frame!.attempts;
  const count = (own(attempts, what) ?? 0) + 1;
  attempts[what] = count;
  return count;
}

/**
 * The answer to an open question was none: the reason, then the question once more in other words; then, if the message looks
 * like another wish, a choice; then the documents; then a human. What is filled stays filled.
 */
function askAgain(run: TurnRun, name: string, refusal?: Refusal): void {
  const { maxReasks, thresholds } = run.flow.policies;
  const attempts = countAttempt(run, name);
  run.notePersonal(name, run.turn.text);
  run.note('ask-again', `${name}, ${attempts} of ${maxReasks}`);
  if (attempts > maxReasks) {
    if (refusal === undefined && answerFromDocuments(run, thresholds.knowledge)) return;
    requestHandover(run, { reason: 'slot-not-understood' });
    return;
  }
  const { refused, parameters } = refusal ?? notOfType(name, run.context);
  run.say(refused, parameters);
  sayHint(run, name);
  pose(run);
}

function sayHint(run: TurnRun, name: string): void {
  const slot = run.flow.slots[name]!;
  const hint = phraseIn(slot.hint, run.state.language);
  if (hint !== undefined) run.sayText(`hint ${name}`, hint);
  else if (slot.example !== undefined) run.say('for_example', { example: slot.example });
}

/** The last rule within a task: the message was no answer to what is open. */
export function unclear(run: TurnRun): boolean {
  const question = openQuestion(run);
  if (question?.kind === 'pending' && question.pending.kind === 'closed') {
    // Whatever it was, it goes to the team.
    startMessage(run, 'ticket', question.pending.request);
    advance(run);
    return true;
  }
  if (run.frame === undefined || question === undefined) return false;
  if (question.kind === 'slot') {
    if (offersChoice(run, question.slot)) return true;
    askAgain(run, question.slot);
    return true;
  }
  if (question.kind === 'result') {
    pose(run);
    return true;
  }
  const key = question.kind === 'confirm' ? '@confirm' : `@${question.pending.kind}`;
  const attempts = countAttempt(run, key);
  run.note('ask-again', `${key.slice(1)}, ${attempts} of ${run.flow.policies.maxReasks}`);
  if (attempts > run.flow.policies.maxReasks) {
    if (!answerFromDocuments(run, run.flow.policies.thresholds.knowledge))
      requestHandover(run, { reason: 'not-understood' });
    return true;
  }
  if (question.kind === 'confirm' || question.pending.kind === 'verify' || question.pending.kind === 'resume')
    run.say('yes_or_no');
  pose(run);
  return true;
}

/** The second time in vain, the message may be another wish: which of the two? */
function offersChoice(run: TurnRun, slot: string): boolean {
  if (own(run.frame!.attempts, slot) !== 1) return false;
  const current = Object.entries(run.flow.intents).find(([, { task }]) => task === run.frame!.task)?.[0];
  const other = plausibleIntents(run).find((name) => name !== current);
  if (current === undefined || other === undefined) return false;
  countAttempt(run, slot);
  run.notePersonal(slot, run.turn.text);
  run.note('ladder', 'choice within a task');
  run.state.pending = { kind: 'choice', intents: [current, other] };
  pose(run);
  return true;
}
