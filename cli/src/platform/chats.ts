import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { allOf, answerOf, Refusal } from '@proofline/client';
import type { Io } from '../io.js';
import { replaceFile } from '../output/replace-file.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson } from './output.js';
import { findSolution, rowsOf, type Solution } from './solutions.js';

const DAY_MS = 86_400_000;

export interface ChatsFlags extends PlatformFlags {
  out: string;
  days?: number;
}

/** Writes transcripts as they are kept, a line of a conversation in each row: what `proofline misses find` reads. */
export async function dialogueChats(io: Io, named: string, { out, days, ...flags }: ChatsFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const counts = { conversations: 0, lines: 0 };
  await replaceFile(resolve(io.cwd, out), async (draft) => {
    // A place that cannot be written is found before anything is asked for.
    const file = await open(draft, 'w');
    await pipeline(Readable.from(linesOf(api, solution, days, counts)), file.createWriteStream());
  });
  if (flags.json === true) return printJson(io, { out, ...counts });
  io.out(`${counts.conversations} conversations of ${name}, ${counts.lines} lines: ${out}\n`);
}

/** The latest conversation first; its lines in the order in which they were said. */
async function* linesOf(
  api: Api,
  solution: Solution,
  days: number | undefined,
  counts: { conversations: number; lines: number },
): AsyncGenerator<string> {
  const late = days === undefined ? {} : { since: new Date(Date.now() - days * DAY_MS).toISOString() };
  const path = { solution: solution.id };
  const listed = await rowsOf(
    allOf((page) =>
      api.GET('/v1/solutions/{solution}/conversations', { params: { path, query: { ...page, ...late } } }),
    ),
  );
  for (const { id } of listed) {
    const params = { path: { ...path, conversation: id } };
    const { transcript } = await answerOf(
      api.GET('/v1/solutions/{solution}/conversations/{conversation}', { params }),
    ).catch(goneMeanwhile);
    if (transcript.length === 0) continue;
    counts.conversations++;
    counts.lines += transcript.length;
    for (const { at, sender, text } of transcript) {
      yield `${JSON.stringify({ conversation: id, at, from: sender, text })}\n`;
    }
  }
}

/** What was erased, or grew too old, since it was listed is no reason to lose the others. */
function goneMeanwhile(error: unknown): { transcript: [] } {
  if (error instanceof Refusal && error.problem.code === 'CONVERSATION_UNKNOWN') return { transcript: [] };
  throw error;
}
