import { type Document, isMap, isSeq } from 'yaml';
import { z } from 'zod';
import { recipeDocument } from '../clean/recipe.js';
import { type Localized, text } from '../text/localized.js';
import { type PlacedProblem, parseDocumentAs, writeAsText } from '../text/located-document.js';

/** A text, or one in each language. */
const localized = z
  .union([z.string(), z.object({ en: z.string(), zh: z.string() }).strict()])
  .transform((given): Localized => (typeof given === 'string' ? text(given) : given));

const criterion = z
  .object({
    metric: z.string(),
    bound: z.enum(['>=', '<=']),
    value: z.number(),
    level: z.enum(['must', 'should']).default('must'),
    owner: z.string().optional(),
    reason: localized.optional(),
  })
  .strict();

/** What success means, by itself: the file behind `--criteria`. */
const criteriaDocument = z
  .object({
    criteria: z.array(criterion).optional(),
    owner: z.string().optional(),
    costs: z.record(z.string(), z.number()).optional(),
    currency: z.string().optional(),
    constraints: z.record(z.string(), z.number()).optional(),
  })
  .strict();

/**
 * `proofline.yaml`: one file describes a proof of concept. Paths are relative to the file's folder. Everything but
 * `vertical` and `data.file` has a default.
 */
export const pocConfigDocument = z
  .object({
    version: z.literal(1),
    vertical: z.string(),
    task: z.string().optional().describe('Default: the first task of the vertical.'),
    client: z.string().optional(),
    title: z.string().optional(),
    question: z.string().optional().describe('What the client wants to know, in a sentence.'),
    data: z
      .object({
        file: z.string(),
        test: z.string().optional().describe('A file that is only scored: the hold-out is then this file.'),
        withoutTest: z
          .boolean()
          .optional()
          .describe('Rows of the data file that are in the test file too are left out of training.'),
        extras: z.record(z.string(), z.string()).default({}).describe('Further files by name, e.g. rejects.'),
        schema: z.string().optional(),
        licence: z.string().optional().describe('Terms under which the data was given; travels with the package.'),
      })
      .strict(),
    columns: z
      .object({
        target: z.string().optional(),
        positive: z.string().optional(),
        outOfScope: z
          .string()
          .optional()
          .describe('The outcome that stands for none of the others; training rows of it are not needed.'),
        text: z.array(z.string()).default([]).describe('What a task that reads text is to read.'),
        time: z.string().optional(),
        id: z.string().optional(),
        group: z.string().optional(),
        weight: z.string().optional(),
        score: z.string().optional(),
        protected: z.array(z.string()).default([]),
        ignore: z.array(z.string()).default([]),
      })
      .strict()
      .default({ text: [], protected: [], ignore: [] })
      .describe('Roles of columns; they go before what the schema says.'),
    criteria: z.array(criterion).optional().describe("Default: the task's own, which the report then says."),
    owner: z.string().optional().describe('Who stands behind the criteria.'),
    costs: z.record(z.string(), z.number()).default({}),
    currency: z.string().default('EUR'),
    constraints: z.record(z.string(), z.number()).default({}),
    split: z
      .object({
        kind: z.enum(['temporal', 'random']).optional(),
        testShare: z.number().min(0.05).max(0.5).default(0.25),
        folds: z.number().int().min(2).max(20).optional(),
        cv: z
          .number()
          .int()
          .min(2)
          .max(20)
          .optional()
          .describe('Outer folds instead of one hold-out, in the order of time where there is one.'),
        repeats: z.number().int().min(1).max(50).default(1),
      })
      .strict()
      .refine(({ cv, repeats }) => cv !== undefined || repeats === 1, {
        path: ['repeats'],
        message: 'it repeats outer folds, and there are none: name their number with cv (--cv 5), or leave it out',
      })
      .default({ testShare: 0.25, repeats: 1 }),
    recipe: recipeDocument.optional().describe('Steps that clean the data. Default: proposed from the profile.'),
    candidates: z
      .array(z.string())
      .optional()
      .describe('Names or their last parts; default: all of the task but those that are trained on request.'),
    settings: z.record(z.string(), z.json()).default({}),
    options: z.record(z.string(), z.json()).default({}).describe('Manual settings by candidate, e.g. bin edits.'),
    leakageOverrides: z
      .array(z.object({ column: z.string(), reason: z.string(), author: z.string() }).strict())
      .default([]),
    budget: z
      .string()
      .regex(/^\d+(\.\d+)?(s|m|h)$/, { error: "a number with s, m or h, e.g. '120s'", abort: true })
      .refine((budget) => isBudget(budgetSeconds(budget)), { message: 'it must be from 1s to 168h' })
      .default('120s'),
    seed: z.number().int().min(0).default(7),
  })
  .strict();

export type PocConfig = z.infer<typeof pocConfigDocument>;
/** As it is written by hand: everything with a default may be absent. */
export type PocConfigInput = z.input<typeof pocConfigDocument>;
export type CriteriaFile = z.infer<typeof criteriaDocument>;

/** What is wrong with criteria, constraints and costs of a document, by the task that it is for; nothing where that is not known. */
export type CheckWritten = (root: unknown) => PlacedProblem[];

/** Reads `proofline.yaml`. Throws `invalid-input` with every problem and its line, those that `also` finds among them. */
export function parsePocConfig(content: string, fileName = 'proofline.yaml', also?: CheckWritten): PocConfig {
  return parseDocumentAs(pocConfigDocument, content, {
    fileName,
    noun: 'configuration',
    code: 'CONFIG',
    prepare: writeNamesAsTexts,
    ...(also === undefined ? {} : { also }),
  }).value;
}

/** `positive: 1`, `positive: true` and a column called `2024` are texts of the file: what stands there, not what it denotes. */
function writeNamesAsTexts(document: Document): void {
  const columns = document.get('columns');
  if (!isMap(columns)) return;
  for (const { value } of columns.items) {
    if (isSeq(value)) value.items.forEach(writeAsText);
    else writeAsText(value);
  }
}

/** Reads a file of criteria: an object with `criteria`, `owner`, `costs`, `currency`, `constraints`, each optional. */
export function parseCriteriaFile(content: string, fileName = 'criteria.yaml', also?: CheckWritten): CriteriaFile {
  return parseDocumentAs(criteriaDocument, content, {
    fileName,
    noun: 'criteria file',
    code: 'CRITERIA',
    ...(also === undefined ? {} : { also }),
  }).value;
}

/**
 * Whether rows are split by time where the file has one: not where the client has a test file of their own, nor where chance is
 * asked for, by the configuration or, where that is silent, by the task.
 */
export function splitsByTime({ data, split }: PocConfig, task: { split?: 'temporal' | 'random' } = {}): boolean {
  return data.test === undefined && (split.kind ?? task.split) !== 'random';
}

/** In less than a second nothing is learnt; a week is more than any search needs. */
function isBudget(seconds: number): boolean {
  return seconds >= 1 && seconds <= 168 * 3600;
}

/** `120s`, `2m`, `1h` in seconds. */
export function budgetSeconds(budget: string): number {
  const unit = { s: 1, m: 60, h: 3600 }[budget.at(-1) as 's' | 'm' | 'h'];
  return Number(budget.slice(0, -1)) * unit;
}
