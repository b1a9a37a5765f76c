import type { Json } from '@proofline/learn';
import type { GateCheck, GateCheckId } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/**
 * `queued` and `judging` end in `waiting` (for a second person) or `failed`; a person ends what waits with `approved` or
 * `rejected`, or lets it answer for a share first with `canary`, which is ended in the same two ways. `outdated`: another champion, or another frozen set, came in between, and it must be asked for anew.
 */
export const PROMOTION_STATUSES = [
  'queued',
  'judging',
  'waiting',
  'canary',
  'failed',
  'approved',
  'rejected',
  'outdated',
] as const;
export type PromotionStatus = (typeof PROMOTION_STATUSES)[number];

/** `overridden`: every check that failed was named in the request, with a reason. */
export const GATE_VERDICTS = ['passed', 'failed', 'overridden'] as const;
export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** Checks that the requester answers for though they fail, and why. */
export interface Override {
  checks: readonly GateCheckId[];
  reason: string;
}

/** A request to make a version the champion: how the gate judged it, and who decided. */
export interface Promotion extends Owned {
  solutionId: string;
  modelId: string;
  /** The champion that it was compared with; null where there was none. */
  championId: string | null;
  /** What it was compared on; null where that was the hold-out of its run. */
  frozenSetId: string | null;
  status: PromotionStatus;
  verdict: GateVerdict | null;
  checks: GateCheck[] | null;
  override: Override | null;
  /** Why it could not be judged, or why it is outdated. */
  problem: Json | null;
  requestedBy: Json;
  /** Who that is: a person, whatever key. */
  requestedOwner: string;
  decidedBy: Json | null;
  decidedOwner: string | null;
  /** Of the decision. */
  reason: string | null;
  /** How often a worker began to judge it. */
  attempts: number;
  createdAt: Date;
  judgedAt: Date | null;
  decidedAt: Date | null;
}

export const promotionEntity = new EntitySchema<Promotion>({
  name: 'promotion',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    modelId: { type: 'uuid', name: 'model_id' },
    championId: { type: 'uuid', name: 'champion_id', nullable: true },
    frozenSetId: { type: 'uuid', name: 'frozen_set_id', nullable: true },
    status: { type: 'text' },
    verdict: { type: 'text', nullable: true },
    checks: { type: 'jsonb', nullable: true },
    override: { type: 'jsonb', nullable: true },
    problem: { type: 'jsonb', nullable: true },
    requestedBy: { type: 'jsonb', name: 'requested_by' },
    requestedOwner: { type: 'text', name: 'requested_owner' },
    decidedBy: { type: 'jsonb', name: 'decided_by', nullable: true },
    decidedOwner: { type: 'text', name: 'decided_owner', nullable: true },
    reason: { type: 'text', nullable: true },
    attempts: { type: 'integer' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    judgedAt: { type: 'timestamptz', name: 'judged_at', nullable: true },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
  },
});
