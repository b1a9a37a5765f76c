import type { Json } from '@proofline/learn';
import { z } from 'zod';

/** Lower-case words with hyphens. */
export const slug = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: "takes lower-case letters, digits and single hyphens, like 'acme-bank'",
  });

/** A time as it is answered. */
export const time = z.iso.datetime();

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

/** Any JSON: a body is nothing else. `z.json()` would be described by a reference that leads nowhere inside a larger document. */
export const json = z.custom<Json>();
