import type { Act } from '../flow/flow-shape.js';
import { offerToResume } from './advance.js';
import { requestHandover } from './handover.js';
import { openQuestion, pose } from './questions.js';
import type { TurnRun } from './turn-run.js';

/** What every conversation knows: stop, say it again, hello, thanks, goodbye, a human. */
export function performAct(run: TurnRun, act: Act): boolean {
  run.note('act', act);
  switch (act) {
    case 'human':
      requestHandover(run, { reason: 'customer-request' });
      return true;
    case 'cancel':
      cancel(run);
      return true;
    case 'repeat':
      return repeat(run);
    case 'greet':
      run.say('greet');
      pose(run);
      return true;
    case 'thanks':
      run.neutral = true;
      run.say('welcome');
      pose(run);
      return true;
    case 'goodbye':
      return goodbye(run);
    case 'affirm':
    case 'deny':
      if (openQuestion(run) !== undefined) return false;
      run.say('okay');
      return true;
  }
}

function cancel(run: TurnRun): void {
  const { state } = run;
  delete state.pending;
  const stopped = state.stack.pop();
  if (stopped === undefined) {
    state.heard = [];
    run.say('nothing_to_cancel');
    return;
  }
  run.note('cancelled', stopped.task);
  run.succeed();
  run.say('cancelled', { task: run.taskLabel(stopped.task) });
  offerToResume(run);
}

function repeat(run: TurnRun): boolean {
  if (openQuestion(run) === undefined) {
    run.say('nothing_asked');
    return true;
  }
  run.say('asked');
  pose(run);
  return true;
}

/** Whoever says goodbye leaves the tasks as they are. */
function goodbye(run: TurnRun): boolean {
  run.neutral = true;
  const { frame } = run;
  if (frame === undefined) run.say('goodbye');
  else run.say('goodbye_open', { task: run.taskLabel(frame.task) });
  return true;
}
