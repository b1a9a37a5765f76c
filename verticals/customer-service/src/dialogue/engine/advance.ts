import type { FlowStep } from '../flow/flow-shape.js';
import { stepsAfter } from '../flow/task-steps.js';
import type { Frame } from '../state.js';
import type { Entity } from '../understanding.js';
import { fillFromHeard, prefill } from './candidates.js';
import { isList } from './composites.js';
import { defaultRequest, leaveMessage, offerHandover, requestHandover } from './handover.js';
import { holds } from './holds.js';
import { buildItems } from './list-slots.js';
import { isMessageTask, slotsOfTask, taskOf } from './own-tasks.js';
import { currentStep, openIn, pose } from './questions.js';
import { fillAhead } from './take-entities.js';
import type { TurnRun } from './turn-run.js';

/** Starts a task with what the customer has said so far; a task that is paused goes on instead. */
export function startTask(run: TurnRun, name: string): void {
  const { state } = run;
  leaveDone(run);
  const paused = state.stack.at(-1)?.task;
  const again = state.stack.findIndex((frame) => frame.task === name && !isDone(run, frame));
  const heard = heardSoFar(run);
  const frame: Frame =
    again < 0 ? newFrame(name, heard) : { ...state.stack[again]!, heard: [...state.stack[again]!.heard, ...heard] };
  if (again >= 0) state.stack.splice(again, 1);
  state.stack.push(frame);
  state.heard = [];
  delete state.pending;
  run.succeed();
  run.note(again < 0 ? 'start-task' : 'return-to-task', name);
  if (paused !== undefined && paused !== name) {
    run.say('switched', { task: run.taskLabel(name), paused: run.taskLabel(paused) });
  }
  prefill(run, frame);
  advance(run);
}

/** Notes what the customer wants and has said to it, without a step of the task. `name`: of another task than is talked about. */
export function noteWish(run: TurnRun, name: string | undefined): void {
  const { state } = run;
  leaveDone(run);
  if (name !== undefined && !state.stack.some(({ task }) => task === name)) state.stack.push(newFrame(name, []));
  if (run.task !== undefined) fillAhead(run, slotsOfTask(run.flow, run.task), new Set(heardSoFar(run)));
}

function heardSoFar({ state, turn }: TurnRun): Entity[] {
  return [...state.heard, ...turn.entities.filter(({ negated }) => negated !== true)];
}

function isDone({ flow }: TurnRun, { task, step }: Frame): boolean {
  const next = taskOf(flow, task)?.steps[step];
  return next === undefined || next.end === true;
}

/** Tasks that ended with a handover stay until it is settled, so that a message for the team says all of them. */
function leaveDone(run: TurnRun): void {
  const { state } = run;
  const isSettled = (frame: Frame): boolean => frame.due === undefined && isDone(run, frame);
  state.completed.push(...state.stack.filter(isSettled).map(({ task }) => task));
  state.stack = state.stack.filter((frame) => !isSettled(frame));
}

function newFrame(task: string, heard: Entity[]): Frame {
  return { task, step: 0, slots: {}, attempts: {}, skipped: [], heard };
}

/** Goes on with the task that is talked about, up to where the customer or another system has to say something. */
export function advance(run: TurnRun): void {
  while (run.state.mode === 'bot' && run.state.pending === undefined) {
    const { frame } = run;
    if (frame === undefined) return;
    const step = currentStep(run);
    if (step === undefined || isDone(run, frame)) {
      finishTask(run, frame);
      return;
    }
    if (!take(run, frame, step)) return;
  }
}

/** Takes a step; false where the conversation waits at it. */
function take(run: TurnRun, frame: Frame, step: FlowStep): boolean {
  const goOn = (): boolean => {
    frame.step = nextStep(run, frame);
    return true;
  };
  if (step.collect !== undefined) {
    for (const name of step.collect) {
      if (isList(run.flow, name)) buildItems(run, name, 'all');
      if (run.state.pending !== undefined) return false;
      const slot = openIn(run, name, frame);
      if (slot === undefined) continue;
      if (fillFromHeard(run, frame, slot)) return true;
      pose(run);
      return false;
    }
    return goOn();
  }
  if (step.confirm !== undefined) {
    pose(run);
    return false;
  }
  if (step.reply !== undefined) run.say(step.reply);
  if (step.action !== undefined && !act(run, frame, step.action, step.returns)) return false;
  if (step.start !== undefined) return startFrom(run, frame, step.start);
  if (step.ticket !== undefined) leaveMessage(run, step.ticket, frame.request ?? defaultRequest(run, 'flow'));
  if (step.handover !== undefined) {
    // The task goes on behind this step when the conversation is handed back.
    frame.step = nextStep(run, frame);
    requestHandover(run, { ...step.handover, reason: step.handover.reason ?? 'flow' });
    if (run.state.pending?.kind === 'closed') frame.due = run.state.pending.request;
    return true;
  }
  return goOn();
}

/** Where the task goes from the step that it is at. */
export function nextStep(run: TurnRun, frame: Frame): number {
  const task = taskOf(run.flow, frame.task)!;
  const ways = stepsAfter(task, frame.step);
  return ways.find(({ when }) => when === undefined || holds(when, run.circumstances))?.to ?? task.steps.length;
}

/** Has another system do something, once; false where the task waits for what it returns. */
function act(run: TurnRun, frame: Frame, name: string, returns: string[] | undefined): boolean {
  if (frame.waiting === true) {
    pose(run);
    return false;
  }
  const slots = Object.fromEntries(Object.entries(run.slots).map(([slot, { value }]) => [slot, value]));
  run.note('action', name);
  run.actions.push({ type: 'action', name, slots, ...(returns === undefined ? {} : { returns }) });
  if (returns === undefined) return true;
  frame.waiting = true;
  return false;
}

/** A task that goes on as another: what is filled goes with it. */
function startFrom(run: TurnRun, frame: Frame, task: string): boolean {
  run.note('start-task', task);
  run.state.completed.push(frame.task);
  Object.assign(frame, { task, step: 0, attempts: {}, skipped: [] });
  return true;
}

function finishTask(run: TurnRun, frame: Frame): void {
  const { state } = run;
  run.progressed = true;
  if (frame.due !== undefined) {
    offerHandover(run, frame.due);
    return;
  }
  state.stack.pop();
  if (!isMessageTask(frame.task)) {
    run.succeed();
    state.completed.push(frame.task);
    state.toldClosed = false;
    run.note('task-done', frame.task);
  }
  offerToResume(run);
}

/** Asks whether to go on with the task that was paused last. */
export function offerToResume(run: TurnRun): void {
  leaveDone(run);
  if (run.state.stack.length === 0 || run.state.mode === 'human') return;
  if (isDone(run, run.frame!)) {
    advance(run);
    return;
  }
  run.state.pending = { kind: 'resume' };
  pose(run);
}
