import { z } from '@proofline/pipeline';
import { named } from '../../names.js';
import { rewriteShape } from '../rewriting/rewrite-settings.js';

/** One text or several that may stand for one another. */
const variants = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

/** Texts in each language that the flow speaks. */
const texts = z.object({ en: variants.optional(), zh: variants.optional() }).strict();

/** One name or sentence in each language that the flow speaks. */
const phrase = z.object({ en: z.string().min(1).optional(), zh: z.string().min(1).optional() }).strict();

const names = z
  .union([z.string(), z.array(z.string()).min(1)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const language = z.enum(['en', 'zh']);
const share = z.number().min(0).max(1);
const priority = z.enum(['low', 'normal', 'high', 'urgent']);

/** Entries by names that people give them. */
function entries<S extends z.ZodType>(shape: S) {
  return z.record(z.string(), shape).transform((given) => named<z.output<S>>(given));
}

/** Everything named must hold. */
const conditionShape = z
  .object({
    filled: names.optional().describe('Slots that have a value.'),
    empty: names.optional().describe('Slots that have none.'),
    is: z.record(z.string(), names).optional().describe('Values that a slot may have.'),
    above: z.record(z.string(), z.number()).optional(),
    below: z.record(z.string(), z.number()).optional(),
    hours: z.enum(['open', 'closed']).optional().describe('Of the default team.'),
    sentiment: z.enum(['negative', 'neutral', 'positive']).optional().describe('Of the message.'),
    urgency: z.enum(['low', 'normal', 'high']).optional().describe('Of the message; high as soon as one was.'),
  })
  .strict();

/** What the bot does by itself in every flow; an intent of a trained model may stand for one of them. */
const ACTS = ['affirm', 'deny', 'cancel', 'human', 'repeat', 'greet', 'thanks', 'goodbye'] as const;

export const intentShape = z
  .object({
    label: phrase.describe('What the customer wants, as in `Do you want to … ?`.'),
    examples: texts.optional().describe('Sentences of customers.'),
    keywords: texts.optional().describe('Words that give the intent away as long as no model is trained.'),
    task: z.string().optional().describe('The task that it starts.'),
    reply: z.string().optional().describe('The response that answers it.'),
    team: z.string().optional().describe('A sensitive matter: the team that gets the conversation at once.'),
    act: z.enum(ACTS).optional(),
    knowledge: z.literal(true).optional().describe('The documents answer it.'),
    priority: priority.optional().describe('Of the handover, where `team` is given.'),
  })
  .strict();

export const SLOT_TYPES = [
  'text',
  'number',
  'date',
  'amount',
  'email',
  'order-id',
  'list',
  'pattern',
  'composite',
] as const;

export const slotShape = z
  .object({
    type: z.enum(SLOT_TYPES),
    label: phrase,
    ask: texts.optional().describe('Questions for it; an optional slot without one is taken where it is offered.'),
    hint: phrase.optional().describe('What a valid answer looks like; said when one is refused.'),
    example: z.string().optional(),
    entity: z.string().optional().describe('Label of the entity that fills it, besides its own name and its type.'),
    role: z.string().optional().describe('Of the entity, e.g. from or to.'),
    required: z.boolean().default(true),
    keep: z.boolean().default(false).describe('Known in later tasks of the same conversation, too.'),
    personal: z
      .boolean()
      .default(false)
      .describe('Personal data, such as a name: the answer is masked in transcripts, events and proposals.'),
    min: z.union([z.number(), z.string()]).optional().describe('A number, a date, or `today`, `today+3`, `today-30`.'),
    max: z.union([z.number(), z.string()]).optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: "an ISO 4217 code, e.g. 'EUR'" })
      .optional(),
    pattern: z.string().optional().describe('A regular expression that the whole answer matches.'),
    values: entries(texts).optional().describe('Of a list: each value with its name and synonyms.'),
    maxLength: z.number().int().min(1).max(10_000).optional(),
    parts: z.array(z.string()).min(2).optional().describe('Of a composite: the slots that it is made of.'),
    many: z.literal(true).optional().describe('Of a composite: it is a list, such as the lines of an order.'),
    text: phrase.optional().describe('Of a composite: how it is said, e.g. `{quantity} × {product}`.'),
  })
  .strict();

export const responseShape = z
  .object({
    cases: z
      .array(z.object({ when: conditionShape, en: variants.optional(), zh: variants.optional() }).strict())
      .default([])
      .describe('The first whose condition holds is sent instead.'),
    en: variants.optional(),
    zh: variants.optional(),
  })
  .strict();

const stepShape = z
  .object({
    id: z.string().optional(),
    collect: names.optional().describe('Slots to ask for, in this order.'),
    confirm: z.string().optional().describe('A response that ends with a question for yes or no.'),
    reply: z.string().optional(),
    action: z.string().optional().describe('What another system is told to do, by a name of yours.'),
    returns: names.optional().describe('Slots that the action fills; the conversation waits for them.'),
    branch: z
      .array(z.object({ when: conditionShape, to: z.string() }).strict())
      .min(1)
      .optional(),
    handover: z
      .object({ team: z.string().optional(), priority: priority.optional(), reason: z.string().optional() })
      .strict()
      .optional(),
    ticket: z.enum(['ticket', 'callback']).optional(),
    start: z.string().optional().describe('Another task that goes on from here.'),
    end: z.literal(true).optional(),
    next: z.string().optional().describe('The step that follows; default: the one below.'),
  })
  .strict();

