import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type Action,
  type ChatModels,
  type ChatSession,
  type ChatTurn,
  openChat,
  printTrace,
  type RewriteSettings,
  rewriteShape,
} from '@proofline/customer-service/dialogue';
import { ProoflineError } from '@proofline/learn';
import { inputError, loadPackage, type Vertical, z } from '@proofline/pipeline';
import { decodedInput } from '../decoded-input.js';
import { type Io, paint } from '../io.js';
import { printWarnings } from '../output/flow-warnings.js';

export interface ChatFlags {
  trace?: boolean;
  at?: string;
  seed?: number;
  /** Folders of packages. */
  intents?: string;
  entities?: string;
  sentiment?: string;
  rewriteUrl?: string;
  rewriteModel?: string;
  rewriteKeyEnv?: string;
  /** Milliseconds. */
  rewriteTimeout?: number;
}

/** A conversation in the terminal: a line is a message, until the end of the input or `/end`. */
export async function chat(
  io: Io,
  verticals: readonly Vertical[],
  folder: string,
  { trace = false, at, seed, ...packages }: ChatFlags,
): Promise<void> {
  const now = at === undefined ? undefined : instant(at);
  const { session, warnings } = await openChat(resolve(io.cwd, folder), {
    models: await modelsOf(io, verticals, packages),
    endpoint: endpointOf(packages),
    environment: io.env,
    ...(now === undefined ? {} : { now: () => now }),
    ...(seed === undefined ? {} : { seed }),
  });
  printWarnings(io, warnings);
  io.err('/back gives a conversation back that a human has, /end ends.\n');
  const input = io.input ?? process.stdin;
  const typed = input === process.stdin && process.stdin.isTTY === true;
  const lines = createInterface({ input: typed ? input : decodedInput(input), signal: io.signal });
  for await (const line of lines) {
    if (line.trim() === '/end') break;
    const turn = await take(session, line);
    show(io, turn, trace);
    if (session.state.mode === 'human') io.err('A human has the conversation; the bot is silent.\n');
  }
  lines.close();
}

/** The models of packages that flags name; each must be of the task that the flag is about. */
export async function modelsOf(
  io: Io,
  verticals: readonly Vertical[],
  folders: Pick<ChatFlags, 'intents' | 'entities' | 'sentiment'>,
): Promise<Partial<ChatModels>> {
  const load = async (flag: keyof typeof folders, task: keyof ChatModels): Promise<Partial<ChatModels>> => {
    const folder = folders[flag];
    if (folder === undefined) return {};
    const { manifest, predictor } = await loadPackage(resolve(io.cwd, folder), verticals);
    if (manifest.vertical.id === 'customer-service' && manifest.task === task) return { [task]: predictor };
    throw new ProoflineError(
      'invalid-input',
      'PACKAGE_OF_ANOTHER_TASK',
      `--${flag} names a package of ${manifest.vertical.id}, task '${manifest.task}'; one of customer-service, task '${task}', is needed.`,
    );
  };
  return {
    ...(await load('intents', 'intent')),
    ...(await load('entities', 'entities')),
    ...(await load('sentiment', 'sentiment')),
  };
}

/** The endpoint that flags name, in place of the one of the flow. */
function endpointOf({
  rewriteUrl,
  rewriteModel,
  rewriteKeyEnv,
  rewriteTimeout,
}: ChatFlags): RewriteSettings | undefined {
  const given = { url: rewriteUrl, model: rewriteModel, keyEnv: rewriteKeyEnv, timeoutMs: rewriteTimeout };
  if (Object.values(given).every((one) => one === undefined)) return undefined;
  const parsed = rewriteShape.safeParse(given);
  if (parsed.success) return parsed.data;
  const FLAGS: Readonly<Record<string, string>> = {
    url: 'url',
    model: 'model',
    keyEnv: 'key-env',
    timeoutMs: 'timeout',
  };
  const problems = parsed.error.issues.map(({ path, message }) => ({
    code: 'REWRITE_FLAG_INVALID',
    message: `--rewrite-${FLAGS[String(path[0])]}: ${message}.`,
    fix: 'An endpoint needs --rewrite-url and --rewrite-model.',
  }));
  throw inputError('REWRITE_FLAGS_INVALID', 'The endpoint for rewording', problems);
}

async function take(session: ChatSession, line: string): Promise<ChatTurn> {
  return line.trim() === '/back' ? session.handBack() : session.say(line);
}

function show(io: Io, { replies, actions, traces }: ChatTurn, trace: boolean): void {
  for (const { text, source } of replies) {
    io.out(`${paint(io, 'cyan', text)}${source === undefined ? '' : ` [${source}]`}\n`);
  }
  for (const action of actions) io.out(`${paint(io, 'yellow', `! ${said(action)}`)}\n`);
  if (trace) for (const one of traces) io.out(`${paint(io, 'dim', printTrace(one))}\n`);
}

function said(action: Action): string {
  if (action.type === 'action') return `${action.name} ${JSON.stringify(action.slots)}`;
  return `${action.type} to ${action.team}, ${action.priority}: ${action.summary}`;
}

/** With its offset: a time without one is another instant on each machine. */
function instant(text: string): Date {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return new Date(text);
  throw new ProoflineError(
    'invalid-input',
    'INSTANT_INVALID',
    `--at is '${text}', but must be an instant with its offset, e.g. 2026-12-24T20:00:00Z or 2026-12-24T20:00:00+08:00.`,
  );
}
