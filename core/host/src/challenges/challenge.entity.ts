import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** `shadow`: its answers leave the house never; `canary`: it answers a share of the subjects. */
export const CHALLENGE_MODES = ['shadow', 'canary'] as const;
export type ChallengeMode = (typeof CHALLENGE_MODES)[number];

/** A stretch of time in which a version stands beside the champion and both answer the same rows. */
export interface Challenge extends Owned {
  solutionId: string;
  modelId: string;
  /** The champion that it is compared with; with another the challenge is over. */
  championId: string;
  mode: ChallengeMode;
  /** Of the subjects, that a canary answers. */
  share: number | null;
  /** What lets a canary answer: a promotion that passed the gate and that two people agreed on. */
  promotionId: string | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Why it ended. */
  ending: string | null;
}

export const challengeEntity = new EntitySchema<Challenge>({
  name: 'challenge',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    modelId: { type: 'uuid', name: 'model_id' },
    championId: { type: 'uuid', name: 'champion_id' },
    mode: { type: 'text' },
    share: { type: 'double precision', nullable: true },
    promotionId: { type: 'uuid', name: 'promotion_id', nullable: true },
    startedAt: { type: 'timestamptz', name: 'started_at' },
    endedAt: { type: 'timestamptz', name: 'ended_at', nullable: true },
    ending: { type: 'text', nullable: true },
  },
});
