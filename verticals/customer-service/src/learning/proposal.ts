import { parseDocumentAs, z } from '@proofline/pipeline';
import { Document } from 'yaml';
import { MISS_REASONS } from './find-misses.js';

const utterance = z
  .object({ text: z.string().min(1), conversation: z.string().describe('Where a customer said so.') })
  .strict();

const about = {
  id: z.string(),
  approve: z.boolean(),
  topic: z.string().describe('Its typical words.'),
  language: z.enum(['en', 'zh', 'other']),
  messages: z.number().int().min(1).describe('How often it was missed.'),
  conversations: z.number().int().min(1),
  reasons: z.partialRecord(z.enum(MISS_REASONS), z.number().int()),
  confidence: z.number().min(0).max(1),
  change: z.string().describe('What it would change.'),
};

const proposal = z.discriminatedUnion('kind', [
  z
    .object({ ...about, kind: z.literal('utterances'), intent: z.string().min(1), utterances: z.array(utterance) })
    .strict(),
  z.object({ ...about, kind: z.literal('intent'), intent: z.string().min(1), utterances: z.array(utterance) }).strict(),
  z
    .object({
      ...about,
      kind: z.literal('faq'),
      questions: z.array(z.string().min(1)).min(1).describe('Ways to ask it, each with the same answer.'),
      answer: z.string().min(1),
      citations: z.array(z.string()).describe('Conversations in which humans answer so.'),
    })
    .strict(),
]);

const proposalsShape = z
  .object({
    version: z.literal(1),
    chats: z.string().describe('The file that they come from.'),
    proposals: z.array(proposal),
  })
  .strict();

export type Proposal = z.infer<typeof proposal>;
export type ProposedUtterance = z.infer<typeof utterance>;
export type Proposals = z.infer<typeof proposalsShape>;

const HEADING = ` What could be learnt from messages that the bot missed. Set approve to true where you agree; correct intents, texts,
 questions and answers, and remove lines that do not belong. Nothing is written without approval.
 confidence: of utterances, the share of messages that are nearest to the intent; of a new intent, how clearly it stands
 apart from other topics; of an faq, the share of the conversations in which humans answer so.`;

/** Proposals as YAML that people edit. */
export function formatProposals(proposals: Proposals): string {
  const document = new Document(proposals, { aliasDuplicateObjects: false });
  document.commentBefore = HEADING;
  return document.toString({ lineWidth: 0 });
}

/** Reads what people have edited. Throws `invalid-input` with every problem and its line. */
export function parseProposals(text: string, fileName: string): Proposals {
  return parseDocumentAs(proposalsShape, text, { fileName, noun: 'file of proposals', code: 'PROPOSALS' }).value;
}
