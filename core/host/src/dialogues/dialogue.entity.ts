import type { Json, Problem } from '@proofline/learn';
import type { DialogueFiles, PlayedStories } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** `live` is what new conversations begin with; `retired` was, and those that began with it go on with it. */
export const DIALOGUE_STATUSES = ['candidate', 'live', 'retired'] as const;

/** A version of what a solution says to people: its flow, stories and documents. */
export interface StoredDialogue extends Owned {
  solutionId: string;
  /** 1, 2, 3 … within the solution. */
  version: number;
  status: (typeof DIALOGUE_STATUSES)[number];
  /** `sha256:…` of the files. */
  fingerprint: string;
  files: DialogueFiles;
  /** Solutions whose models help to understand, by the task of the vertical. */
  helpers: Readonly<Record<string, string>>;
  languages: string[];
  /** Personal data stays in transcripts. */
  keepPersonalData: boolean;
  /** After so many hours without a message a conversation has ended. */
  idleHours: number;
  warnings: Problem[];
  /** Null where there were none. */
  stories: PlayedStories | null;
  pushedOwner: string;
  createdAt: Date;
  liveAt: Date | null;
  /** The approved request that made it live, if it ever was. */
  promotionId: string | null;
}

export const dialogueEntity = new EntitySchema<StoredDialogue>({
  name: 'dialogue',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    version: { type: 'integer' },
    status: { type: 'text' },
    fingerprint: { type: 'text' },
    files: { type: 'jsonb' },
    helpers: { type: 'jsonb' },
    languages: { type: 'jsonb' },
    keepPersonalData: { type: 'boolean', name: 'keep_personal_data' },
    idleHours: { type: 'integer', name: 'idle_hours' },
    warnings: { type: 'jsonb' },
    stories: { type: 'jsonb', nullable: true },
    pushedOwner: { type: 'text', name: 'pushed_owner' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    liveAt: { type: 'timestamptz', name: 'live_at', nullable: true },
    promotionId: { type: 'uuid', name: 'promotion_id', nullable: true },
  },
});

export const DIALOGUE_PROMOTION_STATUSES = ['waiting', 'approved', 'rejected'] as const;

/** Somebody asks that a version become live; somebody else decides. */
export interface DialoguePromotion extends Owned {
  solutionId: string;
  dialogueId: string;
  /** The live version that it takes over from. */
  beforeId: string | null;
  status: (typeof DIALOGUE_PROMOTION_STATUSES)[number];
  /** Why it may become live although its stories fail. */
  override: string | null;
  requestedBy: Json;
  requestedOwner: string;
  decidedBy: Json | null;
  decidedOwner: string | null;
  reason: string | null;
  createdAt: Date;
  decidedAt: Date | null;
}

export const dialoguePromotionEntity = new EntitySchema<DialoguePromotion>({
  name: 'dialogue_promotion',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    dialogueId: { type: 'uuid', name: 'dialogue_id' },
    beforeId: { type: 'uuid', name: 'before_id', nullable: true },
    status: { type: 'text' },
    override: { type: 'text', nullable: true },
    requestedBy: { type: 'jsonb', name: 'requested_by' },
    requestedOwner: { type: 'text', name: 'requested_owner' },
    decidedBy: { type: 'jsonb', name: 'decided_by', nullable: true },
    decidedOwner: { type: 'text', name: 'decided_owner', nullable: true },
    reason: { type: 'text', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    decidedAt: { type: 'timestamptz', name: 'decided_at', nullable: true },
  },
});
