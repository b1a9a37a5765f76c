import { randomInt } from 'node:crypto';
import { type Json, ProoflineError } from '@proofline/learn';
import type { DialogueReply, DialogueTurn } from '@proofline/pipeline';
import { And, type DataSource, type FindOptionsSelect, LessThan, MoreThanOrEqual } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { isAllowed } from '../access/roles.js';
import { platformRows, type Scope } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { type Channel, channelEntity } from '../channels/channel.entity.js';
import type { DialoguesService } from '../dialogues/dialogues.service.js';
import type { OpenDialogues } from '../dialogues/open-dialogues.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import { subjectOf } from '../prediction-log/prediction-record.js';
import { isSamePerson } from '../promotions/four-eyes.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { Conversation, ConversationAction, ConversationLine, Handover } from './conversation.entity.js';
import type { Along, Change, ConversationChanges, Made, MadeAction } from './conversation-changes.js';
import { actionRows, conversationRows, handoverRows, holderOf } from './conversation-rows.js';
import { type Envelope, openPart, type SpokenLine, sealPart } from './envelope.js';

/** Of a message. */
export const LONGEST_MESSAGE = 20_000;
/** Of one conversation: what is longer is none. */
const MOST_LINES = 2_000;

export interface NewConversation {
  language?: string | undefined;
  /** Who it is with, as the caller knows them: kept sealed. */
  reference?: string | undefined;
  /** What the caller calls the way that it came by. */
  channel?: string | undefined;
}

export interface ConversationFilter {
  status?: Conversation['status'] | undefined;
  /** Who it is with. */
  reference?: string | undefined;
  /** Begun from then on. */
  since?: Date | undefined;
  /** Begun before then. */
  until?: Date | undefined;
}

/** What a message or a result led to. */
export interface ConversationTurn {
  conversation: Conversation;
  dialogueVersion: number;
  replies: readonly DialogueReply[];
  actions: MadeAction[];
  handovers: Handover[];
  traces: Json[];
}

/** Hears of what is counted. */
export interface ConversationListener {
  onMessage(solution: Solution, from: 'customer' | 'human'): void;
  onHandover(solution: Solution, handover: Handover): void;
  onFallback(solution: Solution): void;
}

export type ListedConversation = Omit<Conversation, 'state'>;

const LISTED = {
  id: true,
  clientId: true,
  solutionId: true,
  dialogueId: true,
  channelId: true,
  channel: true,
  subject: true,
  reference: true,
  language: true,
  mode: true,
  status: true,
  turn: true,
  revision: true,
  lines: true,
  slots: true,
  createdAt: true,
  lastAt: true,
  endedAt: true,
} as const satisfies FindOptionsSelect<Conversation>;

