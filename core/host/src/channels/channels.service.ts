import { randomUUID } from 'node:crypto';
import { ProoflineError } from '@proofline/learn';
import type { AnsweredBy, DialogueReply } from '@proofline/pipeline';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import { type Scope, ScopedRows } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Conversation } from '../conversations/conversation.entity.js';
import { conversationRows } from '../conversations/conversation-rows.js';
import type { ConversationsService } from '../conversations/conversations.service.js';
import { isUuid } from '../persistence/identifiers.js';
import type { Page, PageWanted } from '../persistence/page.js';
import { isUniqueViolation } from '../persistence/postgres-errors.js';
import { subjectOf } from '../prediction-log/prediction-record.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { SolutionsService } from '../solutions/solutions.service.js';
import { isSigned, newWebhookSecret, type SignatureHeaders } from '../webhooks/signed-message.js';
import { CHANNEL_PURPOSE, type Channel, channelEntity } from './channel.entity.js';

const ANSWER_PURPOSE = 'channel answer';

/** A message of a customer as a channel brings it. */
export interface ChannelMessage {
  /** The same where it is delivered again. */
  id: string;
  /** Who writes, as the channel knows them. */
  user: string;
  text: string;
  language?: string | undefined;
}

export interface ChannelAnswer {
  conversation: string;
  turn: number;
  mode: Conversation['mode'];
  /** None where the channel has an address that they are posted to. */
  replies: DialogueReply[];
}

