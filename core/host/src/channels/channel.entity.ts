import type { AnsweredBy } from '@proofline/pipeline';
import { EntitySchema } from 'typeorm';
import type { Owned } from '../access/scope.js';

/** What the secrets of channels are sealed for. */
export const CHANNEL_PURPOSE = 'channel';

/** A way by which messages of customers come signed. Its secret is a column that is not named here: no list reads it. */
export interface Channel extends Owned {
  solutionId: string;
  name: string;
  /** Where replies are posted; they stand in the answer where there is none. */
  callbackUrl: string | null;
  /** `human`: messages go to the handover queue at once. */
  answeredBy: AnsweredBy;
  createdAt: Date;
}

export const channelEntity = new EntitySchema<Channel>({
  name: 'channel',
  columns: {
    id: { type: 'uuid', primary: true },
    clientId: { type: 'uuid', name: 'client_id' },
    solutionId: { type: 'uuid', name: 'solution_id' },
    name: { type: 'text' },
    callbackUrl: { type: 'text', name: 'callback_url', nullable: true },
    answeredBy: { type: 'text', name: 'answered_by' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
  },
});
