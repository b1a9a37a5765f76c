import type { Condition } from '../flow/flow-shape.js';
import type { FilledSlots } from '../state.js';
import type { Amount, SlotValue, Understanding } from '../understanding.js';

/** What conditions are held against. */
export interface Circumstances {
  slots: FilledSlots;
  /** Whether the default team is there. */
  open: boolean;
  sentiment: NonNullable<Understanding['sentiment']>['label'] | undefined;
  urgency: Understanding['urgency'];
}

/** Whether all that a condition names is so. */
export function holds(when: Condition, { slots, open, sentiment, urgency }: Circumstances): boolean {
  const size = (name: string): number => sizeOf(slots[name]?.value);
  return (
    (when.filled ?? []).every((name) => slots[name] !== undefined) &&
    (when.empty ?? []).every((name) => slots[name] === undefined) &&
    Object.entries(when.is ?? {}).every(([name, values]) => values.includes(String(slots[name]?.value))) &&
    Object.entries(when.above ?? {}).every(([name, limit]) => size(name) > limit) &&
    Object.entries(when.below ?? {}).every(([name, limit]) => size(name) < limit) &&
    (when.hours === undefined || (when.hours === 'open') === open) &&
    (when.sentiment === undefined || when.sentiment === sentiment) &&
    (when.urgency === undefined || when.urgency === urgency)
  );
}

/** A number that compares with nothing where the slot is empty or no quantity. */
function sizeOf(value: SlotValue | undefined): number {
  if (typeof value === 'object' && 'amount' in value) return (value as Amount).amount;
  return typeof value === 'number' ? value : Number.NaN;
}
