import type { Action, Reply } from '../action.js';
import type { ConversationState } from '../state.js';
import type { TurnTrace } from '../trace.js';
import { advance } from './advance.js';
import { requestHandover } from './handover.js';
import { questionName } from './questions.js';
import type { TurnRun } from './turn-run.js';

/** What a turn leads to. */
export interface Step {
  state: ConversationState;
  replies: Reply[];
  actions: Action[];
  trace: TurnTrace;
}

/** Counts what led to nothing, keeps the bot from repeating itself, and writes down what was said. */
export function finish(run: TurnRun): Step {
  const { state } = run;
  if (run.hasMessageToLeave) advance(run);
  if (run.lacksWords) run.say('okay');
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
  if (run.hasMessageToLeave) advance(run);
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
