import { reasonIn, reasonText } from '../../urgency/urgency.js';
import type { HandoverAction, SlotValues } from '../action.js';
import type { Priority } from '../flow/flow-shape.js';
import { formatSlot, phraseIn, slotLabel } from '../replies/format-value.js';
import type { FilledSlots, HandoverRequest } from '../state.js';
import { isMessageTask, type MessageKind, messageTask, slotsOfTask, taskOf } from './own-tasks.js';
import { defaultTeam, isTeamThere, speaks, teamFor, teamOpens } from './teams.js';
import type { TurnRun } from './turn-run.js';

export interface Wanted {
  reason: string;
  team?: string | undefined;
  priority?: Priority | undefined;
}

/**
 * Brings in a human, and says so: at once where the team is there; else the customer hears when it opens and may leave a
 * message. A customer who asks again has a message left for them.
 */
export function requestHandover(run: TurnRun, wanted: Wanted): void {
  const { state, flow } = run;
  run.note('handover', wanted.reason);
  run.progressed = true;
  delete state.pending;
  if (run.frame !== undefined && isMessageTask(run.frame.task)) {
    // Whoever cannot give an address has a message left without one: the task of the message goes on behind it.
    run.frame.skipped = slotsOfTask(flow, taskOf(flow, run.frame.task)!);
    run.noteMessage();
    return;
  }
  const request = requestOf(run, wanted);
  const isClosed = !isTeamThere(flow, request.team, run.now);
  if (isClosed && state.ticketLeft) run.say('ticket_already', { team: teamLabel(run, request.team) });
  else if (isClosed && state.toldClosed) startMessage(run, 'ticket', request);
  else offerHandover(run, request);
}

/** Hands over, or says when that can be and offers a message instead. */
export function offerHandover(run: TurnRun, request: HandoverRequest): void {
  if (isTeamThere(run.flow, request.team, run.now)) {
    handOver(run, request);
    return;
  }
  run.state.toldClosed = true;
  run.state.pending = { kind: 'closed', request };
  sayClosed(run, request.team);
}

/** Gives a conversation in which people answer to them, also while they are closed: they go on with it when they are back. */
export function passOn(run: TurnRun, wanted: Wanted): void {
  const { state, flow } = run;
  run.note('handover', wanted.reason);
  const request = requestOf(run, wanted);
  const team = teamLabel(run, request.team);
  const isThere = isTeamThere(flow, request.team, run.now);
  const opens = isThere ? undefined : teamOpens(flow, request.team, run.now, state.language);
  if (isThere) run.say('with_team', { team });
  else if (opens === undefined) run.say('with_team_closed_for_good', { team });
  else run.say('with_team_closed', { team, opens });
  giveTo(run, isThere ? 'handover' : 'ticket', request);
}

/** The team has or will have all of it, or the customer does without. */
export function settle({ state }: TurnRun): void {
  for (const frame of state.stack) delete frame.due;
}

function requestOf(run: TurnRun, { team, reason, priority }: Wanted): HandoverRequest {
  const { flow, state, turn } = run;
  const usual = turn.sentiment?.label === 'negative' ? 'high' : run.urgency === 'low' ? 'low' : 'normal';
  return {
    team: teamFor(flow, team ?? defaultTeam(flow), state.language, reason === 'sensitive-intent'),
    priority: raised(run, priority ?? usual),
    reason,
  };
}

/** What is urgent waits behind nothing that is not. */
function raised(run: TurnRun, priority: Priority): Priority {
  if (run.urgency !== 'high' || priority === 'high' || priority === 'urgent') return priority;
  run.note('priority-raised', (run.state.urgent ?? []).map(reasonText).join(', ') || 'urgent');
  return 'high';
}

export function sayClosed(run: TurnRun, team: string): void {
  const opens = teamOpens(run.flow, team, run.now, run.state.language);
  if (opens === undefined) run.say('closed_for_good', { team: teamLabel(run, team) });
  else run.say('closed', { team: teamLabel(run, team), opens });
}

function handOver(run: TurnRun, request: HandoverRequest): void {
  run.say('handover', { team: teamLabel(run, request.team) });
  giveTo(run, 'handover', request);
}

function giveTo(run: TurnRun, type: 'handover' | 'ticket', request: HandoverRequest): void {
  run.actions.push(handoverAction(run, type, request));
  run.state.mode = 'human';
  settle(run);
}

/** Opens the task that takes a message; the engine goes on with its steps. */
export function startMessage(run: TurnRun, kind: MessageKind, request: HandoverRequest): void {
  delete run.state.pending;
  run.noteMessage();
  run.state.stack.push({
    task: messageTask(kind),
    step: 0,
    slots: {},
    attempts: {},
    skipped: [],
    // Whoever answers with an address at once need not be asked for it.
    heard: run.turn.entities.filter(({ negated }) => negated !== true),
    request,
  });
}

