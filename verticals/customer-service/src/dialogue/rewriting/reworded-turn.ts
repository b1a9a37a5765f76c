import type { EntityValue } from '../../extraction/entity.js';
import type { Grounds } from '../../grounding/check-reply.js';
import type { Action, Reply } from '../action.js';
import { entitySettings } from '../chat/entity-settings.js';
import type { Flow } from '../flow/flow-shape.js';
import { type ConversationState, knownSlots, type TranscriptLine } from '../state.js';
import type { TurnTrace } from '../trace.js';
import type { CompositeValue, SlotValue } from '../understanding.js';
import type { Rewriting } from './reply-rewriter.js';

/** What every reply of a turn may rest on: slots that hold a value. What a customer wrote in their own words is none. */
export function groundsOf(flow: Flow, state: ConversationState, now: Date): Omit<Grounds, 'sources'> {
  const slots = Object.entries(knownSlots(state))
    .filter(([name]) => flow.slots[name]?.type !== 'text')
    .flatMap(([name, { value }]) => simpleValues(name, value, flow.slots[name]?.type === 'composite'));
  return {
    slots: Object.fromEntries(slots),
    moment: { now, timeZone: flow.timeZone },
    settings: entitySettings(flow),
  };
}

/** A composite as its parts, each by itself: those of a list stand in no slot of their own. */
function simpleValues(name: string, value: SlotValue, isComposite: boolean): [string, EntityValue][] {
  if (!isComposite) return [[name, value as EntityValue]];
  const items = [value as CompositeValue | readonly CompositeValue[]].flat();
  return items.flatMap((item, at) =>
    Object.entries(item).map(([part, one]): [string, EntityValue] => [`${name}.${at}.${part}`, one as EntityValue]),
  );
}

interface Worded {
  replies: Reply[];
  actions: Action[];
  traces: TurnTrace[];
}

/**
 * The replies of a turn, their traces and the transcripts, also those that are handed over, with the rewritings, one for each reply,
 * in order.
 */
export function withRewritings(
  { replies, actions, traces }: Worded,
  rewritings: readonly Rewriting[],
  transcript: readonly TranscriptLine[],
): Worded & { transcript: TranscriptLine[] } {
  const texts = replies.map(({ text }, i) => {
    const rewriting = rewritings[i]!;
    return 'text' in rewriting ? rewriting.text : text;
  });
  let next = 0;
  const reworded = traces.map((trace) => ({
    ...trace,
    replies: trace.replies.map((reply) => {
      const rewriting = rewritings[next++]!;
      if ('refused' in rewriting) return { ...reply, notRewritten: rewriting.refused };
      return rewriting.text === reply.text ? reply : { ...reply, text: rewriting.text, written: reply.text };
    }),
  }));
  // The last lines of the bot are those of this turn.
  let left = replies.length;
  const lines = transcript
    .toReversed()
    .map((line) => (line.from === 'bot' && left > 0 ? { ...line, text: texts[--left]! } : line))
    .toReversed();
  return {
    replies: replies.map((reply, i) => ({ ...reply, text: texts[i]! })),
    // What is handed over is the transcript up to there.
    actions: actions.map((action) =>
      action.type === 'action' ? action : { ...action, transcript: lines.slice(0, action.transcript.length) },
    ),
    traces: reworded,
    transcript: lines,
  };
}
