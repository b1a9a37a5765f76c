/** None includes another by itself, the table below says what each may. An agent is a person of a team who talks to customers. */
export const ROLES = ['viewer', 'integrator', 'editor', 'approver', 'admin', 'agent'] as const;
export type Role = (typeof ROLES)[number];

/** What can be asked for. Every endpoint names one. */
export const PERMISSIONS = {
  /** See solutions, data sets, runs, models, reports and monitoring. */
  read: ['viewer', 'integrator', 'editor', 'approver', 'admin', 'agent'],
  /** Ask for predictions and batches, report outcomes. */
  predict: ['integrator', 'editor', 'admin'],
  /** Take part in conversations, for a customer or as a human of the team. */
  converse: ['integrator', 'editor', 'admin', 'agent'],
  /** Take over conversations from the bot, write as a human, and give them back. */
  handle: ['editor', 'admin', 'agent'],
  /** Create and change solutions, upload data, start and stop runs, set schedules, ask for a promotion. */
  edit: ['editor', 'admin'],
  /** Decide on a promotion, roll back. Never on one's own request. */
  approve: ['approver', 'admin'],
  /** Clients, keys, audit trail, queue. */
  administer: ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export function isAllowed(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
