import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Problem } from '@proofline/learn';
import { inputError, readDataset, type TextColumn } from '@proofline/pipeline';
import { appendRows, readText } from './growing-table.js';
import { readTraining, type TrainingColumns } from './known-utterances.js';
import type { Proposal, Proposals } from './proposal.js';
import { isPersonal } from './typical-reply.js';

/** The column that says which chat a row comes from. */
const PROVENANCE = 'provenance';

export interface ApplyTargets {
  /** The file that intents are learnt from. */
  training?: { path: string; columns: TrainingColumns };
  /** The file of questions and answers; begun where it does not exist. */
  faq?: string;
}

export interface Applied {
  approved: number;
  /** Rows that were written, and approved ones that were there already. */
  utterances: { written: number; there: number };
  answers: { written: number; there: number };
}

/**
 * Writes what people have approved: utterances behind the training file, questions and answers behind the FAQ, each with
 * the chat it comes from, and nothing twice. Throws `invalid-input` with every problem, and then has written nothing.
 */
export async function applyProposals(
  { chats, proposals }: Proposals,
  { training, faq }: ApplyTargets,
): Promise<Applied> {
  const approved = proposals.filter(({ approve }) => approve);
  const problems: Problem[] = [];
  const utterances = await newUtterances(approved, training, problems);
  const answers = await newAnswers(approved, faq, problems);
  if (problems.length > 0) throw inputError('PROPOSALS_NOT_APPLICABLE', 'What is approved', problems);
  const from = (conversations: readonly string[]): string => `${basename(chats)}: ${conversations.join(', ')}`;
  if (training !== undefined) {
    await readText(training.path);
    if (faq !== undefined) await readText(faq);
    const { text, target } = training.columns;
    await appendRows(
      training.path,
      utterances.rows.map((one) => ({
        [text]: one.text,
        [target]: one.intent,
        [PROVENANCE]: from([one.conversation]),
      })),
    );
  }
  if (faq !== undefined) {
    await appendRows(
      faq,
      answers.rows.map(({ question, answer, citations }) => ({ question, answer, [PROVENANCE]: from(citations) })),
    );
  }
  return {
    approved: approved.length,
    utterances: { written: utterances.rows.length, there: utterances.there },
    answers: { written: answers.rows.length, there: answers.there },
  };
}

interface NewRows<T> {
  rows: T[];
  there: number;
}

async function newUtterances(
  approved: readonly Proposal[],
  training: ApplyTargets['training'],
  problems: Problem[],
): Promise<NewRows<{ text: string; intent: string; conversation: string }>> {
  const wanted = approved.flatMap((one) =>
    one.kind === 'faq'
      ? []
      : one.utterances.map((utterance) => ({ ...utterance, intent: one.intent.trim(), id: one.id })),
  );
  if (wanted.length === 0) return { rows: [], there: 0 };
  if (training === undefined) {
    problems.push({
      code: 'TRAINING_NOT_NAMED',
      message: `${wanted.length} utterances are approved, and there is no file to write them to.`,
      fix: 'Name the training file with --train.',
    });
    return { rows: [], there: 0 };
  }
  const { outOfScope, ...columns } = training.columns;
  const known = new Map((await readTraining(training.path, columns)).map(({ text, intent }) => [plain(text), intent]));
  const rows: { text: string; intent: string; conversation: string }[] = [];
  for (const { id, text, intent, conversation } of wanted) {
    const other = known.get(plain(text));
    if (other === undefined) rows.push({ text, intent, conversation });
    else if (other !== intent) problems.push(elsewhere({ id, text, intent, other }));
    known.set(plain(text), other ?? intent);
  }
  return { rows, there: wanted.length - rows.length };
}

function elsewhere({ id, text, intent, other }: { id: string; text: string; intent: string; other: string }): Problem {
  return {
    code: 'UTTERANCE_ELSEWHERE',
    message: `Proposal '${id}' puts '${text}' into '${intent}', and it is in '${other}'.`,
    where: { path: id },
    got: intent,
    allowed: other,
    fix: 'Take the line out of the proposal, or correct the one that is wrong.',
  };
}

async function newAnswers(
  approved: readonly Proposal[],
  faq: string | undefined,
  problems: Problem[],
): Promise<NewRows<{ question: string; answer: string; citations: string[] }>> {
  const wanted = approved.flatMap((one) => (one.kind === 'faq' ? [one] : []));
  const asked = wanted.flatMap((one) => one.questions.map((question) => ({ ...one, question })));
  if (wanted.length === 0) return { rows: [], there: 0 };
  if (faq === undefined) {
    problems.push({
      code: 'FAQ_NOT_NAMED',
      message: `${wanted.length} answers are approved, and there is no file to write them to.`,
      fix: 'Name the file of questions and answers with --faq; it is begun where it does not exist.',
    });
    return { rows: [], there: 0 };
  }
  const known = await questionsOf(faq);
  const rows: { question: string; answer: string; citations: string[] }[] = [];
  for (const { id, answer } of wanted) if (isPersonal(answer)) problems.push(personal(id, answer));
  for (const { question, answer, citations } of asked) {
    if (!known.has(plain(question))) rows.push({ question, answer, citations });
    known.add(plain(question));
  }
  return { rows, there: asked.length - rows.length };
}

function personal(id: string, answer: string): Problem {
  return {
    code: 'ANSWER_PERSONAL',
    message: `The answer of proposal '${id}' is about one customer: '${answer}'.`,
    where: { path: `${id}.answer` },
    got: answer,
    fix: 'Rewrite it without the parts in square brackets, or set approve to false.',
  };
}

async function questionsOf(faq: string): Promise<Set<string>> {
  const there = await access(faq).then(
    () => true,
    () => false,
  );
  if (!there || (await readText(faq)).trim() === '') return new Set();
  const { columns } = await readDataset(
    faq,
    { version: 1, columns: ['question', 'answer'].map((name) => ({ name, type: 'text', role: 'feature' })) },
    { extraColumns: 'ignore' },
  );
  return new Set((columns.get('question') as TextColumn).values.map((question) => plain(question ?? '')));
}

/** Texts that differ in case, width and spaces alone are one. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
}
