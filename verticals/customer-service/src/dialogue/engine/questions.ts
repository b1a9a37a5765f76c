import type { FlowStep } from '../flow/flow-shape.js';
import { formatValue } from '../replies/format-value.js';
import type { Frame, Pending } from '../state.js';
import { sayClosed } from './handover.js';
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
  return currentStep(run)?.collect?.find((name) => {
    const slot = run.flow.slots[name]!;
    const asked = slot.required || slot.ask !== undefined;
    return asked && run.slots[name] === undefined && !frame.skipped.includes(name);
  });
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
      run.ask(question.slot);
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
  const value = (slot: string, given: { value: Parameters<typeof formatValue>[0] }): string =>
    formatValue(given.value, run.flow.slots[slot]!, run.state.language);
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
  const names = run.task?.steps.flatMap(({ collect = [] }) => collect) ?? [];
  return [...new Set(names)].filter((name) => run.slots[name] !== undefined);
}
