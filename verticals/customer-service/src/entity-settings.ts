import { ProoflineError } from '@proofline/learn';
import { z } from '@proofline/pipeline';
import { ENTITY_TYPES } from './extraction/entity.js';
import { EntityExtractor, type EntitySettings } from './extraction/extract-entities.js';
import type { TypesOfLabels } from './extraction/join-entities.js';
import { CHECKSUMS } from './extraction/patterns.js';

const label = z.string().min(1).describe('What its entities are called.');
const pattern = z.string().min(1).describe('A regular expression in the syntax of RE2.');
const ignoreCase = z.boolean().optional();

const timeZone = z
  .string()
  .refine((name) => isTimeZone(name), { error: "an IANA time zone, e.g. 'Asia/Shanghai'" })
  .optional();

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: "an ISO 4217 code, e.g. 'EUR'" })
  .optional();

/** What a client may set for the task of entities: how its customers write, and what rules are to find beside what is learnt. */
export const entitySettingsShape = z
  .strictObject({
    types: z
      .record(z.string(), z.enum(ENTITY_TYPES))
      .optional()
      .describe('Of labels in the training data: the type whose values they have, e.g. { when: date }.'),
    rules: z.array(z.enum(ENTITY_TYPES)).optional().describe('Types that rules look for. Default: all; [] for none.'),
    lists: z
      .array(
        z.strictObject({
          label,
          entries: z
            .array(z.strictObject({ value: z.string().min(1), synonyms: z.array(z.string().min(1)).optional() }))
            .min(1),
          fuzzy: z.boolean().optional().describe('Whether typos are forgiven. Default: true.'),
        }),
      )
      .optional(),
    ids: z
      .array(
        z.strictObject({
          label,
          pattern,
          ignoreCase,
          checksum: z.enum(Object.keys(CHECKSUMS) as (keyof typeof CHECKSUMS)[]).optional(),
        }),
      )
      .optional(),
    patterns: z.array(z.strictObject({ label, pattern, ignoreCase })).optional(),
    dateOrder: z.enum(['mdy', 'dmy']).optional().describe('How 03/04/2026 is read. Default: mdy.'),
    decimal: z.enum(['auto', '.', ',']).optional().describe('The sign that starts decimals. Default: by the number.'),
    currency: z.strictObject({ dollar: currency, yuan: currency }).optional(),
    timeZone: timeZone.describe("Of the customers, for 'tomorrow'. Default: UTC."),
  })
  .superRefine((settings, context) => {
    try {
      new EntityExtractor(extractorSettings(settings as EntityTaskSettings));
    } catch (error) {
      if (!(error instanceof ProoflineError)) throw error;
      for (const { message } of error.problems) context.addIssue({ code: 'custom', message, path: ['patterns'] });
    }
  });

export interface EntityTaskSettings extends Omit<EntitySettings, 'types'> {
  types?: TypesOfLabels;
  rules?: EntitySettings['types'];
  timeZone?: string;
}

/** The part of the settings that the rules are made of. */
export function extractorSettings({ types, rules, timeZone, ...rest }: EntityTaskSettings): EntitySettings {
  return rules === undefined ? rest : { ...rest, types: rules };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
