import type { Json } from '@proofline/learn';
import { z } from 'zod';

/** Lower-case words with hyphens. */
export const slug = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: "lower-case letters, digits and single hyphens, like 'acme-bank'",
  });

/** A time as it is answered. */
export const time = z.iso.datetime();

/** A time as it is given. Postgres knows no year 0. */
export const givenTime = z.iso
  .datetime({ offset: true })
  .refine((at) => !at.startsWith('0000'), { error: 'takes a time since the year 1' });

/** A time that was given, where it was. */
export function timeOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** The largest number of four bytes: what the database and the formats of tensors count with. */
export const LARGEST_INTEGER = 2 ** 31 - 1;

/** How many there are of something, as it is answered. */
export const count = z.int().min(0);

/** Which page of a list is wanted. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('Rows at most.'),
  after: z.string().max(200).optional().describe("The 'next' of the page before; the first page where absent."),
});
export type PageQuery = z.infer<typeof pageQuery>;

/** A page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe("What to send as 'after' for the next page; null on the last."),
  });
}

/** A single problem, as in a problem document. */
export const problem = z.object({
  code: z.string(),
  message: z.string(),
  where: z
    .object({ file: z.string(), column: z.string(), row: z.number().int(), path: z.string() })
    .partial()
    .optional(),
  got: z.string().optional(),
  allowed: z.string().optional(),
  fix: z.string().optional(),
  count: z.number().int().optional(),
});

/** A text in every language. */
export const localized = z.object({ en: z.string(), zh: z.string() });

/** The parameter that addresses a solution. */
export const SOLUTION = { solution: 'Id or slug of the solution.' };

/** Those that address its task. */
export const TASK = { ...SOLUTION, task: "Id of the task, e.g. 'default'." };

/** Why somebody decides as they do. */
export const reason = z.string().trim().min(1).max(2_000);

/** Any JSON: a body is nothing else. `z.json()` would be described by a reference that leads nowhere inside a larger document. */
export const json = z.custom<Json>();

/** A row by name of its columns. What its values may be is the schema's to say; they came as JSON, and are nothing else. */
export const row = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
    error: 'expected an object with one value for each column',
  })
  .meta({ type: 'object', additionalProperties: {} });
