import { setTimeout as wait } from 'node:timers/promises';
import { ProoflineError } from '@proofline/learn';
import {
  type Dialogue,
  type DialogueAction,
  type DialogueHandover,
  type DialogueReply,
  type DialogueState,
  HANDOVER_PRIORITIES,
} from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { DataSource, EntityManager } from 'typeorm';
import type { Scope } from '../access/scope.js';
import type { DialoguesService, SpokenDialogue } from '../dialogues/dialogues.service.js';
import type { OpenDialogues } from '../dialogues/open-dialogues.js';
import { isUuid } from '../persistence/identifiers.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { EventSender } from '../webhooks/event-sender.js';
import type { Conversation, ConversationAction, Handover, Sender } from './conversation.entity.js';
import { actionRows, conversationRows, handoverRows, holderOf } from './conversation-rows.js';
import { ConversationMasker, type Envelope, openPart, type SpokenLine, sealPart, withLines } from './envelope.js';

/** Another process that changes the same conversation is waited for so often, a few milliseconds each time. */
const MOST_TRIES = 100;
const LONGEST_WAIT_MS = 20;
const HOUR_MS = 3_600_000;

/** A conversation that is about to be changed. */
export interface Held {
  conversation: Conversation;
  stored: SpokenDialogue;
  dialogue: Dialogue;
  state: DialogueState;
}

/** What becomes of it. */
export interface Change {
  state: DialogueState;
  /** By customer or human; empty messages are none. */
  said?: { sender: Sender; text: string };
  replies?: readonly DialogueReply[];
  actions?: readonly (DialogueAction | DialogueHandover)[];
  /** The customer had a turn. */
  isTurn?: boolean;
  /** The conversation is over. */
  ends?: boolean;
  /** Replies are posted to the channel that it came by, and not answered. */
  toChannel?: boolean;
}

export interface MadeAction {
  id: string;
  name: string;
  slots: DialogueAction['slots'];
  returns: string[] | null;
}

/** What was written down. */
export interface Made {
  conversation: Conversation;
  stored: SpokenDialogue;
  replies: readonly DialogueReply[];
  actions: MadeAction[];
  handovers: Handover[];
  /** Hooks or channels may have to be told something. */
  hasNews: boolean;
}

/** Done in the transaction of a change; throws where the change must not be. */
export type Along = (manager: EntityManager, made: Made) => Promise<void>;

/**
 * Changes conversations, each by one at a time. Within a process changes wait for each other; of two processes the one that
 * finds the conversation changed since it read it begins again. Nobody holds a line to the database while a message is understood.
 */
export class ConversationChanges {
  /** The last change that is under way or waits, by conversation. */
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(
    private readonly source: DataSource,
    private readonly sealer: Sealer,
    private readonly dialogues: DialoguesService,
    private readonly open: OpenDialogues,
    private readonly events: EventSender,
    private readonly log: Logger,
  ) {}

  async change(
    scope: Scope,
    solution: Solution,
    id: string,
    work: (held: Held, now: Date) => Change | Promise<Change>,
    along?: Along,
  ): Promise<Made> {
    const made = await this.inTurn(id, async () => {
      for (let tries = 1; ; tries++) {
        const held = await this.hold(scope, solution, id);
        const now = new Date();
        const change = await work(held, now);
        const done = await this.write(solution, held, change, now, along);
        if (done !== undefined) return done;
        if (tries === MOST_TRIES) throw busy(id);
        await wait(Math.random() * LONGEST_WAIT_MS);
      }
    });
    if (made.hasNews) this.events.sendSoon();
    return made;
  }

  /** The conversation; throws `not-found`. */
  get(scope: Scope, { id: solutionId }: Pick<Solution, 'id'>, id: string): Promise<Conversation> {
    if (!isUuid(id)) throw unknown(id);
    return conversationRows(this.source.manager, scope).get({ id, solutionId }, id);
  }

  envelopeOf({ state, ...row }: Conversation): Envelope {
    return openPart(this.sealer, 'conversation', row, state!);
  }

