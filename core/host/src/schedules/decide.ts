import type { Promotion, PromotionStatus } from '../promotions/promotion.entity.js';
import { whyGateFailed } from '../promotions/refusals.js';
import type { ModelVersion } from '../registry/model-version.entity.js';
import type { Run } from '../training/run.entity.js';
import type { ScheduleSlot } from './schedule-slot.entity.js';

type Made = Pick<ModelVersion, 'version' | 'verdict'>;
/** Where a slot stands after something has ended, and why. */
export type Standing = Pick<ScheduleSlot, 'status' | 'decision' | 'why' | 'decidedAt' | 'decidedBy'>;

/**
 * Why the model that answers is kept without a word of the gate, now that a scheduled run has ended; undefined where the gate is
 * to judge what the run made. `twin`: the version with the same hash that answers or is being promoted.
 */
export function whyKept(
  run: Pick<Run, 'status' | 'problem'>,
  made: Made | null,
  twin: Pick<ModelVersion, 'version' | 'status'> | null,
): string | undefined {
  if (run.status === 'cancelled') return 'The run was cancelled.';
  if (made === null) return `The run failed: ${detailOf(run.problem)}`;
  if (made.verdict !== 'GO') return `Version ${made.version} got the verdict ${made.verdict}; only a GO can answer.`;
  if (twin === null) return undefined;
  const same = `Version ${made.version} is the same model as version ${twin.version}`;
  return twin.status === 'champion'
    ? `${same}: the data say nothing new.`
    : `${same}, whose promotion is not decided yet.`;
}

export const kept = (why: string, at: Date): Standing => decided('kept', why, at);

/** Where a slot stands by the promotion of its model; undefined while the gate judges. */
export function afterPromotion(promotion: Promotion, version: number, now: Date): Standing | undefined {
  return AFTER[promotion.status]?.(promotion, `version ${version}`, now);
}

type After = (promotion: Promotion, version: string, now: Date) => Standing;

const AFTER: Readonly<Partial<Record<PromotionStatus, After>>> = {
  waiting: ({ checks }, version) => {
    const compared = checks?.find(({ id }) => id === 'comparison')?.text.en;
    const why = `The gate lets ${version} pass; somebody must approve it.${compared === undefined ? '' : ` ${compared}`}`;
    return { status: 'proposed', decision: null, why, decidedAt: null, decidedBy: null };
  },
  canary: (_promotion, version) => {
    const why = `A share of the subjects is answered by ${version}; somebody must approve it for all.`;
    return { status: 'proposed', decision: null, why, decidedAt: null, decidedBy: null };
  },
  failed: (promotion, version, now) =>
    decided('kept', `The gate refuses ${version}. ${whyGateFailed(promotion)}`, promotion.judgedAt ?? now),
  approved: (promotion, version, now) => byPerson('swapped', 'approved', promotion, version, now),
  rejected: (promotion, version, now) => byPerson('kept', 'rejected', promotion, version, now),
  outdated: ({ problem }, version, now) => {
    const asked = `The promotion of ${version} is outdated, and may be asked for again.`;
    return decided('kept', `${asked} ${detailOf(problem)}`, now);
  },
};

function byPerson(
  decision: 'kept' | 'swapped',
  verb: string,
  { decidedOwner, decidedAt, reason }: Promotion,
  version: string,
  now: Date,
): Standing {
  const why = `${decidedOwner} ${verb} ${version}${reason === null ? '.' : `: ${reason}`}`;
  return { ...decided(decision, why, decidedAt ?? now), decidedBy: decidedOwner };
}

function decided(decision: 'kept' | 'swapped', why: string, decidedAt: Date): Standing {
  return { status: 'decided', decision, why, decidedAt, decidedBy: null };
}

function detailOf(problem: Run['problem']): string {
  return String((problem as { detail?: unknown } | null)?.detail ?? 'nobody knows why.');
}
