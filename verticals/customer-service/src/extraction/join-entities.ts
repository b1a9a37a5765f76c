import { foldWidth } from '@proofline/pipeline';
import { own } from '../names.js';
import type { Entity, EntityType } from './entity.js';
import type { EntityExtractor, Extraction, Moment } from './extract-entities.js';
import { type Interpretation, interpret } from './interpret.js';
import { withRoles } from './roles.js';
import { slotValue } from './slot-value.js';

/** A span as a trained model gives it; `value` are its characters. */
export interface LearntSpan {
  label: string;
  value: string;
  start: number;
  end: number;
  confidence: number;
}

/** Which types the values of trained labels have, by label; those that are not named keep their text. */
export type TypesOfLabels = Readonly<Record<string, EntityType>>;

export interface Joined extends Interpretation {
  /** What looks like an entity and cannot be one, outside of what the model found. */
  refused: Extraction['refused'];
}

/**
 * What a message holds, by a trained model and by rules, with roles, denials and corrections. One rule for a place that both
 * claim: the trained label stands, since somebody marked examples of it, and what the rules know of the place (its value, where
 * the label's type takes it) is kept under it. What the rules find elsewhere stands beside.
 */
export function joinEntities(
  message: string,
  learnt: readonly LearntSpan[],
  extractor: EntityExtractor,
  moment: Moment,
  types: TypesOfLabels = {},
): Joined {
  const { entities: ruled, refused } = extractor.extract(message, moment);
  const marked = learnt.map((span) => withValue(span, ruled, own(types, span.label)));
  const beside = ruled.filter((one) => learnt.every((span) => apart(one, span)));
  const entities = [...marked, ...beside].sort((a, b) => a.start - b.start || b.end - a.end);
  return {
    ...interpret(message, withRoles(foldWidth(message), entities)),
    refused: refused.filter((one) => learnt.every((span) => apart(one, span))),
  };
}

/** The learnt span with the value of what the rules found there: of the label's type, or else of exactly the same place. */
function withValue(span: LearntSpan, ruled: readonly Entity[], type: EntityType | undefined): Entity {
  const { label, start, end, confidence } = span;
  const plain: Entity = { label, type: 'pattern', value: span.value, text: span.value, start, end, confidence };
  const there = ruled
    .filter((one) => !apart(one, span))
    .sort((a, b) => shared(b, span) - shared(a, span) || a.start - b.start);
  if (type === undefined) {
    const same = there.find((one) => one.start === start && one.end === end);
    return same === undefined ? plain : { ...plain, type: same.type, value: same.value };
  }
  for (const one of there) {
    const value = slotValue(one, { type });
    if (value !== undefined) return { ...plain, type, value };
  }
  return plain;
}

type Span = Pick<Entity, 'start' | 'end'>;

function apart(a: Span, b: Span): boolean {
  return a.end <= b.start || b.end <= a.start;
}

/** Characters that two spans have in common. */
function shared(a: Span, b: Span): number {
  return Math.min(a.end, b.end) - Math.max(a.start, b.start);
}
