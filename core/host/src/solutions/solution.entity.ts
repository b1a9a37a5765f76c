import type { Json } from '@proofline/learn';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** Where a solution stands in its life. */
export const STAGES = ['intake', 'poc', 'verdict', 'live', 'retired'] as const;
export type Stage = (typeof STAGES)[number];

/** One vertical for one client, from the first talk to years of service. */
export interface Solution extends Owned {
  slug: string;
  title: string;
  vertical: string;
  verticalVersion: string;
  task: string;
  stage: Stage;
  /** The proof of concept's configuration without its files: criteria, costs, constraints, roles, seed. */
  config: Json;
  /** The feature schema, where one was given; inferred from each file otherwise. */
  schema: Json | null;
  /** Of what success means, as the proof of concept froze it. */
  criteriaHash: string | null;
  /** The data set that models are compared on and none is trained on; null where none is marked. */
  frozenSetId: string | null;
  createdAt: Date;
}

/** What a prediction needs of its solution; none of it changes. */
export type ServedSolution = Pick<Solution, 'id' | 'clientId' | 'slug' | 'task'>;

export const solutionEntity = new EntitySchema<Solution>({
  name: 'solution',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    slug: { type: 'text' },
    title: { type: 'text' },
    vertical: { type: 'text' },
    verticalVersion: { type: 'text', name: 'vertical_version' },
    task: { type: 'text' },
    stage: { type: 'text' },
    config: { type: 'jsonb' },
    schema: { type: 'jsonb', nullable: true },
    criteriaHash: { type: 'text', name: 'criteria_hash', nullable: true },
    frozenSetId: { type: 'uuid', name: 'frozen_set_id', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