  private async inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(id) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.queues.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.queues.get(id) === mine) this.queues.delete(id);
    }
  }

  private async hold(scope: Scope, solution: Solution, id: string): Promise<Held> {
    const conversation = await this.get(scope, solution, id);
    const stored = await this.dialogues.byId(conversation.dialogueId);
    if (conversation.status !== 'open') throw ended(conversation);
    const now = new Date();
    if (isIdle(conversation, stored, now)) {
      // Whoever wrote meanwhile goes on with it.
      if ((await expire(this.source, [id], now)) === 0) return this.hold(scope, solution, id);
      throw ended({ ...conversation, status: 'expired' });
    }
    const { state } = this.envelopeOf(conversation);
    try {
      return { conversation, stored, dialogue: await this.open.of(solution, stored), state };
    } catch (error) {
      if (!(error instanceof ProoflineError) || error.kind !== 'invalid-input') throw error;
      return this.moved(solution, conversation, stored, error);
    }
  }

  /**
   * The version that it began with cannot be read any more: it goes on with the live one, from the beginning. Who has it keeps it.
   */
  private async moved(
    solution: Solution,
    conversation: Conversation,
    { version }: SpokenDialogue,
    error: ProoflineError,
  ): Promise<Held> {
    const stored = await this.dialogues.live(solution);
    if (stored.id === conversation.dialogueId) throw error;
    this.log.warn(
      { conversation: conversation.id, from: version, to: stored.version, error: error.message },
      'a conversation goes on with another dialogue version',
    );
    const dialogue = await this.open.of(solution, stored);
    const { language, mode, revision: seed } = conversation;
    const state = dialogue.start({ language, mode, seed });
    return { conversation: { ...conversation, dialogueId: stored.id }, stored, dialogue, state };
  }

  /** Undefined where somebody else has changed it meanwhile. */
  private async write(
    solution: Solution,
    held: Held,
    change: Change,
    now: Date,
    along: Along | undefined,
  ): Promise<Made | undefined> {
    const { conversation: before, stored, dialogue } = held;
    const { replies = [], said, ends = false } = change;
    const view = dialogue.view(change.state);
    const envelope = this.envelopeOf(before);
    const masker = new ConversationMasker(envelope, stored.keepPersonalData, view.personal);
    const texts = [
      ...(said === undefined || said.text.trim() === '' ? [] : [{ ...said, template: null, source: null }]),
      ...replies.map(({ text, template, source = null }) => ({ sender: 'bot' as const, text, template, source })),
    ];
    const lines = texts.map((line, k) => ({ ...line, seq: before.lines + 1 + k }));
    const masked = lines.map(({ text }) => masker.mask(text));
    const spoken = lines.map(({ seq, sender, text, source }) => ({ seq, at: now.toISOString(), sender, text, source }));
    const sealed = (): Buffer =>
      sealPart(this.sealer, 'conversation', before, {
        state: change.state,
        placeholders: masker.placeholders,
        recent: withLines(envelope.recent, spoken),
      } satisfies Envelope);
    const after: Conversation = {
      ...before,
      mode: view.mode,
      language: view.language,
      slots: view.slots,
      turn: before.turn + (change.isTurn === true ? 1 : 0),
      revision: before.revision + 1,
      lines: before.lines + lines.length,
      status: ends ? 'ended' : 'open',
      endedAt: ends ? now : null,
      state: ends ? null : sealed(),
      lastAt: now,
    };
    return this.source.transaction(async (manager) => {
      const { id, clientId, createdAt: _, ...columns } = after;
      const changed = await conversationRows(manager, { clientId }).update({ id, revision: before.revision }, columns);
      if (changed === 0) return undefined;
      for (const [k, { seq, sender, template, source }] of lines.entries()) {
        await manager.query(
          `INSERT INTO proofline.conversation_line (conversation_id, seq, client_id, at, turn, sender, text, template, source)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [id, seq, clientId, now, after.turn, sender, masked[k], template, source],
        );
      }
      if (ends) await dropActions(manager, [id]);
      const isForHumans = before.mode === 'human' && lines[0]?.sender === 'customer';
      if (isForHumans) await this.tellOfMessage(manager, solution, before, { ...spoken[0]!, text: masked[0]! });
      const hasNews = isForHumans || change.toChannel === true || (change.actions ?? []).length > 0;
      const made: Made = { conversation: after, stored, replies, actions: [], handovers: [], hasNews };
      for (const action of change.actions ?? []) {
        if (action.type === 'action') made.actions.push(await this.ask(manager, solution, after, action, now));
        else made.handovers.push(await this.handOver(manager, solution, after, action, masker, now));
      }
      const bySide = spoken.filter(({ sender }) => sender !== 'customer');
      if (change.toChannel === true && after.channelId !== null && bySide.length > 0) {
        await this.events.tellChannel(manager, after.channelId, {
          type: 'conversation.replied',
          clientId,
          conversationId: id,
          data: { conversation: id, user: this.referenceOf(after), turn: after.turn, replies: bySide },
        });
      }
      await along?.(manager, made);
      return made;
    });
  }

  /** A customer writes while a human has the conversation: whoever they work with must hear of it. */
  private async tellOfMessage(
    manager: EntityManager,
    { id: solutionId, slug }: Solution,
    conversation: Conversation,
    { seq, at, text }: SpokenLine,
  ): Promise<void> {
    const { id, clientId, channel, language } = conversation;
    const holder = await holderOf(manager, conversation);
    await this.events.tellHooks(manager, solutionId, {
      type: 'message.received',
      clientId,
      conversationId: id,
      data: {
        ...{ solution: slug, conversation: id, channel, language, seq, at, text },
        handover: holder && {
          id: holder.id,
          team: holder.team,
          queue: holder.queue,
          claimedOwner: holder.claimedOwner,
        },
      },
    });
  }

  /** Who a conversation is with. */
  referenceOf({ reference, ...row }: Omit<Conversation, 'state'>): string | null {
    return reference === null ? null : openPart(this.sealer, 'conversation reference', row, reference);
  }

  private async ask(
    manager: EntityManager,
    { id: solutionId, slug }: Solution,
    { id: conversationId, clientId, ...conversation }: Conversation,
    { name, slots, returns }: DialogueAction,
    createdAt: Date,
  ): Promise<MadeAction> {
    // What was asked for before with other words is not waited for any more.
    if (returns !== undefined) await dropActions(manager, [conversationId], name);
    const id = timeOrderedId(createdAt);
    const action: ConversationAction = {
      id,
      clientId,
      solutionId,
      conversationId,
      name,
      slots: sealPart(this.sealer, 'conversation action', { id, clientId, createdAt }, slots),
      returns: returns ?? null,
      status: 'open',
      createdAt,
      doneAt: null,
    };
    await actionRows(manager, { clientId }).insert(action);
    const asked: MadeAction = { id, name, slots, returns: returns ?? null };
    const reference = this.referenceOf({ id: conversationId, clientId, ...conversation });
    await this.events.tellHooks(manager, solutionId, {
      type: 'action.requested',
      clientId,
      conversationId,
      data: { solution: slug, conversation: conversationId, reference, ...asked },
    });
    return asked;
  }

  private async handOver(
    manager: EntityManager,
    { id: solutionId, slug }: Solution,
    { id: conversationId, clientId }: Conversation,
    given: DialogueHandover,
    masker: ConversationMasker,
    createdAt: Date,
  ): Promise<Handover> {
    const { type: kind, team, queue, priority, reason, language, foreignLanguage, summary, slots, openTasks } = given;
    const id = timeOrderedId(createdAt);
    const handover: Handover = {
      id,
      clientId,
      solutionId,
      conversationId,
      kind,
      team,
      queue,
      rank: HANDOVER_PRIORITIES.indexOf(priority),
      reason,
      language,
      foreignLanguage,
      detail: sealPart(this.sealer, 'handover', { id, clientId, createdAt }, { summary, slots, openTasks }),
      status: 'open',
      claimedOwner: null,
      claimedAt: null,
      resolution: null,
      resolvedAt: null,
      createdAt,
    };
    await handoverRows(manager, { clientId }).insert(handover);
    await this.events.tellHooks(manager, solutionId, {
      type: 'handover.created',
      clientId,
      conversationId,
      data: {
        ...{ solution: slug, conversation: conversationId, id, kind, team, queue, priority, reason, language },
        foreignLanguage,
        // Values of slots are asked for with a key.
        summary: masker.mask(summary),
        slots: Object.keys(slots),
      },
    });
    return handover;
  }
}

/** What a conversation waits for; what other systems do by themselves stays to be done. */
async function dropActions(manager: EntityManager, conversations: readonly string[], name?: string): Promise<void> {
  await manager.query(
    `UPDATE proofline.conversation_action SET status = 'dropped', slots = NULL, done_at = now()
      WHERE conversation_id = ANY($1) AND status = 'open' AND returns IS NOT NULL AND ($2::text IS NULL OR name = $2)`,
    [conversations, name ?? null],
  );
}

/** Those that a human has are ended by people. */
function isIdle({ mode, lastAt }: Conversation, { idleHours }: SpokenDialogue, now: Date): boolean {
  return mode === 'bot' && now.getTime() - lastAt.getTime() > idleHours * HOUR_MS;
}

/**
 * Ends those of some conversations that have waited for the customer for longer than their dialogue version lets them; what is
 * sealed of them goes. One that changed since it was looked at stays. How many ended.
 */
export function expire(source: DataSource, ids: readonly string[], now: Date): Promise<number> {
  return source.transaction(async (manager) => {
    const [expired] = (await manager.query(
      `UPDATE proofline.conversation c SET status = 'expired', state = NULL, ended_at = $2, revision = c.revision + 1
         FROM proofline.dialogue d
        WHERE d.id = c.dialogue_id AND c.id = ANY($1) AND c.status = 'open' AND c.mode = 'bot'
          AND c.last_at < $2::timestamptz - make_interval(hours => d.idle_hours)
        RETURNING c.id`,
      [ids, now],
    )) as [{ id: string }[], number];
    await dropActions(
      manager,
      expired.map(({ id }) => id),
    );
    return expired.length;
  });
}

function ended({ id, status }: Conversation): ProoflineError {
  return new ProoflineError(
    'conflict',
    status === 'expired' ? 'CONVERSATION_EXPIRED' : 'CONVERSATION_ENDED',
    `Conversation '${id}' has ${status}${status === 'expired' ? ' for want of messages' : ''}. Begin another.`,
  );
}

function unknown(id: string): ProoflineError {
  return new ProoflineError('not-found', 'CONVERSATION_UNKNOWN', `There is no conversation '${id}'.`);
}

function busy(id: string): ProoflineError {
  return new ProoflineError(
    'unavailable',
    'CONVERSATION_BUSY',
    `Conversation '${id}' is written to by so many at once that your message found no gap. Send it again.`,
  );
}
