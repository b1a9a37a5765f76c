import { performAct } from './act-rules.js';
import { requestHandover, type Wanted } from './handover.js';
import { answerFromDocuments, possibleIntents, serve, sureIntent } from './intents.js';
import { openQuestion, openSlot, pose } from './questions.js';
import { escalation, teamMatter } from './sensitive.js';
import type { TurnRun } from './turn-run.js';

export function silence(run: TurnRun): boolean {
  if (run.turn.text.trim() !== '') return false;
  run.neutral = true;
  const times = ++run.state.silences;
  if (times === 1) {
    run.say('still_there');
    pose(run);
  } else if (times === 2) run.say('take_your_time');
  return true;
}

function sureAct(run: TurnRun): string | undefined {
  const [first] = possibleIntents(run);
  if (first === undefined || first.confidence < run.flow.policies.thresholds.intent) return undefined;
  return run.flow.intents[first.name]?.act;
}

export function customerWantsHuman(run: TurnRun): boolean {
  if (run.acts.act !== 'human' && sureAct(run) !== 'human') return false;
  return performAct(run, 'human');
}

export function escalates(run: TurnRun): boolean {
  const wanted = escalation(run);
  if (wanted === undefined) return false;
  requestHandover(run, wanted);
  return true;
}

export function sensitive(run: TurnRun): boolean {
  const wanted = sensitiveMatter(run);
  if (wanted === undefined) return false;
  requestHandover(run, wanted);
  return true;
}

/** Whom the message needs where it is surely about a matter that one team must have. */
export function sensitiveMatter(run: TurnRun): Wanted | undefined {
  const [first] = possibleIntents(run);
  if (first === undefined || first.confidence < run.flow.policies.thresholds.intent) return undefined;
  return teamMatter(run, first.name);
}

export function angry(run: TurnRun): boolean {
  const { state, turn, flow } = run;
  state.angry = turn.sentiment?.label === 'negative' ? state.angry + 1 : 0;
  if (state.angry < flow.policies.negativeTurns) return false;
  state.angry = 0;
  requestHandover(run, { reason: 'negative-sentiment', priority: 'high' });
  return true;
}

/** `I do not want a refund after all`, said in the task of refunds. */
export function refusesTask(run: TurnRun): boolean {
  const [first] = run.turn.intents;
  if (first?.negated !== true || run.frame === undefined) return false;
  if (first.confidence < run.flow.policies.thresholds.intent) return false;
  if (run.flow.intents[first.name]?.task !== run.frame.task) return false;
  performAct(run, 'cancel');
  const wished = sureIntent(run);
  if (wished !== undefined) serve(run, wished.name);
  return true;
}

export function smallTalk(run: TurnRun): boolean {
  const { act } = run.acts;
  if (act === undefined || act === 'skip' || act === 'ticket' || act === 'callback') return false;
  return performAct(run, act);
}

export function followsIntent(run: TurnRun): boolean {
  const sure = sureIntent(run);
  if (sure === undefined) return false;
  const open = openQuestion(run)?.kind === 'slot' ? openSlot(run) : undefined;
  if (open !== undefined && run.flow.slots[open]!.type === 'text' && !leavesText(run, sure.confidence)) return false;
  return serve(run, sure.name);
}

/** An answer in words may sound like another wish; only a question, or one that is very sure, is one. */
function leavesText(run: TurnRun, confidence: number): boolean {
  return asks(run.turn.text) || confidence >= (1 + run.flow.policies.thresholds.interrupt) / 2;
}

function asks(text: string): boolean {
  return /[?？]\s*$|[吗呢]\s*[。.!！]?\s*$/u.test(text);
}

export function sureKnowledge(run: TurnRun): boolean {
  const open = openQuestion(run)?.kind === 'slot' ? openSlot(run) : undefined;
  if (open !== undefined && run.flow.slots[open]!.type === 'text' && !asks(run.turn.text)) return false;
  return answerFromDocuments(run, run.flow.policies.thresholds.sureKnowledge);
}
