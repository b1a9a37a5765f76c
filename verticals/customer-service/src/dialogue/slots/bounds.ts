import { addDays } from '../flow/business-hours.js';

const RELATIVE = /^today(?:\s*([+-])\s*(\d{1,4}))?$/;
const ISO = /^\d{4}-\d{2}-\d{2}$/;

/** Whether this is a date of the calendar, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!ISO.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export function isDateBound(bound: string | number): boolean {
  return typeof bound === 'string' && (isDate(bound) || RELATIVE.test(bound));
}

/** The date that a bound means: itself, or so many days from today. */
export function boundDate(bound: string, today: string): string {
  const relative = RELATIVE.exec(bound);
  if (relative === null) return bound;
  return addDays(today, Number(`${relative[1] ?? '+'}${relative[2] ?? 0}`));
}
