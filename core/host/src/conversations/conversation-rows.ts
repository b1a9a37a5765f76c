import { type EntityManager, In } from 'typeorm';
import { type Scope, ScopedRows } from '../access/scope.js';
import {
  type Conversation,
  type ConversationAction,
  conversationActionEntity,
  conversationEntity,
  type Handover,
  handoverEntity,
} from './conversation.entity.js';

export function conversationRows(manager: EntityManager, scope: Scope): ScopedRows<Conversation> {
  return new ScopedRows(manager, conversationEntity, scope, 'conversation');
}

export function actionRows(manager: EntityManager, scope: Scope): ScopedRows<ConversationAction> {
  return new ScopedRows(manager, conversationActionEntity, scope, 'action');
}

export function handoverRows(manager: EntityManager, scope: Scope): ScopedRows<Handover> {
  return new ScopedRows(manager, handoverEntity, scope, 'handover');
}

/** What a human has an open conversation by: the handover, or the message for a team that was closed; null while the bot has it. */
export async function holderOf(
  manager: EntityManager,
  { id, clientId, mode, status }: Conversation,
): Promise<Handover | null> {
  if (mode !== 'human' || status !== 'open') return null;
  const waiting = await handoverRows(manager, { clientId }).find(
    { conversationId: id, status: In(['open', 'claimed']) },
    { order: { id: 'DESC' } },
  );
  return waiting.find(({ kind }) => kind === 'handover') ?? waiting[0] ?? null;
}