export const taskShape = z.object({ label: phrase, steps: z.array(stepShape).min(1) }).strict();

const range = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: "times of a day, e.g. '09:00-17:30'" })
  .refine((given) => given.slice(0, 5) !== given.slice(6), {
    error: "it must end at another time than it begins; the whole day is '00:00-24:00'",
  });
const ranges = z
  .union([range, z.array(range)])
  .transform((given) => (typeof given === 'string' ? [given] : given))
  .optional();

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const hoursShape = z
  .object({
    timeZone: z.string().optional().describe("Default: the flow's."),
    week: z
      .object({ mon: ranges, tue: ranges, wed: ranges, thu: ranges, fri: ranges, sat: ranges, sun: ranges })
      .strict(),
    holidays: z
      .array(z.object({ date: z.iso.date({ error: 'a date, e.g. 2026-12-25' }), label: phrase.optional() }).strict())
      .default([]),
  })
  .strict();

export const teamShape = z
  .object({
    label: phrase,
    languages: z.array(language).min(1).optional().describe('Default: those of the flow.'),
    hours: z.string().optional().describe('Default: at any time.'),
    queue: z.string().optional().describe('Default: the name of the team.'),
  })
  .strict();

const THRESHOLDS = {
  intent: 0.6,
  margin: 0.1,
  interrupt: 0.7,
  suggest: 0.25,
  entity: 0.5,
  outOfScope: 0.5,
  knowledge: 0.5,
  sureKnowledge: 0.8,
};

export const policiesShape = z
  .object({
    thresholds: z
      .object({
        intent: share.default(THRESHOLDS.intent).describe('An intent is acted on from here.'),
        margin: share.default(THRESHOLDS.margin).describe('By how much the first intent leads the second.'),
        interrupt: share.default(THRESHOLDS.interrupt).describe('An intent leaves an open question from here.'),
        suggest: share.default(THRESHOLDS.suggest).describe('An intent is offered as a choice from here.'),
        entity: share.default(THRESHOLDS.entity).describe('Below, the customer is asked whether it is meant.'),
        outOfScope: share.default(THRESHOLDS.outOfScope),
        knowledge: share.default(THRESHOLDS.knowledge).describe('A passage answers a message that nothing else does.'),
        sureKnowledge: share.default(THRESHOLDS.sureKnowledge).describe('A passage answers without asking back first.'),
      })
      .strict()
      .default(THRESHOLDS),
    maxClarifications: z.number().int().min(0).max(5).default(1),
    maxReasks: z.number().int().min(1).max(5).default(2).describe('How often a slot is asked for again.'),
    maxTurnsWithoutProgress: z.number().int().min(2).max(10).default(4),
    negativeTurns: z.number().int().min(1).max(10).default(3).describe('Angry messages running until a human comes.'),
    defaultTeam: z.string().optional().describe('Default: the first team.'),
    escalation: z
      .object({ words: texts, team: z.string().optional(), priority: priority.default('high') })
      .strict()
      .optional()
      .describe('Words that bring a human at once.'),
    outOfHours: z
      .object({ contact: z.string().optional().describe('A slot that a ticket or callback needs.') })
      .strict()
      .default({}),
  })
  .strict();

const POLICIES = policiesShape.parse({});

/** How the documents in the folder `knowledge` answer. */
export const knowledgeShape = z
  .object({
    threshold: share
      .optional()
      .describe('From which probability on a passage answers; default: so that few answers are wrong.'),
    staleAfterDays: z.number().int().min(1).default(365).describe('Days after `updated` when a document is stale.'),
    staleAnswers: z.boolean().default(true).describe('Whether a stale document may still answer.'),
    encoder: z.string().optional().describe('A sentence encoder; default: the one that is shipped.'),
  })
  .strict();

const KNOWLEDGE = knowledgeShape.parse({});

/** `flow.yaml`: how a bot serves the customers of one solution. */
export const flowShape = z
  .object({
    version: z.literal(1),
    title: z.string().optional(),
    languages: z.array(language).min(1).describe('The first is spoken where the language of a customer is another.'),
    timeZone: z.string().default('UTC'),
    dateOrder: z.enum(['dmy', 'mdy']).default('dmy').describe('How 03/04/2026 is read.'),
    intents: entries(intentShape),
    slots: entries(slotShape).prefault({}),
    responses: entries(responseShape).prefault({}),
    tasks: entries(taskShape).prefault({}),
    teams: entries(teamShape),
    hours: entries(hoursShape).prefault({}),
    policies: policiesShape.default(POLICIES),
    knowledge: knowledgeShape.default(KNOWLEDGE),
    rewrite: rewriteShape.optional(),
  })
  .strict();

export type Flow = z.infer<typeof flowShape>;
export type FlowSlot = z.infer<typeof slotShape>;
export type FlowResponse = z.infer<typeof responseShape>;
export type FlowTask = z.infer<typeof taskShape>;
export type FlowStep = z.infer<typeof stepShape>;
export type FlowHours = z.infer<typeof hoursShape>;
export type Condition = z.infer<typeof conditionShape>;
export type Act = (typeof ACTS)[number];
export type Priority = z.infer<typeof priority>;
export type Phrase = z.infer<typeof phrase>;
export type Texts = z.infer<typeof texts>;
