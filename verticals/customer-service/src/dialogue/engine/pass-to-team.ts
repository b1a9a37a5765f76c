import { noteWish } from './advance.js';
import { passOn } from './handover.js';
import { sureIntent } from './intents.js';
import { isMessageTask } from './own-tasks.js';
import { sensitiveMatter } from './policy-rules.js';
import { escalation } from './sensitive.js';
import type { TurnRun } from './turn-run.js';

/**
 * People answer here: the message goes to their queue with what was understood of it, and the customer hears so once. From then on
 * they have the conversation.
 */
export function passToTeam(run: TurnRun): boolean {
  const { state } = run;
  run.neutral = true;
  if (run.turn.text.trim() === '') return true;
  delete state.pending;
  // What was going to be left for a team that is closed, the team gets now.
  state.stack = state.stack.filter(({ task }) => !isMessageTask(task));
  const wish = sureIntent(run);
  noteWish(run, wish && run.flow.intents[wish.name]?.task);
  passOn(run, escalation(run) ?? sensitiveMatter(run) ?? { reason: 'human-channel' });
  return true;
}
