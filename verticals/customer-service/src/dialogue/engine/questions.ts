import type { FlowStep } from '../flow/flow-shape.js';
import { formatSlot } from '../replies/format-value.js';
import type { FilledSlot, Frame, Pending } from '../state.js';
import type { SimpleValue } from '../understanding.js';
import { compositeOf, isList, partsOf } from './composites.js';
import { sayClosed } from './handover.js';
import { collectedBy } from './own-tasks.js';
import { defaultTeam } from './teams.js';
import type { TurnRun } from './turn-run.js';

/** What the conversation waits for. */
export type OpenQuestion =
  | { kind: 'pending'; pending: Pending }
  | { kind: 'slot'; slot: string }
  | { kind: 'confirm'; response: string }
  | { kind: 'result'; action: string };

export function currentStep(run: TurnRun): FlowStep | undefined {
  return run.frame === undefined ? undefined : run.task?.steps[run.frame.step];
}

/** The first slot of a step that is still to be asked for. */
export function openSlot(run: TurnRun, frame: Frame | undefined = run.frame): string | undefined {
  if (frame === undefined) return undefined;
  for (const name of currentStep(run)?.collect ?? []) {
    const open = openIn(run, name, frame);
    if (open !== undefined) return open;
  }
  return undefined;
}

/** What a slot that is to be collected still needs: itself, or a part of it. */
export function openIn(run: TurnRun, name: string, frame: Frame): string | undefined {
  const parts = partsOf(run.flow, name);
  if (parts.length === 0) return isToBeAsked(run, name, frame) ? name : undefined;
  const begun = parts.some((part) => run.slots[part] !== undefined);
  // A list is complete with any item; the next one that is named is asked for when it is begun.
  const wanted = begun || isToBeAsked(run, name, frame);
  return wanted ? missingPart(run, name, frame) : undefined;
}

function isToBeAsked(run: TurnRun, name: string, frame: Frame): boolean {
  const { required, ask } = run.flow.slots[name]!;
  return (required || ask !== undefined) && run.slots[name] === undefined && !frame.skipped.includes(name);
}

/** The first part of a composite that is still to be asked for. */
export function missingPart(run: TurnRun, name: string, frame: Frame = run.frame!): string | undefined {
  return partsOf(run.flow, name).find((part) => isToBeAsked(run, part, frame));
}

/** Asks for a slot; for a composite of which nothing is known yet, by its own question where it has one. */
function ask(run: TurnRun, slot: string): void {
  const whole = compositeOf(run.flow, slot);
  const known = whole === undefined ? [] : partsOf(run.flow, whole).filter((part) => run.slots[part] !== undefined);
  if (whole !== undefined && known.length === 0 && run.flow.slots[whole]!.ask !== undefined) {
    run.ask(whole);
    return;
  }
  // Of several items, which one it is about.
  if (whole !== undefined && isList(run.flow, whole) && known.length > 0) {
    const item = Object.fromEntries(known.map((part) => [part, run.slots[part]!.value as SimpleValue]));
    run.say('about_item', { item: formatSlot(run.flow, whole, item, run.state.language) });
  }
  run.ask(slot);
}

export function openQuestion(run: TurnRun): OpenQuestion | undefined {
  const { pending } = run.state;
  if (pending !== undefined) return { kind: 'pending', pending };
  const step = currentStep(run);
  if (step === undefined) return undefined;
  const slot = openSlot(run);
  if (slot !== undefined) return { kind: 'slot', slot };
  if (step.confirm !== undefined) return { kind: 'confirm', response: step.confirm };
  if (step.action !== undefined && run.frame?.waiting === true) return { kind: 'result', action: step.action };
  return undefined;
}

/** The open question in a word or two, for the trace. */
export function questionName(run: TurnRun): string {
  if (run.state.mode === 'human') return 'human';
  const question = openQuestion(run);
  if (question === undefined) return 'customer';
  if (question.kind === 'slot') return `slot ${question.slot}`;
  if (question.kind === 'result') return `result of ${question.action}`;
  return question.kind === 'pending' ? question.pending.kind : 'confirm';
}

/** Puts the open question to the customer, for the first time or again. */
export function pose(run: TurnRun): void {
  const question = openQuestion(run);
  if (question === undefined) return;
  switch (question.kind) {
    case 'slot':
      ask(run, question.slot);
      break;
    case 'confirm':
      run.say(question.response);
      break;
    case 'result':
      run.say('waiting');
      break;
    case 'pending':
      posePending(run, question.pending);
      break;
  }
}

function posePending(run: TurnRun, pending: Pending): void {
  const value = (slot: string, given: FilledSlot): string =>
    formatSlot(run.flow, slot, given.value, run.state.language);
  switch (pending.kind) {
    case 'clarify':
      run.say('clarify', { option: run.intentLabel(pending.intent) });
      break;
    case 'choice': {
      const [first, second] = pending.intents;
      run.say('choose', { first: run.intentLabel(first), second: run.intentLabel(second) });
      break;
    }
    case 'verify':
      run.say('verify', { slot: run.slotLabel(pending.slot), value: value(pending.slot, pending.filled) });
      break;
    case 'pick': {
      const [first, second] = pending.options.map((option) => value(pending.slot, option));
      run.say('pick', { slot: run.slotLabel(pending.slot), first: first!, second: second! });
      break;
    }
    case 'resume':
      run.say('resume', { task: run.taskLabel(run.frame?.task ?? defaultTeam(run.flow)) });
      break;
    case 'change':
      run.say('change', {
        slots: changeable(run)
          .map((name) => run.slotLabel(name))
          .join(run.state.language === 'zh' ? '、' : ', '),
      });
      break;
    case 'closed':
      sayClosed(run, pending.request.team);
      break;
  }
}

/** The filled slots of the task that is talked about. */
export function changeable(run: TurnRun): string[] {
  const names = run.task === undefined ? [] : collectedBy(run.task);
  const simple = names.flatMap((name) => (isList(run.flow, name) ? [name] : (run.flow.slots[name]?.parts ?? [name])));
  return simple.filter((name) => run.slots[name] !== undefined);
}
