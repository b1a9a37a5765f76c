import { ProoflineError } from '@proofline/learn';
import type { Principal } from '../access/principal.js';

/** Whether two owners of keys are one person: names differ in more than blanks and capitals. */
export function isSamePerson(a: string, b: string): boolean {
  const plain = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
  return plain(a) === plain(b);
}

/** Refuses whoever asked for a promotion, by whatever key; says how a second person gets one. */
export function refuseSamePerson(by: Principal, { requestedOwner }: { requestedOwner: string }): void {
  if (!isSamePerson(by.owner, requestedOwner)) return;
  throw new ProoflineError(
    'forbidden',
    'FOUR_EYES',
    `'${requestedOwner}' asked for this promotion, and key ${by.prefix}… belongs to '${by.owner}': somebody else must approve it. An admin makes a key for another person in one call: POST /v1/keys with {"name": "approvals", "role": "approver", "owner": "NAME OF THAT PERSON"}. With that key they send the approval.`,
  );
}
