import { EntitySchema } from 'typeorm';

/** A tenant: whose data, models and keys are seen by nobody else. */
export interface Client {
  id: string;
  /** How people and commands call it: lower-case words with hyphens. */
  slug: string;
  name: string;
  createdAt: Date;
}

export const clientEntity = new EntitySchema<Client>({
  name: 'client',
  columns: {
    id: { type: 'uuid', primary: true },
    slug: { type: 'text' },
    name: { type: 'text' },
    createdAt: { type: 'timestamptz', name: 'created_at', createDate: true },
  },
});
