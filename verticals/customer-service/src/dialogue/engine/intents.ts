import type { IntentScore } from '../understanding.js';
import { performAct } from './act-rules.js';
import { startTask } from './advance.js';
import { openQuestion, pose } from './questions.js';
import { knowsTeamMatter } from './sensitive.js';
import type { TurnRun } from './turn-run.js';

/** Whether the message is about none of the intents. */
export function isOutOfScope({ turn, flow }: TurnRun): boolean {
  const { outOfScope } = turn;
  return typeof outOfScope === 'boolean' ? outOfScope : outOfScope >= flow.policies.thresholds.outOfScope;
}

/** The intents that the flow knows and the customer has not refused, falling. */
export function possibleIntents(run: TurnRun): IntentScore[] {
  return run.turn.intents.filter(
    ({ name, negated }) =>
      negated !== true && run.flow.intents[name] !== undefined && !run.state.rejected.includes(name),
  );
}

/** The intent that is acted on: sure enough, well ahead of the next, and in scope. */
export function sureIntent(run: TurnRun): IntentScore | undefined {
  if (isOutOfScope(run)) return undefined;
  const { intent, margin, interrupt } = run.flow.policies.thresholds;
  const [first, second] = possibleIntents(run);
  const needed = openQuestion(run) === undefined ? intent : Math.max(intent, interrupt);
  if (first === undefined || first.confidence < needed) return undefined;
  if (second !== undefined && first.confidence - second.confidence < margin) return undefined;
  return first;
}

/** Intents that may be meant, to be offered. */
export function plausibleIntents(run: TurnRun): string[] {
  if (isOutOfScope(run)) return [];
  const { suggest } = run.flow.policies.thresholds;
  return possibleIntents(run)
    .filter(({ name, confidence }) => confidence >= suggest && run.flow.intents[name]?.act === undefined)
    .map(({ name }) => name);
}

/** Does what the customer wants; false where the flow cannot. */
export function serve(run: TurnRun, name: string): boolean {
  const intent = run.flow.intents[name]!;
  run.note('intent', name);
  if (knowsTeamMatter(run, name)) return true;
  if (intent.act !== undefined) return performAct(run, intent.act);
  if (intent.task !== undefined) {
    if (run.frame?.task === intent.task && run.state.pending === undefined) return false;
    startTask(run, intent.task);
    return true;
  }
  if (intent.reply !== undefined) {
    run.say(intent.reply);
    aside(run);
    return true;
  }
  return intent.knowledge === true && answerFromDocuments(run, run.flow.policies.thresholds.knowledge, true);
}

/** Answers from the documents where they do so well enough. `expected`: it is clear that they are asked. */
export function answerFromDocuments(run: TurnRun, threshold: number, expected = false): boolean {
  const { answer } = run.turn;
  if (answer === undefined || answer.score < threshold || (answer.doubtful === true && !expected)) return false;
  run.note('knowledge', `${answer.source} (${answer.score.toFixed(2)})`);
  run.sayAnswer(answer);
  aside(run);
  return true;
}

/** Something was answered in between: back to the open question. */
function aside(run: TurnRun): void {
  run.neutral = true;
  run.state.rung = 0;
  run.state.rejected = [];
  pose(run);
}