/** Ways by which messages of customers come signed, without an API key. */
export class ChannelsService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly sealer: Sealer,
    private readonly solutions: SolutionsService,
    private readonly conversations: ConversationsService,
  ) {}

  /** Adds a channel. Its secret, which signs what comes and what is posted, is returned here and nowhere else. */
  async add(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    { name, callbackUrl, answeredBy }: Pick<Channel, 'name' | 'callbackUrl' | 'answeredBy'>,
  ): Promise<Channel & { secret: string }> {
    const own = { id: randomUUID(), clientId, solutionId, createdAt: new Date() };
    const channel: Channel = { ...own, name, callbackUrl, answeredBy };
    const secret = newWebhookSecret();
    const sealed = this.sealer.seal(secret, secretOf(channel));
    try {
      await this.source.transaction(async (manager) => {
        await manager.query(
          `INSERT INTO proofline.channel (id, client_id, solution_id, name, callback_url, answered_by, secret, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [channel.id, clientId, solutionId, name, callbackUrl, answeredBy, sealed, channel.createdAt],
        );
        await this.audit.append(manager, {
          clientId,
          actor: actorOf(by),
          action: 'channel.added',
          subject: { channel: channel.id, solution: solutionId },
          detail: { name, callbackUrl, answeredBy },
        });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new ProoflineError('conflict', 'CHANNEL_EXISTS', `The solution has a channel '${name}' already.`);
    }
    return { ...channel, secret };
  }

  page(scope: Scope, { id }: Solution, wanted: PageWanted): Promise<Page<Channel>> {
    const oldest = { by: 'createdAt', direction: 'ASC' } as const;
    return rowsOf(this.source.manager, scope).page({ solutionId: id }, oldest, wanted);
  }

  /**
   * Switches the bot off or on for a channel. What it has with customers goes to people with their next message; what people have
   * stays with them.
   */
  switchTo(
    by: Principal,
    { id: solutionId, clientId }: Solution,
    id: string,
    answeredBy: AnsweredBy,
  ): Promise<Channel> {
    if (!isUuid(id)) throw unknown(id);
    return this.source.transaction(async (manager) => {
      const rows = rowsOf(manager, by);
      const channel = await rows.get({ id, solutionId }, id, true);
      if (channel.answeredBy === answeredBy) return channel;
      await rows.update({ id }, { answeredBy });
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'channel.switched',
        subject: { channel: id, solution: solutionId },
        detail: { name: channel.name, answeredBy, before: channel.answeredBy },
      });
      return { ...channel, answeredBy };
    });
  }

  async remove(by: Principal, { id: solutionId, clientId }: Solution, id: string): Promise<void> {
    await this.source.transaction(async (manager) => {
      const [, removed] = isUuid(id)
        ? await manager.query('DELETE FROM proofline.channel WHERE id = $1 AND solution_id = $2', [id, solutionId])
        : [[], 0];
      if (removed === 0) throw unknown(id);
      await this.audit.append(manager, {
        clientId,
        actor: actorOf(by),
        action: 'channel.removed',
        subject: { channel: id, solution: solutionId },
      });
    });
  }

  /** The channel that a message is signed for. Throws `unauthenticated`, whether there is no such channel or another secret. */
  async prove(id: string, headers: SignatureHeaders, body: string): Promise<Channel> {
    const [found]: (Channel & { secret: Buffer })[] = isUuid(id)
      ? await this.source.query(
          `SELECT id, client_id AS "clientId", solution_id AS "solutionId", name, callback_url AS "callbackUrl",
                  answered_by AS "answeredBy", secret,
                  created_at AS "createdAt" FROM proofline.channel WHERE id = $1`,
          [id],
        )
      : [];
    if (found !== undefined) {
      const { secret, ...channel } = found;
      if (isSigned(headers, body, this.sealer.open(secret, secretOf(channel)), new Date())) return channel;
    }
    throw new ProoflineError(
      'unauthenticated',
      'SIGNATURE_REFUSED',
      "The message is not signed with the channel's secret, or was signed more than five minutes ago. Sign it as Standard Webhooks describes: webhook-id, webhook-timestamp, webhook-signature.",
    );
  }

  /** Takes a message into the conversation of whoever wrote it. Delivered again it gets the same answer and is not taken again. */
  async take(channel: Channel, message: ChannelMessage): Promise<{ answer: ChannelAnswer; repeated: boolean }> {
    const known = await this.answered(channel, message);
    if (known !== undefined) return { answer: known, repeated: true };
    const solution = await this.solutions.byId(channel.solutionId);
    try {
      return { answer: await this.takeOnce(channel, solution, message), repeated: false };
    } catch (error) {
      // Of two deliveries at once one was first.
      const first = isUniqueViolation(error) ? await this.answered(channel, message) : undefined;
      if (first === undefined) throw error;
      return { answer: first, repeated: true };
    }
  }

  private async takeOnce(channel: Channel, solution: Solution, message: ChannelMessage): Promise<ChannelAnswer> {
    for (let tries = 1; ; tries++) {
      const conversation = await this.conversationOf(channel, solution, message);
      try {
        return await this.sayOnce(channel, solution, conversation.id, message);
      } catch (error) {
        // One that ended meanwhile, or waited for too long: another begins.
        const isOver = error instanceof ProoflineError && /^CONVERSATION_(ENDED|EXPIRED|FULL)$/.test(error.code);
        if (!isOver || tries === 2) throw error;
        if (error.code === 'CONVERSATION_FULL') await this.conversations.end(channel, solution, conversation.id);
      }
    }
  }

  private async sayOnce(
    channel: Channel,
    solution: Solution,
    id: string,
    message: ChannelMessage,
  ): Promise<ChannelAnswer> {
    const toChannel = channel.callbackUrl !== null;
    let answer: ChannelAnswer | undefined;
    await this.conversations.say(channel, solution, id, message.text, {
      toChannel,
      along: async (manager, { conversation, replies }) => {
        const { turn, mode } = conversation;
        answer = { conversation: id, turn, mode, replies: toChannel ? [] : [...replies] };
        const at = new Date();
        await manager.query(
          `INSERT INTO proofline.channel_message (channel_id, message_id, client_id, conversation_id, body_hash, answer, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [
            channel.id,
            message.id,
            channel.clientId,
            id,
            this.hashOf(channel, message),
            this.sealer.seal(JSON.stringify(answer), answerOf(channel, message.id, at)),
            at,
          ],
        );
      },
    });
    return answer!;
  }

  /** The one that is open with whoever writes, or a new one. */
  private async conversationOf(
    channel: Channel,
    solution: Solution,
    { user, language }: ChannelMessage,
  ): Promise<Conversation> {
    const open = () =>
      conversationRows(this.source.manager, channel).findOne({
        channelId: channel.id,
        subject: subjectOf(user, channel.clientId, this.sealer),
        status: 'open',
      });
    const known = await open();
    if (known !== null) return known;
    try {
      const wanted = { language, reference: user, channel: channel.name };
      return await this.conversations.start(channel, solution, wanted, channel.id);
    } catch (error) {
      const other = isUniqueViolation(error) ? await open() : null;
      if (other === null) throw error;
      return other;
    }
  }

  private async answered(channel: Channel, message: ChannelMessage): Promise<ChannelAnswer | undefined> {
    const [known]: { hash: Buffer; answer: Buffer; at: Date }[] = await this.source.query(
      'SELECT body_hash AS hash, answer, at FROM proofline.channel_message WHERE channel_id = $1 AND message_id = $2',
      [channel.id, message.id],
    );
    if (known === undefined) return undefined;
    if (known.hash.equals(this.hashOf(channel, message))) {
      return JSON.parse(this.sealer.open(known.answer, answerOf(channel, message.id, known.at))) as ChannelAnswer;
    }
    throw new ProoflineError(
      'conflict',
      'MESSAGE_ID_REUSED',
      `Another message came as '${message.id}' before. Give each message an id of its own, and the same only to deliver one again.`,
    );
  }

  /** Keyed: what a customer wrote cannot be guessed from it. */
  private hashOf({ clientId }: Channel, { user, text, language = '' }: ChannelMessage): Buffer {
    return this.sealer.digest(JSON.stringify([user, text, language]), clientId, 'channel message');
  }
}

function rowsOf(manager: EntityManager, scope: Scope): ScopedRows<Channel> {
  return new ScopedRows(manager, channelEntity, scope, 'channel');
}

function unknown(id: string): ProoflineError {
  return new ProoflineError('not-found', 'CHANNEL_UNKNOWN', `There is no channel '${id}'.`);
}

function secretOf({ id, clientId, createdAt }: Channel) {
  return { client: clientId, purpose: CHANNEL_PURPOSE, name: id, at: createdAt };
}

function answerOf({ id, clientId }: Channel, messageId: string, at: Date) {
  return { client: clientId, purpose: ANSWER_PURPOSE, name: `${id} ${messageId}`, at };
}
