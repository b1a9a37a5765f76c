import { z } from '@proofline/pipeline';
import { type ParsedStories, parseWith } from './story-document.js';

const simple = z.union([
  z.string(),
  z.number(),
  z.object({ amount: z.number(), currency: z.string().optional() }).strict(),
]);
const composite = z.record(z.string(), simple);
const value = z.union([simple, composite, z.array(composite)]);
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? [given] : given));

/** What a model would make of a message, as far as a story says it. */
const understood = z
  .object({
    intent: z.string().optional(),
    confidence: z.number().min(0).max(1).default(0.95),
    intents: z
      .array(z.object({ name: z.string(), confidence: z.number(), negated: z.boolean().optional() }).strict())
      .optional(),
    outOfScope: z.union([z.boolean(), z.number()]).default(false),
    entities: z
      .array(
        z
          .object({
            label: z.string(),
            value,
            text: z.string().optional(),
            confidence: z.number().min(0).max(1).default(1),
            role: z.string().optional(),
            negated: z.boolean().optional(),
            corrects: z.union([z.literal('earlier'), z.object({ value, text: z.string() }).strict()]).optional(),
          })
          .strict(),
      )
      .default([]),
    language: z.enum(['en', 'zh', 'other']).optional(),
    sentiment: z.enum(['negative', 'neutral', 'positive']).optional(),
    urgency: z.enum(['low', 'normal', 'high']).optional(),
    answer: z.object({ text: z.string(), source: z.string(), score: z.number() }).strict().optional(),
  })
  .strict();

const action = z
  .object({
    type: z.enum(['action', 'handover', 'ticket', 'callback']).default('action'),
    name: z.string().optional(),
    team: z.string().optional(),
    priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
    reason: z.string().optional(),
    summary: z.string().optional().describe('A part of it.'),
    slots: z.record(z.string(), value).optional(),
  })
  .strict();

const turn = z
  .object({
    user: z.string().optional().describe('What the customer writes; empty is silence.'),
    human: z.string().optional().describe('What a human of the team writes.'),
    handBack: z.literal(true).optional().describe('The team gives the conversation back.'),
    understood: understood.optional().describe('Instead of what the models make of it.'),
    says: list.optional().describe('Texts that stand in the replies.'),
    saysNot: list.optional(),
    replies: list.optional().describe('The responses that are sent, in order.'),
    silent: z.boolean().optional(),
    slots: z.record(z.string(), value.nullable()).optional().describe('Known slots; null is empty.'),
    actions: z.array(action).optional().describe('All actions of the turn, in order.'),
    task: z.string().nullable().optional().describe('The task that is talked about; null is none.'),
    waitsFor: z.string().optional().describe('As the trace says it: `slot order_id`, `confirm`, `human`, …'),
    language: z.enum(['en', 'zh']).optional(),
    sentiment: z.enum(['negative', 'neutral', 'positive']).optional().describe('What the message sounds like.'),
    urgency: z.enum(['low', 'normal', 'high']).optional(),
  })
  .strict();

const story = z
  .object({
    story: z.string(),
    now: z.iso.datetime({ error: 'an instant, e.g. 2026-03-02T10:00:00Z' }).optional(),
    language: z.enum(['en', 'zh']).optional(),
    seed: z.number().int().optional(),
    returns: z
      .record(z.string(), z.union([z.literal('failed'), z.record(z.string(), value)]))
      .default({})
      .describe('What other systems return to an action.'),
    turns: z.array(turn).min(1),
  })
  .strict();

const storiesShape = z
  .object({
    version: z.literal(1),
    now: z.iso.datetime({ error: 'an instant, e.g. 2026-03-02T10:00:00Z' }).describe('When the stories happen.'),
    thresholds: z
      .object({ stories: z.number().min(0).max(1).default(1), turns: z.number().min(0).max(1).default(1) })
      .strict()
      .default({ stories: 1, turns: 1 })
      .describe('Shares that must pass.'),
    stories: z.array(story).min(1),
  })
  .strict();

export type StoryFile = z.infer<typeof storiesShape>;
export type Story = z.infer<typeof story>;
export type StoryTurn = z.infer<typeof turn>;
export type Understood = z.infer<typeof understood>;
export type ExpectedAction = z.infer<typeof action>;

/** Reads a file of stories. Throws `invalid-input` with every problem and its line. */
export function parseStories(text: string, fileName: string): ParsedStories<StoryFile> {
  return parseWith(storiesShape, text, fileName);
}