/** Conversations of customers with the dialogue of a solution. */
export class ConversationsService {
  private listener: ConversationListener | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly sealer: Sealer,
    private readonly dialogues: DialoguesService,
    private readonly open: OpenDialogues,
    private readonly changes: ConversationChanges,
  ) {}

  listen(listener: ConversationListener): void {
    this.listener = listener;
  }

  /** Begins a conversation with the live dialogue; nothing has been said yet. */
  async start(
    by: Scope,
    solution: Solution,
    { language, reference, channel = undefined }: NewConversation,
    channelId: string | null = null,
  ): Promise<Conversation> {
    const stored = await this.dialogues.live(solution);
    const dialogue = await this.open.of(solution, stored);
    const state = dialogue.start({ seed: randomInt(2 ** 31), ...(language === undefined ? {} : { language }) });
    const createdAt = new Date();
    const row = { id: timeOrderedId(createdAt), clientId: solution.clientId, createdAt };
    const envelope: Envelope = { state, placeholders: [], recent: [] };
    const conversation: Conversation = {
      ...row,
      solutionId: solution.id,
      dialogueId: stored.id,
      channelId,
      channel: channel ?? null,
      subject: reference === undefined ? null : subjectOf(reference, solution.clientId, this.sealer),
      reference: reference === undefined ? null : sealPart(this.sealer, 'conversation reference', row, reference),
      language: dialogue.view(state).language,
      mode: 'bot',
      status: 'open',
      turn: 0,
      revision: 0,
      lines: 0,
      slots: [],
      state: sealPart(this.sealer, 'conversation', row, envelope),
      lastAt: createdAt,
      endedAt: null,
    };
    await conversationRows(this.source.manager, by).insert(conversation);
    return conversation;
  }

  /**
   * A message of the customer. Where people answer the channel that it came by, it brings them. While a human has the conversation
   * it is kept, and nobody answers here.
   */
  async say(
    by: Scope,
    solution: Solution,
    id: string,
    text: string,
    { toChannel = false, along }: { toChannel?: boolean; along?: Along } = {},
  ): Promise<ConversationTurn> {
    refuseTooLong(text);
    let turn: DialogueTurn | undefined;
    const made = await this.changes.change(
      by,
      solution,
      id,
      async ({ conversation, dialogue, state }, now) => {
        refuseFull(conversation);
        turn = await dialogue.say(state, text, now, (await this.channelOf(conversation))?.answeredBy);
        return { ...changeOf(turn), said: { sender: 'customer', text }, isTurn: true, toChannel };
      },
      along,
    );
    this.listener?.onMessage(solution, 'customer');
    return this.told(solution, made, turn!);
  }

  /** A human of the team writes, who has claimed the handover. The replies are the line itself. */
  async humanSays(by: Principal, solution: Solution, id: string, text: string): Promise<ConversationTurn> {
    if (!isAllowed(by.role, 'handle')) {
      throw new ProoflineError(
        'forbidden',
        'ROLE_TOO_SMALL',
        `Key ${by.prefix}… has the role '${by.role}', which may not write as a human of the team.`,
      );
    }
    refuseTooLong(text);
    const made = await this.changes.change(by, solution, id, async ({ conversation, dialogue, state }, now) => {
      refuseFull(conversation);
      await this.refuseUnlessTheirs(by, conversation);
      return { state: dialogue.humanSays(state, text, now), said: { sender: 'human', text }, toChannel: true };
    });
    this.listener?.onMessage(solution, 'human');
    return { ...(await this.told(solution, made)), traces: [] };
  }

  /** Another system gives back what it was asked for, or says that it failed; the conversation goes on where it waits for it. */
  async resolveAction(
    by: Principal,
    solution: Solution,
    id: string,
    actionId: string,
    result: { slots?: Readonly<Record<string, Json>> | undefined; failed?: boolean | undefined },
  ): Promise<ConversationTurn> {
    const action = await this.action(by, solution, id, actionId);
    let turn: DialogueTurn | undefined;
    const settle: Along = async (manager) => {
      const change = { status: result.failed === true ? 'failed' : 'done', slots: null, doneAt: new Date() } as const;
      const settled = await actionRows(manager, by).update({ id: actionId, status: 'open' }, change);
      if (settled === 0) throw await this.notOpen(by, solution, id, actionId);
    };
    if (action.status !== 'open') throw await this.notOpen(by, solution, id, actionId);
    if (action.returns === null) {
      // Nobody waits for it, and the conversation may be over.
      const conversation = await this.changes.get(by, solution, id);
      const stored = await this.dialogues.byId(conversation.dialogueId);
      const made: Made = { conversation, stored, replies: [], actions: [], handovers: [], hasNews: false };
      await this.source.transaction((manager) => settle(manager, made));
      return this.told(solution, made);
    }
    const made = await this.changes.change(
      by,
      solution,
      id,
      async ({ dialogue, state }, now) => {
        const { slots, failed } = result;
        turn = await dialogue.resolve(
          state,
          {
            action: action.name,
            ...(slots === undefined ? {} : { slots }),
            ...(failed === undefined ? {} : { failed }),
          },
          now,
        );
        return { ...changeOf(turn), toChannel: true };
      },
      settle,
    );
    return this.told(solution, made, turn!);
  }

  /** Goes on with the bot, or ends the conversation; for whoever resolves its handover. */
  async giveBack(by: Scope, solution: Solution, id: string, ends: boolean, along: Along): Promise<ConversationTurn> {
    let turn: DialogueTurn | undefined;
    const made = await this.changes.change(
      by,
      solution,
      id,
      async ({ conversation, dialogue, state }, now) => {
        if (ends) return { state, ends };
        refuseWithoutBot(await this.channelOf(conversation));
        turn = await dialogue.handBack(state, now);
        return { ...changeOf(turn), toChannel: true };
      },
      along,
    );
    return this.told(solution, made, turn);
  }

  /** Ends it: what is sealed of it goes, the transcript stays. */
  async end(by: Scope, solution: Solution, id: string): Promise<Conversation> {
    const { conversation } = await this.changes.change(
      by,
      solution,
      id,
      ({ state }) => ({ state, ends: true }),
      async (manager) => {
        await manager.query(
          `UPDATE proofline.handover SET status = 'resolved', resolution = 'closed', resolved_at = now(), detail = NULL
            WHERE conversation_id = $1 AND kind = 'handover' AND status <> 'resolved'`,
          [id],
        );
      },
    );
    return conversation;
  }

  /** Deletes everything that is kept of it. */
  async erase(by: Principal, solution: Solution, id: string): Promise<void> {
    await this.changes.get(by, solution, id);
    await this.source.transaction(async (manager) => {
      await conversationRows(manager, by).remove({ id });
      await this.audit.append(manager, {
        clientId: solution.clientId,
        actor: actorOf(by),
        action: 'conversation.erased',
        subject: { conversation: id, solution: solution.id },
      });
    });
  }

  /** The latest first. */
  page(
    scope: Scope,
    solution: Solution,
    wanted: PageWanted,
    { status, reference, since, until }: ConversationFilter,
  ): Promise<Page<ListedConversation>> {
    const began = [
      ...(since === undefined ? [] : [MoreThanOrEqual(since)]),
      ...(until === undefined ? [] : [LessThan(until)]),
    ];
    return conversationRows(this.source.manager, scope).page(
      {
        solutionId: solution.id,
        ...(status === undefined ? {} : { status }),
        ...(reference === undefined ? {} : { subject: subjectOf(reference, solution.clientId, this.sealer) }),
        ...(began.length === 0 ? {} : { createdAt: And(...began) }),
      },
      { by: 'createdAt', direction: 'DESC' },
      wanted,
      LISTED,
    );
  }

  get(scope: Scope, solution: Solution, id: string): Promise<Conversation> {
    return this.changes.get(scope, solution, id);
  }

  referenceOf(conversation: ListedConversation): string | null {
    return this.changes.referenceOf(conversation);
  }

  /** As it is kept. */
  transcript({ id }: Pick<Conversation, 'id'>): Promise<ConversationLine[]> {
    return this.source.query(
      `SELECT seq, at, turn, sender, text, template, source FROM proofline.conversation_line WHERE conversation_id = $1 ORDER BY seq`,
      [id],
    );
  }

  /** What was said behind a line, as it was said, for whoever takes it to the customer or the team; none once it has ended. */
  spoken(conversation: Conversation, after: number): SpokenLine[] {
    if (conversation.state === null) return [];
    return this.changes.envelopeOf(conversation).recent.filter(({ seq }) => seq > after);
  }

  handoversOf(scope: Scope, { id }: Pick<Conversation, 'id'>): Promise<Handover[]> {
    return handoverRows(this.source.manager, scope).find({ conversationId: id }, { order: { id: 'ASC' } });
  }

  /** What other systems are to do, the oldest first. */
  actions(
    scope: Scope,
    { id }: Solution,
    wanted: PageWanted,
    where: { status?: ConversationAction['status'] | undefined; conversationId?: string | undefined },
  ): Promise<Page<ConversationAction>> {
    const { status, conversationId } = where;
    return actionRows(this.source.manager, scope).page(
      {
        solutionId: id,
        ...(status === undefined ? {} : { status }),
        ...(conversationId === undefined ? {} : { conversationId }),
      },
      { by: 'createdAt', direction: 'ASC' },
      wanted,
    );
  }

  /** What an action needs to know; empty once it is done. */
  slotsOf({ slots, ...row }: ConversationAction): Readonly<Record<string, Json>> {
    return slots === null ? {} : openPart(this.sealer, 'conversation action', row, slots);
  }

  /** The signed channel that it came by, as it is now; null where it came by none. */
  private async channelOf({ channelId }: Conversation): Promise<Channel | null> {
    return channelId === null ? null : platformRows(this.source.manager, channelEntity).findOne({ id: channelId });
  }

  private async action(scope: Scope, solution: Solution, id: string, actionId: string): Promise<ConversationAction> {
    await this.changes.get(scope, solution, id);
    if (!isUuid(actionId)) {
      throw new ProoflineError('not-found', 'ACTION_UNKNOWN', `There is no action '${actionId}'.`);
    }
    return actionRows(this.source.manager, scope).get({ id: actionId, conversationId: id }, actionId);
  }

  private async notOpen(scope: Scope, solution: Solution, id: string, actionId: string): Promise<ProoflineError> {
    const { status } = await this.action(scope, solution, id, actionId);
    const why = status === 'dropped' ? 'the conversation went on without it' : 'its result is here already';
    return new ProoflineError('conflict', 'ACTION_NOT_OPEN', `Action '${actionId}' waits for nothing: ${why}.`);
  }

  /** Humans write where they have the conversation, and only who has claimed it. */
  private async refuseUnlessTheirs(by: Principal, conversation: Conversation): Promise<void> {
    const { id, mode } = conversation;
    if (mode !== 'human') {
      throw new ProoflineError(
        'conflict',
        'BOT_HAS_CONVERSATION',
        `The bot has conversation '${id}'. A human writes once it was handed over.`,
      );
    }
    const claimedOwner = (await holderOf(this.source.manager, conversation))?.claimedOwner ?? null;
    if (claimedOwner !== null && isSamePerson(claimedOwner, by.owner)) return;
    throw new ProoflineError(
      'conflict',
      'HANDOVER_NOT_YOURS',
      `'${by.owner}' has not claimed the handover of conversation '${id}'${claimedOwner === null ? '' : `; '${claimedOwner}' has`}.`,
    );
  }

  private async told(solution: Solution, made: Made, turn?: DialogueTurn): Promise<ConversationTurn> {
    for (const handover of made.handovers) this.listener?.onHandover(solution, handover);
    if (turn?.fallback === true) this.listener?.onFallback(solution);
    const { conversation, stored, replies, actions, handovers } = made;
    return {
      conversation,
      dialogueVersion: stored.version,
      replies,
      actions,
      handovers,
      traces: turn?.traces ?? [],
    };
  }
}

function changeOf({ state, replies, actions }: DialogueTurn): Change {
  return { state, replies, actions };
}

function refuseWithoutBot(channel: Channel | null): void {
  if (channel?.answeredBy !== 'human') return;
  throw new ProoflineError(
    'conflict',
    'CHANNEL_FOR_HUMANS',
    `People answer channel '${channel.name}', and the bot does not go on. Close the conversation, or switch the channel to the bot first.`,
  );
}

function refuseFull({ id, lines }: Conversation): void {
  if (lines < MOST_LINES) return;
  throw new ProoflineError(
    'conflict',
    'CONVERSATION_FULL',
    `Conversation '${id}' has ${MOST_LINES} lines, as many as one may have. Begin another.`,
  );
}

function refuseTooLong(text: string): void {
  if (text.length <= LONGEST_MESSAGE) return;
  throw new ProoflineError(
    'invalid-input',
    'MESSAGE_TOO_LONG',
    `The message has ${text.length} characters; one has at most ${LONGEST_MESSAGE}. Send it in parts.`,
  );
}
