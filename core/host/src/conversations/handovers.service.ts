import { ProoflineError } from '@proofline/learn';
import { HANDOVER_PRIORITIES } from '@proofline/pipeline';
import { type DataSource, In } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { Scope } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { isSamePerson } from '../promotions/four-eyes.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { Conversation, Handover, HandoverDetail } from './conversation.entity.js';
import { handoverRows, holderOf } from './conversation-rows.js';
import type { ConversationsService } from './conversations.service.js';
import { openPart } from './envelope.js';

export interface HandoverFilter {
  /** Open and claimed ones where absent. */
  status?: Handover['status'] | undefined;
  team?: string | undefined;
  kind?: Handover['kind'] | undefined;
}

/** What waits for people: conversations that they are to take over, and messages that were left for them. */
export class HandoversService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly sealer: Sealer,
    private readonly conversations: ConversationsService,
  ) {}

  /** The most urgent first, and of those the oldest. */
  page(
    scope: Scope,
    { id }: Solution,
    wanted: PageWanted,
    { status, team, kind }: HandoverFilter,
  ): Promise<Page<Handover>> {
    return handoverRows(this.source.manager, scope).page(
      {
        solutionId: id,
        status: status ?? In(['open', 'claimed']),
        ...(team === undefined ? {} : { team }),
        ...(kind === undefined ? {} : { kind }),
      },
      { by: 'rank', direction: 'ASC' },
      wanted,
    );
  }

  get(scope: Scope, { id: solutionId }: Solution, id: string): Promise<Handover> {
    if (!isUuid(id)) throw new ProoflineError('not-found', 'HANDOVER_UNKNOWN', `There is no handover '${id}'.`);
    return handoverRows(this.source.manager, scope).get({ id, solutionId }, id);
  }

  /** What the team needs to know; null once it is resolved. */
  detailOf({ detail, ...row }: Handover): HandoverDetail | null {
    return detail === null ? null : openPart(this.sealer, 'handover', row, detail);
  }

  /** Takes it. Of several who want it one gets it; whoever has it may ask again. */
  async claim(by: Principal, solution: Solution, id: string): Promise<Handover> {
    await this.get(by, solution, id);
    return this.source.transaction(async (manager) => {
      const rows = handoverRows(manager, by);
      const handover = await rows.get({ id, solutionId: solution.id }, id, true);
      if (handover.status === 'claimed' && isSamePerson(handover.claimedOwner!, by.owner)) return handover;
      if (handover.status !== 'open') throw notToBeHad(handover);
      const claim = { status: 'claimed', claimedOwner: by.owner, claimedAt: new Date() } as const;
      await rows.update({ id }, claim);
      await this.note(manager, by, handover, 'handover.claimed');
      return { ...handover, ...claim };
    });
  }

  /** Leaves it to somebody else: by whoever has it, or by an admin where they cannot. */
  async release(by: Principal, solution: Solution, id: string): Promise<Handover> {
    await this.get(by, solution, id);
    return this.source.transaction(async (manager) => {
      const rows = handoverRows(manager, by);
      const handover = await rows.get({ id, solutionId: solution.id }, id, true);
      if (handover.status === 'open') return handover;
      if (handover.status === 'resolved' || by.role !== 'admin') refuseUnlessOwned(by, handover);
      const open = { status: 'open', claimedOwner: null, claimedAt: null } as const;
      await rows.update({ id }, open);
      await this.note(manager, by, handover, 'handover.released');
      return { ...handover, ...open };
    });
  }

  /**
   * Its owner is done: the bot goes on with the conversation, or it is over. A message that was left while the bot goes on is only
   * closed.
   */
  async resolve(
    by: Principal,
    solution: Solution,
    id: string,
    resolution: 'handed-back' | 'closed',
  ): Promise<Handover> {
    const handover = await this.get(by, solution, id);
    refuseUnlessOwned(by, handover);
    const done = { status: 'resolved', resolution, resolvedAt: new Date(), detail: null } as const;
    const settle = async (manager: DataSource['manager']): Promise<void> => {
      const rows = handoverRows(manager, by);
      refuseUnlessOwned(by, await rows.get({ id }, id, true));
      await rows.update({ id }, done);
      await this.note(manager, by, handover, 'handover.resolved', resolution);
    };
    const conversation = await this.conversations.get(by, solution, handover.conversationId);
    const holder = await holderOf(this.source.manager, conversation);
    if (holder?.id === id) {
      await this.conversations.giveBack(by, solution, handover.conversationId, resolution === 'closed', settle);
    } else if (resolution === 'closed') await this.source.transaction(settle);
    else throw nothingToHandBack(conversation, holder);
    return { ...handover, ...done };
  }

  private note(
    manager: DataSource['manager'],
    by: Principal,
    { id, clientId, conversationId, solutionId, kind, team, rank }: Handover,
    action: string,
    resolution?: string,
  ): Promise<void> {
    return this.audit.append(manager, {
      clientId,
      actor: actorOf(by),
      action,
      subject: { handover: id, conversation: conversationId, solution: solutionId },
      detail: { kind, team, priority: HANDOVER_PRIORITIES[rank]!, ...(resolution === undefined ? {} : { resolution }) },
    });
  }
}

function refuseUnlessOwned(by: Principal, handover: Handover): void {
  const { id, status, claimedOwner } = handover;
  if (status === 'claimed' && isSamePerson(claimedOwner!, by.owner)) return;
  if (status !== 'open') throw notToBeHad(handover);
  throw new ProoflineError('conflict', 'HANDOVER_NOT_CLAIMED', `Claim handover '${id}' before you resolve it.`);
}

function nothingToHandBack({ status }: Conversation, holder: Handover | null): ProoflineError {
  const inTheWay = holder === null ? 'the bot has it already' : `it is with people by ${holder.kind} '${holder.id}'`;
  return new ProoflineError(
    'conflict',
    'NOTHING_TO_HAND_BACK',
    `The conversation cannot be given back to the bot: ${status === 'open' ? inTheWay : 'it is over'}. Close the message that was left.`,
  );
}

function notToBeHad({ id, status, claimedOwner }: Handover): ProoflineError {
  return status === 'claimed'
    ? new ProoflineError('conflict', 'HANDOVER_CLAIMED', `'${claimedOwner}' has handover '${id}' already.`)
    : new ProoflineError('conflict', 'HANDOVER_RESOLVED', `Handover '${id}' is resolved already.`);
}
