import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { openKnowledgeOf, readFlow, understandingOf } from '@proofline/customer-service/dialogue';
import {
  applyProposals,
  examplesOf,
  findMisses,
  formatProposals,
  type KnownUtterance,
  MISS_REASONS,
  type Miss,
  type Proposal,
  parseProposals,
  propose,
  readConversations,
  readTraining,
} from '@proofline/customer-service/learning';
import { ProoflineError } from '@proofline/learn';
import { columnsWithRole, columnWithRole, type Predictor, sentenceEncoder, type Vertical } from '@proofline/pipeline';
import { refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { checkWritable } from '../output/predictions-file.js';
import { table } from '../output/table.js';
import { modelsOf } from './chat.js';

export interface FindFlags {
  flow: string;
  intents?: string;
  train?: string;
  text?: string;
  target?: string;
  conversationColumn: string;
  fromColumn: string;
  textColumn: string;
  encoder?: string;
  least: number;
  seed: number;
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** Finds what the bot missed, and writes what could be learnt from it for a person to approve. */
export async function findInChats(
  io: Io,
  verticals: readonly Vertical[],
  file: string,
  { conversationColumn, fromColumn, textColumn, least, seed, encoder, ...flags }: FindFlags,
): Promise<void> {
  const chats = resolve(io.cwd, file);
  const out = resolve(io.cwd, flags.out ?? 'proposals.yaml');
  const train = flags.train === undefined ? undefined : resolve(io.cwd, flags.train);
  await checkOut(out, flags, [chats, train]);
  const { flow } = await readFlow(resolve(io.cwd, flags.flow));
  const columns = { conversation: conversationColumn, from: fromColumn, text: textColumn };
  const conversations = await readConversations(chats, columns);
  const models = await modelsOf(io, verticals, flags.intents === undefined ? {} : { intents: flags.intents });
  const known: KnownUtterance[] =
    train === undefined ? examplesOf(flow) : await readTraining(train, trainingColumns(models.intent, flags));
  const own = encoder === undefined ? undefined : sentenceEncoder(encoder);
  const now = new Date();
  const documents = await openKnowledgeOf(resolve(io.cwd, flags.flow), flow, now);
  const { misses, messages } = await findMisses(conversations, {
    flow,
    understand: understandingOf(flow, models),
    findAnswer: documents?.findAnswer,
    now,
  });
  const proposals = await propose(misses, {
    flow,
    known,
    encoderFor: (language) => own ?? (language === 'en' ? sentenceEncoder() : undefined),
    least,
    seed,
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  await writeFile(out, formatProposals({ version: 1, chats: basename(chats), proposals }));
  const found = { conversations: conversations.length, messages, misses: misses.length, proposals: proposals.length };
  if (flags.json === true)
    io.out(`${JSON.stringify({ ...found, reasons: reasonsOf(misses), file: out, items: proposals }, null, 2)}\n`);
  else io.out(printed(found, misses, proposals, relative(io.cwd, out)));
}

async function checkOut(
  out: string,
  { force = false, out: named = 'proposals.yaml' }: Pick<FindFlags, 'force' | 'out'>,
  [chats, train]: readonly (string | undefined)[],
): Promise<void> {
  await refuseOverwriting(out, [
    ['the chats', chats],
    ['--train', train],
  ]);
  if (!force && (await stat(out).catch(() => undefined)) !== undefined) {
    throw new ProoflineError(
      'conflict',
      'OUTPUT_EXISTS',
      `'${named}' exists, and may hold what somebody has approved. Name another file with --out, or add --force.`,
    );
  }
  await checkWritable(out);
}

/** The columns of the training file, as they are named or as the model was trained on them. */
function trainingColumns(model: Predictor | undefined, { text, target }: Pick<FindFlags, 'text' | 'target'>) {
  const learnt = model && columnWithRole(model.schema, 'target');
  return {
    text: text ?? (model && columnsWithRole(model.inputSchema, 'feature')[0]!.name) ?? 'text',
    target: target ?? learnt?.name ?? 'intent',
    outOfScope: learnt?.outOfScope,
  };
}

function reasonsOf(misses: readonly Miss[]): Record<string, number> {
  return Object.fromEntries(MISS_REASONS.map((name) => [name, misses.filter(({ reason }) => reason === name).length]));
}

function printed(
  { conversations, messages, misses: missed }: { conversations: number; messages: number; misses: number },
  misses: readonly Miss[],
  proposals: readonly Proposal[],
  file: string,
): string {
  const reasons = Object.entries(reasonsOf(misses))
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  const lines = [
    `${conversations} conversations, ${messages} messages before a human came; missed: ${missed}${reasons === '' ? '' : ` (${reasons})`}.`,
  ];
  if (proposals.length === 0) lines.push('No topic is in enough of them to propose anything.');
  else {
    const rows = proposals.map((one) => [
      one.id,
      one.kind,
      one.kind === 'faq' ? one.questions[0]! : one.intent,
      String(one.messages),
      one.confidence.toFixed(2),
      one.topic,
    ]);
    lines.push('', table(['proposal', 'kind', 'about', 'messages', 'confidence', 'words'], rows).trimEnd());
  }
  lines.push(
    '',
    `Wrote ${file}. Set approve to true where you agree, then run: proofline misses apply ${file} --train FILE --faq FILE`,
  );
  return `${lines.join('\n')}\n`;
}

export interface ApplyFlags {
  train?: string;
  text: string;
  target: string;
  faq?: string;
  json?: boolean;
}

/** Writes what a person has approved. */
export async function applyApproved(
  io: Io,
  file: string,
  { text, target, json = false, ...files }: ApplyFlags,
): Promise<void> {
  const path = resolve(io.cwd, file);
  const proposals = parseProposals(await readFile(path, 'utf8'), basename(path));
  const applied = await applyProposals(proposals, {
    ...(files.train === undefined
      ? {}
      : { training: { path: resolve(io.cwd, files.train), columns: { text, target } } }),
    ...(files.faq === undefined ? {} : { faq: resolve(io.cwd, files.faq) }),
  });
  if (json) return io.out(`${JSON.stringify(applied, null, 2)}\n`);
  const { approved, utterances, answers } = applied;
  io.out(
    approved === 0
      ? 'Nothing is approved, and nothing was written.\n'
      : `${approved} of ${proposals.proposals.length} proposals are approved: wrote ${utterances.written} utterances${there(utterances.there)} and ${answers.written} questions with their answers${there(answers.there)}.\n`,
  );
}

function there(count: number): string {
  return count === 0 ? '' : ` (${count} were there already)`;
}