export function leaveMessage(run: TurnRun, kind: MessageKind, request: HandoverRequest): void {
  run.say(kind === 'ticket' ? 'ticket_left' : 'callback_left', { team: teamLabel(run, request.team) });
  run.actions.push(handoverAction(run, kind, request));
  run.state.ticketLeft = true;
  settle(run);
}

export function defaultRequest(run: TurnRun, reason: string): HandoverRequest {
  return requestOf(run, { reason });
}

function teamLabel(run: TurnRun, team: string): string {
  return phraseIn(run.flow.teams[team]?.label, run.state.language) ?? team;
}

function valuesOf(slots: FilledSlots): SlotValues {
  return Object.fromEntries(Object.entries(slots).map(([name, { value }]) => [name, value]));
}

function handoverAction(run: TurnRun, type: HandoverAction['type'], request: HandoverRequest): HandoverAction {
  const { flow, state, turn } = run;
  state.handovers++;
  const frames = state.stack.filter(({ task }) => !isMessageTask(task)).reverse();
  const all: FilledSlots = Object.assign({}, state.slots, ...[...state.stack].map(({ slots }) => slots));
  return {
    type,
    id: `${type}-${state.handovers}`,
    team: request.team,
    queue: flow.teams[request.team]?.queue ?? request.team,
    priority: request.priority,
    reason: request.reason,
    summary: summaryOf(run, request, all),
    slots: valuesOf(all),
    openTasks: frames.map(({ task, slots }) => ({ task, slots: valuesOf(slots) })),
    transcript: [
      ...state.transcript,
      ...run.replies.map(({ text }) => ({ at: run.now.toISOString(), from: 'bot' as const, text })),
    ],
    language: state.language,
    foreignLanguage: !speaks(flow, request.team, state.language),
    ...(turn.sentiment === undefined ? {} : { sentiment: turn.sentiment.label }),
    ...(run.urgency === undefined ? {} : { urgency: run.urgency }),
  };
}

const REASONS: Readonly<Record<string, { en: string; zh: string }>> = {
  'customer-request': { en: 'the customer asked for a human', zh: '客户要求人工服务' },
  'escalation-word': { en: 'a word of escalation', zh: '出现升级关键词' },
  'sensitive-intent': { en: 'a sensitive matter', zh: '敏感事项' },
  'negative-sentiment': { en: 'the customer is upset', zh: '客户情绪不满' },
  'not-understood': { en: 'the bot did not understand', zh: '机器人未能理解' },
  'slot-not-understood': { en: 'an answer was not understood', zh: '未能识别客户的回答' },
  'no-progress': { en: 'the conversation did not get on', zh: '对话没有进展' },
  repeating: { en: 'the bot would have repeated itself', zh: '机器人将重复同样的话' },
  'action-failed': { en: 'an action failed', zh: '操作失败' },
  'human-channel': { en: 'people answer this channel', zh: '该渠道由人工接待' },
  flow: { en: 'the flow hands over here', zh: '流程在此转人工' },
};

/** What the team should know before it reads the transcript: what is wanted, what is known, why it comes to them. */
function summaryOf(run: TurnRun, request: HandoverRequest, slots: FilledSlots): string {
  const { flow, state } = run;
  const languages = flow.teams[request.team]?.languages ?? flow.languages;
  const language = languages.includes(state.language) ? state.language : languages[0]!;
  const [comma, colon, stop] = language === 'zh' ? ['、', '：', '。'] : [', ', ': ', '. '];
  const tasks = state.stack
    .filter(({ task }) => !isMessageTask(task))
    .map(({ task }) => phraseIn(taskOf(flow, task)?.label, language) ?? task)
    .reverse();
  const known = Object.entries(slots).map(([name, { value }]) => {
    const slot = flow.slots[name]!;
    return `${slotLabel(slot, name, language)}${language === 'zh' ? '' : ' '}${formatSlot(flow, name, value, language)}`;
  });
  const words = language === 'zh' ? ['原因', '客户想', '已知', '紧急'] : ['Reason', 'Wanted', 'Known', 'Urgent'];
  const urgent = (state.urgent ?? []).map((reason) => reasonIn(reason, language));
  const parts = [
    `${words[0]}${colon}${REASONS[request.reason]?.[language] ?? request.reason}`,
    ...(urgent.length === 0 ? [] : [`${words[3]}${colon}${urgent.join(comma)}`]),
    ...(tasks.length === 0 ? [] : [`${words[1]}${colon}${tasks.join(comma)}`]),
    ...(known.length === 0 ? [] : [`${words[2]}${colon}${known.join(comma)}`]),
  ];
  return `${parts.join(stop)}${stop.trim()}`;
}
