import { isDeepStrictEqual } from 'node:util';
import type { Pending } from '../state.js';
import type { SlotValue } from '../understanding.js';
import { advance, offerToResume } from './advance.js';
import { settle, startMessage } from './handover.js';
import { serve } from './intents.js';
import { climb } from './ladder.js';
import { afterEntities, isAside, reopenNamed } from './slot-rules.js';
import { rewind, takeEntities } from './take-entities.js';
import type { TurnRun } from './turn-run.js';

/** Takes the message as the answer to a question that is none for a slot; false where it is no answer. */
export function answerPending(run: TurnRun): boolean {
  const { pending } = run.state;
  if (pending === undefined) return false;
  const answered = answer(run, pending);
  if (answered) run.note('answers', pending.kind);
  return answered;
}

function answer(run: TurnRun, pending: Pending): boolean {
  switch (pending.kind) {
    case 'clarify':
      return answerClarify(run, pending.intent);
    case 'choice':
      return answerChoice(run, pending.intents);
    case 'verify':
      return answerVerify(run, pending);
    case 'pick':
      return answerPick(run, pending);
    case 'resume':
      return answerResume(run);
    case 'change':
      return answerChange(run);
    case 'closed':
      return answerClosed(run, pending);
  }
}

function says(run: TurnRun, wanted: 'affirm' | 'deny'): boolean {
  return (
    run.acts.act === wanted || (run.acts.act === undefined && run.acts.answer === wanted) || meansByModel(run, wanted)
  );
}

/** A trained model may know more ways to say yes than the phrases here. */
function meansByModel(run: TurnRun, wanted: 'affirm' | 'deny'): boolean {
  const [first] = run.turn.intents;
  const { intents, policies } = run.flow;
  return (
    first !== undefined &&
    first.negated !== true &&
    first.confidence >= policies.thresholds.intent &&
    intents[first.name]?.act === wanted
  );
}

function answerClarify(run: TurnRun, intent: string): boolean {
  if (says(run, 'affirm')) {
    delete run.state.pending;
    return serve(run, intent);
  }
  if (!says(run, 'deny')) return false;
  delete run.state.pending;
  run.state.rejected.push(intent);
  climb(run);
  return true;
}

function answerChoice(run: TurnRun, intents: readonly [string, string]): boolean {
  const named = run.turn.intents.find(
    ({ negated, confidence }) => negated !== true && confidence >= run.flow.policies.thresholds.suggest,
  );
  const byName = named === undefined ? -1 : intents.indexOf(named.name);
  const { choice } = run.acts;
  const chosen = intents[choice ?? byName];
  if (chosen !== undefined && choice !== -1) {
    delete run.state.pending;
    const goesOn = run.frame !== undefined && run.flow.intents[chosen]?.task === run.frame.task;
    if (!goesOn) return serve(run, chosen);
    advance(run);
    return true;
  }
  if (choice !== -1 && !says(run, 'deny')) return false;
  delete run.state.pending;
  run.state.rejected.push(...intents);
  climb(run);
  return true;
}

function answerVerify(run: TurnRun, { slot, filled }: Extract<Pending, { kind: 'verify' }>): boolean {
  if (says(run, 'affirm')) {
    delete run.state.pending;
    run.fill(slot, { ...filled, confidence: 1 });
    rewind(run, slot);
    advance(run);
    return true;
  }
  return valueInstead(run, slot);
}

/** Another value, or just that the one offered is wrong. */
function valueInstead(run: TurnRun, slot: string): boolean {
  const { pending } = run.state;
  if (isAside(run)) return false;
  delete run.state.pending;
  const taken = takeEntities(run);
  if (taken.taken !== 'nothing') {
    afterEntities(run, taken);
    return true;
  }
  if (says(run, 'deny') || run.acts.choice === -1) {
    run.note('value-refused', slot);
    advance(run);
    return true;
  }
  if (pending !== undefined) run.state.pending = pending;
  return false;
}

function answerPick(run: TurnRun, { slot, options }: Extract<Pending, { kind: 'pick' }>): boolean {
  const { choice } = run.acts;
  const named = options.filter(({ value }) =>
    run.turn.entities.some((entity) => entity.negated !== true && isNamedBy(entity.value, value)),
  );
  const chosen = options[choice ?? -1] ?? (named.length === 1 ? named[0] : undefined);
  if (chosen === undefined) return valueInstead(run, slot);
  delete run.state.pending;
  run.fill(slot, chosen);
  advance(run);
  return true;
}

/** A value by itself, or a composite by one of its parts. */
function isNamedBy(said: unknown, value: SlotValue): boolean {
  if (isDeepStrictEqual(said, value)) return true;
  return typeof value === 'object' && Object.values(value).some((part) => isDeepStrictEqual(said, part));
}

function answerResume(run: TurnRun): boolean {
  if (says(run, 'affirm')) {
    delete run.state.pending;
    run.succeed();
    advance(run);
    return true;
  }
  if (says(run, 'deny') || run.acts.act === 'cancel') {
    delete run.state.pending;
    const dropped = run.state.stack.pop();
    run.succeed();
    run.note('dropped', dropped?.task);
    run.say('dropped', { task: run.taskLabel(dropped!.task) });
    offerToResume(run);
    return true;
  }
  if (isAside(run)) return false;
  // Whoever simply goes on with the task need not be asked whether they want to.
  delete run.state.pending;
  const taken = takeEntities(run);
  if (taken.taken === 'slots' || taken.taken === 'question') {
    afterEntities(run, taken);
    return true;
  }
  run.state.pending = { kind: 'resume' };
  return false;
}

function answerChange(run: TurnRun): boolean {
  if (isAside(run)) return false;
  delete run.state.pending;
  const taken = takeEntities(run);
  if (taken.taken !== 'nothing') {
    afterEntities(run, taken);
    return true;
  }
  if (reopenNamed(run)) return true;
  run.state.pending = { kind: 'change' };
  return false;
}

function answerClosed(run: TurnRun, { request }: Extract<Pending, { kind: 'closed' }>): boolean {
  const { act } = run.acts;
  if (act === 'callback' || act === 'ticket' || says(run, 'affirm')) {
    startMessage(run, act === 'callback' ? 'callback' : 'ticket', request);
    run.succeed();
    advance(run);
    return true;
  }
  if (!says(run, 'deny')) return false;
  delete run.state.pending;
  settle(run);
  run.succeed();
  advance(run);
  return true;
}
