import { requestHandover } from './handover.js';
import { answerFromDocuments, isOutOfScope, plausibleIntents, possibleIntents } from './intents.js';
import { pose } from './questions.js';
import type { TurnRun } from './turn-run.js';

/**
 * A message that is not understood, outside of a task: ask back, then offer two intents, then ask the documents, then a human.
 * A rung that has nothing to offer is passed over. What was said stays in mind on every rung.
 */
export function climb(run: TurnRun): void {
  const { state, flow } = run;
  const { maxClarifications, thresholds } = flow.policies;
  delete state.pending;
  state.rung++;
  remember(run);
  const plausible = plausibleIntents(run);
  if (isOutOfScope(run) && answerFromDocuments(run, thresholds.knowledge)) return;
  if (state.rung <= maxClarifications) clarify(run, plausible);
  else if (plausible.length >= 2 && state.rung === maxClarifications + 1) offer(run, plausible);
  else if (!answerFromDocuments(run, thresholds.knowledge)) requestHandover(run, { reason: 'not-understood' });
}

/** What was named may fill a slot once it is clear what is wanted. */
function remember(run: TurnRun): void {
  const { state, turn } = run;
  for (const entity of turn.entities) {
    if (entity.negated === true) continue;
    state.heard.push(entity);
    run.outcome(entity, 'kept for later');
  }
  state.heard = state.heard.slice(-20);
}

function clarify(run: TurnRun, plausible: readonly string[]): void {
  const [first, second] = possibleIntents(run);
  const { margin } = run.flow.policies.thresholds;
  const close = first !== undefined && second !== undefined && first.confidence - second.confidence < margin;
  if (plausible.length >= 2 && close) offer(run, plausible);
  else if (plausible.length >= 1) {
    run.note('ladder', 'clarify');
    run.state.pending = { kind: 'clarify', intent: plausible[0]! };
    pose(run);
  } else {
    run.note('ladder', 'rephrase');
    run.say('rephrase', { topics: topics(run) });
  }
}

function offer(run: TurnRun, [first, second]: readonly string[]): void {
  run.note('ladder', 'choice');
  run.state.pending = { kind: 'choice', intents: [first!, second!] };
  pose(run);
}

/** What the bot can do, in a few words. */
function topics(run: TurnRun): string {
  const names = Object.entries(run.flow.intents)
    .filter(([, { task, reply, knowledge }]) => task !== undefined || reply !== undefined || knowledge === true)
    .map(([name]) => run.intentLabel(name));
  return names.slice(0, 5).join(run.state.language === 'zh' ? '、' : ', ');
}
