import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { parseFlow } from '../flow/parse-flow.js';
import type { RewriteSettings } from '../rewriting/rewrite-settings.js';
import { ChatSession, type ChatSettings } from './chat-session.js';
import { type ChatModels, intentsUnknown, understandingOf, unknownIntents } from './model-understanding.js';
import { openKnowledgeOf } from './open-knowledge.js';

export interface OpenedChat {
  session: ChatSession;
  /** What is left over in the flow: the bot works all the same. */
  warnings: Problem[];
}

export interface OpenSettings extends Partial<Omit<ChatSettings, 'flow'>> {
  models?: Partial<ChatModels> | undefined;
  /** An endpoint that rewords replies, instead of the one that the flow names. */
  endpoint?: RewriteSettings | undefined;
  /** The environment variables among which its key is looked up; none by default. */
  environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Begins a conversation with the flow of a folder. Without a model of intents, keywords and forms understand the customer; the
 * documents in the folder `knowledge` beside the flow answer, where the settings give no other way to find an answer.
 */
export async function openChat(
  folder: string,
  { understand, models = {}, endpoint, environment = {}, ...settings }: OpenSettings = {},
): Promise<OpenedChat> {
  const { flow, warnings } = await readFlow(folder);
  if (models.intent !== undefined) {
    const unknown = unknownIntents(flow, models.intent);
    if (unknown.length > 0) warnings.push(intentsUnknown(unknown));
  }
  const now = settings.now ?? ((): Date => new Date());
  const knowledge = settings.findAnswer === undefined ? await openKnowledgeOf(folder, flow, now()) : undefined;
  warnings.push(...(knowledge?.warnings ?? []));
  const reworded = await rewriterOf(endpoint ?? flow.rewrite, settings.rewrite, environment);
  warnings.push(...reworded.warnings);
  const session = new ChatSession({
    findAnswer: knowledge?.findAnswer,
    ...settings,
    rewrite: reworded.rewrite,
    flow,
    now,
    understand: understand ?? understandingOf(flow, models),
  });
  return { session, warnings };
}

/** What rewords replies: what the caller gives, else an endpoint. Its code is loaded only where there is one. */
async function rewriterOf(
  endpoint: RewriteSettings | undefined,
  given: ChatSettings['rewrite'],
  environment: NonNullable<OpenSettings['environment']>,
): Promise<{ rewrite?: ChatSettings['rewrite']; warnings: Problem[] }> {
  if (given !== undefined || endpoint === undefined) return { rewrite: given, warnings: [] };
  const { openRewriter } = await import('../rewriting/open-rewriter.js');
  return openRewriter(endpoint, environment);
}

/** Reads `flow.yaml` of a folder. Throws `not-found` where there is none, `invalid-input` where it has faults. */
export async function readFlow(folder: string): Promise<ReturnType<typeof parseFlow>> {
  const path = join(folder, 'flow.yaml');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ProoflineError(
      'not-found',
      'FLOW_NOT_FOUND',
      `There is no file '${path}'. Name the folder that holds flow.yaml.`,
    );
  });
  return parseFlow(text);
}
