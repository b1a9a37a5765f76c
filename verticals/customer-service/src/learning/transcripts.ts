import type { Problem } from '@proofline/learn';
import { type FeatureSchema, inputError, readDataset, type TextColumn } from '@proofline/pipeline';
import type { TranscriptLine } from '../dialogue/state.js';
import { own } from '../names.js';

export type Speaker = TranscriptLine['from'];

/** A conversation as it was held, line by line. */
export interface Conversation {
  id: string;
  lines: { from: Speaker; text: string }[];
}

/** The columns of a file of chats. */
export interface ChatColumns {
  conversation: string;
  from: string;
  text: string;
}

const CHAT_COLUMNS: ChatColumns = { conversation: 'conversation', from: 'from', text: 'text' };

/** Who speaks, in the words of the help desks that write such files. */
const SPEAKERS: Readonly<Record<string, Speaker>> = {
  customer: 'customer',
  user: 'customer',
  visitor: 'customer',
  client: 'customer',
  contact: 'customer',
  bot: 'bot',
  assistant: 'bot',
  human: 'human',
  agent: 'human',
  operator: 'human',
};

/**
 * Reads chats: CSV, JSON lines or Parquet with one line of a conversation in each row, in the order in which they were
 * said; the conversations themselves may be mixed. Other columns are left alone. Throws `invalid-input` with every problem.
 */
export async function readConversations(path: string, columns: ChatColumns = CHAT_COLUMNS): Promise<Conversation[]> {
  const schema: FeatureSchema = {
    version: 1,
    columns: Object.values(columns).map((name) => ({ name, type: 'text', role: 'feature' })),
  };
  const { columns: read, rowNumbers } = await readDataset(path, schema, { extraColumns: 'ignore' });
  const cells = (name: string): TextColumn['values'] => (read.get(name) as TextColumn).values;
  const [ids, speakers, texts] = [cells(columns.conversation), cells(columns.from), cells(columns.text)];
  const problems: Problem[] = [];
  const conversations = new Map<string, Conversation>();
  ids.forEach((id, i) => {
    const from = own(SPEAKERS, speakers[i]?.trim().toLowerCase() ?? '');
    if (from === undefined) problems.push(strangeSpeaker(columns.from, rowNumbers[i]!, speakers[i] ?? null));
    if (id === null) problems.push(nameless(columns.conversation, rowNumbers[i]!));
    if (from === undefined || id === null) return;
    const conversation = conversations.get(id) ?? { id, lines: [] };
    conversation.lines.push({ from, text: texts[i] ?? '' });
    conversations.set(id, conversation);
  });
  if (problems.length > 0) throw inputError('CHATS_INVALID', `File '${path}'`, merged(problems));
  return [...conversations.values()];
}

function strangeSpeaker(column: string, row: number, got: string | null): Problem {
  return {
    code: 'SPEAKER_UNKNOWN',
    message: `Column '${column}' says ${got === null ? 'nothing' : `'${got}'`} instead of who speaks.`,
    where: { column, row },
    got: got ?? 'nothing',
    allowed: Object.keys(SPEAKERS).join(', '),
    fix: `Write customer, bot or human; understood are ${Object.keys(SPEAKERS).join(', ')}.`,
  };
}

function nameless(column: string, row: number): Problem {
  return {
    code: 'CONVERSATION_MISSING',
    message: `Column '${column}' is empty.`,
    where: { column, row },
    got: 'nothing',
    fix: 'Give every line the id of its conversation.',
  };
}

/** Equal problems are one, at the first row that has it. */
function merged(problems: readonly Problem[]): Problem[] {
  const counts = new Map<string, { first: Problem; count: number }>();
  for (const problem of problems) {
    const { first, count } = counts.get(problem.message) ?? { first: problem, count: 0 };
    counts.set(problem.message, { first, count: count + 1 });
  }
  return [...counts.values()].map(({ first, count }) => ({
    ...first,
    message: `${first.message.slice(0, -1)} in row ${first.where!.row}${count === 1 ? '' : ` and ${count - 1} more`}.`,
    count,
  }));
}
