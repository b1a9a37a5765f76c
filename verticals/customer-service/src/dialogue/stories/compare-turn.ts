import { isDeepStrictEqual } from 'node:util';
import { own } from '../../names.js';
import type { Action } from '../action.js';
import type { ChatTurn } from '../chat/chat-session.js';
import { type ConversationState, knownSlots } from '../state.js';
import type { ExpectedAction, StoryTurn } from './story-shape.js';

/** An expectation that did not come true. */
export interface Difference {
  what: string;
  expected: string;
  got: string;
}

/** Where what happened in a turn is not what the story expects. */
export function compareTurn(
  turn: StoryTurn,
  { replies, actions, traces }: ChatTurn,
  state: ConversationState,
): Difference[] {
  const differences: Difference[] = [];
  const differ = (what: string, expected: unknown, got: unknown): void => {
    differences.push({ what, expected: shown(expected), got: shown(got) });
  };
  const said = replies.map(({ text }) => text).join('\n');
  for (const text of turn.says ?? []) if (!said.includes(text)) differ('says', text, said);
  for (const text of turn.saysNot ?? []) if (said.includes(text)) differ('says not', text, said);
  const templates = replies.map(({ template }) => template);
  if (turn.replies !== undefined && !isDeepStrictEqual(turn.replies, templates))
    differ('replies', turn.replies, templates);
  if (turn.silent === true && said !== '') differ('silent', '', said);
  const slots = knownSlots(state);
  for (const [name, expected] of Object.entries(turn.slots ?? {})) {
    const got = slots[name]?.value ?? null;
    if (!isDeepStrictEqual(got, expected)) differ(`slot ${name}`, expected, got);
  }
  if (turn.actions !== undefined && !sameActions(turn.actions, actions)) {
    differ('actions', turn.actions, actions.map(shortAction));
  }
  for (const what of ['sentiment', 'urgency'] as const) {
    const expected = turn[what];
    const got = traces[0]?.[what];
    if (expected !== undefined && expected !== got) differ(what, expected, got);
  }
  const task = state.stack.at(-1)?.task ?? null;
  if (turn.task !== undefined && turn.task !== task) differ('task', turn.task, task);
  const open = traces.at(-1)?.open;
  if (turn.waitsFor !== undefined && turn.waitsFor !== open) differ('waits for', turn.waitsFor, open);
  if (turn.language !== undefined && turn.language !== state.language)
    differ('language', turn.language, state.language);
  return differences;
}

/** An action has all that is expected of it; what the story does not name may be anything. */
function sameActions(expected: readonly ExpectedAction[], got: readonly Action[]): boolean {
  return (
    expected.length === got.length &&
    expected.every(({ slots = {}, summary, ...rest }, index) => {
      const action = got[index]! as unknown as Record<string, unknown> & { slots: Record<string, unknown> };
      return (
        Object.entries(rest).every(([key, value]) => action[key] === value) &&
        (summary === undefined || String(action.summary).includes(summary)) &&
        Object.entries(slots).every(([name, value]) => isDeepStrictEqual(own(action.slots, name), value))
      );
    })
  );
}

function shortAction(action: Action): object {
  if (action.type === 'action') return { type: action.type, name: action.name, slots: action.slots };
  const { type, team, priority, reason, summary, slots } = action;
  return { type, team, priority, reason, summary, slots };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? 'empty' : (JSON.stringify(value) ?? 'nothing');
}
