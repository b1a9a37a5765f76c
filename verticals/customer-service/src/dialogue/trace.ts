import type { Language } from '@proofline/pipeline';
import type { EntityValue, SlotValue, Understanding } from './understanding.js';

/** What the engine did with an entity. */
export interface EntityTrace {
  label: string;
  value: EntityValue;
  confidence: number;
  /** `filled delivery_date`, `kept for later`, `too_early`, … */
  outcome: string;
}

/** Why a reply was sent. */
export interface ReplyTrace {
  text: string;
  /** The response that it was made from; `knowledge` where a document answers. */
  template: string;
  variant: number;
  /** Of the cases of the response, the one that held. */
  case?: number;
  /** The slots that stand in it. */
  slots: Record<string, SlotValue>;
  /** Of a passage. */
  source?: string;
  score?: number;
  /** Where an endpoint worded it anew, the text as it was written; where that was refused, why. */
  written?: string;
  notRewritten?: string;
}

/** Why the bot said and did what it did in one turn: plain JSON. */
export interface TurnTrace {
  turn: number;
  /** ISO 8601 */
  at: string;
  language: Language;
  /** The best three. */
  intents: Understanding['intents'][number][];
  outOfScope: number | boolean;
  sentiment?: string;
  urgency?: string;
  /** Why, e.g. `deadline “today”`. */
  urgencyReasons?: string[];
  entities: EntityTrace[];
  /** The rules of the policy that took part, in order; the last is the one that decided. */
  rules: { rule: string; detail?: string }[];
  replies: ReplyTrace[];
  actions: string[];
  /** Slots that changed, before and after; null is empty. */
  changed: Record<string, [SlotValue | null, SlotValue | null]>;
  /** What the conversation waits for: `slot order_id`, `confirm`, `choice`, `human`, … */
  open: string;
}

/** A trace as lines for the terminal. */
export function printTrace(trace: TurnTrace): string {
  const show = (value: EntityValue | null): string =>
    value === null
      ? '–'
      : Array.isArray(value)
        ? value.map(show).join(', ')
        : typeof value === 'object'
          ? Object.values(value).map(show).join(' ')
          : String(value);
  const share = (value: number | boolean): string => (typeof value === 'boolean' ? String(value) : value.toFixed(2));
  const list = (texts: string[]): string => texts.join(', ') || '–';
  const mood = [trace.sentiment, trace.urgency].filter((one) => one !== undefined);
  return [
    `turn ${trace.turn} (${[trace.language, ...mood].join(', ')})`,
    `  intents   ${list(trace.intents.map(({ name, confidence, negated }) => `${negated ? 'not ' : ''}${name} ${share(confidence)}`))}; out of scope ${share(trace.outOfScope)}`,
    ...(trace.urgencyReasons === undefined ? [] : [`  urgency   ${trace.urgency}: ${list(trace.urgencyReasons)}`]),
    ...trace.entities.map(
      ({ label, value, confidence, outcome }) =>
        `  entity    ${label} = ${show(value)} (${share(confidence)}): ${outcome}`,
    ),
    ...trace.rules.map(({ rule, detail }) => `  rule      ${rule}${detail === undefined ? '' : `: ${detail}`}`),
    ...Object.entries(trace.changed).map(
      ([slot, [before, after]]) => `  slot      ${slot}: ${show(before)} → ${show(after)}`,
    ),
    ...trace.replies.map(
      ({ template, variant, case: at, source, score, slots }) =>
        `  reply     ${template}#${variant}${at === undefined ? '' : ` (case ${at + 1})`}${source === undefined ? '' : ` from ${source} (${share(score ?? 0)})`}` +
        `${
          Object.keys(slots).length === 0
            ? ''
            : ` with ${Object.entries(slots)
                .map(([name, value]) => `${name} = ${show(value)}`)
                .join(', ')}`
        }`,
    ),
    ...trace.replies.flatMap(({ written, notRewritten }) => [
      ...(written === undefined ? [] : [`  reworded  from “${written}”`]),
      ...(notRewritten === undefined ? [] : [`  as it is  ${notRewritten}`]),
    ]),
    ...trace.actions.map((action) => `  action    ${action}`),
    `  waits for ${trace.open}`,
  ].join('\n');
}
