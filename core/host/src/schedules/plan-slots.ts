import type { CatchUp } from './schedule.entity.js';

/** A slot that is older than this was missed: no worker was there. Younger ones are on time, also after a restart. */
export const ON_TIME_MS = 5 * 60_000;
/** Missed slots that `all` makes up for at most; older ones are left. */
export const MOST_CAUGHT_UP = 10;

export interface PlannedSlot {
  at: Date;
  /** Why it is left out; absent where it is to run. */
  skipped?: string;
}

/** Which of the slots that are due, in order, are to run. Those that are on time always are. */
export function planSlots(due: readonly Date[], now: Date, catchUp: CatchUp): PlannedSlot[] {
  const isLate = (at: Date): boolean => now.getTime() - at.getTime() > ON_TIME_MS;
  return due.map((at, k) => {
    const later = due.length - 1 - k;
    if (!isLate(at)) return { at };
    const missed = `It was missed by ${lengthOf(now.getTime() - at.getTime())}: no worker was there.`;
    if (catchUp === 'none') return { at, skipped: `${missed} This schedule does not catch up.` };
    if (catchUp === 'latest' && later > 0) return { at, skipped: `${missed} A later slot is run.` };
    if (later >= MOST_CAUGHT_UP) {
      return { at, skipped: `${missed} The last ${MOST_CAUGHT_UP} missed slots are run, and no more.` };
    }
    return { at };
  });
}

function lengthOf(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
