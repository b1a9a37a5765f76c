import { z } from 'zod';
import { type Localized, localized } from '../text/localized.js';

/** What a column's cells are. `text` is free text; `category` a closed list; `date` has no time of day. */
export const COLUMN_TYPES = ['number', 'integer', 'category', 'boolean', 'date', 'datetime', 'text'] as const;

/**
 * What a column is for.
 * - `feature` is used by models; `target` is what they predict; `weight` is how much a row counts;
 * - `protected` serves the fairness study and is never a feature;
 * - `id` names a row, `group` ties rows that must stay on one side of a split (a customer), `time` orders them;
 * - `score` is an existing score or prediction to compare with; `ignore` is left out.
 */
export const COLUMN_ROLES = [
  'feature',
  'target',
  'id',
  'time',
  'group',
  'protected',
  'weight',
  'score',
  'ignore',
] as const;

const label = z.union([z.string(), z.object({ en: z.string(), zh: z.string() }).strict()]);

const columnSchema = z
  .object({
    name: z.string().min(1),
    type: z.enum(COLUMN_TYPES),
    role: z.enum(COLUMN_ROLES).default('feature'),
    label: label.optional().describe('What people call it; reasons and reports use it.'),
    description: label.optional(),
    unit: z.string().optional(),
    range: z
      .object({ min: z.number().optional(), max: z.number().optional() })
      .strict()
      .optional()
      .describe('Smallest and largest possible value, both included.'),
    categories: z
      .array(z.union([z.string(), z.object({ value: z.string(), label: label.optional() }).strict()]))
      .optional()
      .describe('The closed list of a category column, in order when `ordered`.'),
    ordered: z.boolean().optional(),
    special: z
      .array(z.object({ code: z.union([z.number(), z.string()]), meaning: label }).strict())
      .optional()
      .describe('Codes that stand for a circumstance, not a quantity: 96 = "not available".'),
    missing: z.array(z.string()).optional().describe('Cell texts that mean missing, besides the empty cell.'),
    required: z.boolean().optional().describe('A missing cell is an error.'),
    monotone: z
      .enum(['increasing', 'decreasing'])
      .optional()
      .describe('How the predicted quantity (a risk) may move when the value grows.'),
    actionable: z
      .union([z.boolean(), z.enum(['increase', 'decrease'])])
      .optional()
      .describe('Whether the person behind the row can change it, and in which direction.'),
    pii: z.boolean().optional().describe('Personal data: masked in reports, never in examples.'),
    format: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('Of dates, e.g. dd/MM/yyyy, or a list of which the first that fits a cell reads it; default ISO 8601.'),
    positive: z.string().optional().describe('Of a binary target: the cell that is the event.'),
    outOfScope: z
      .string()
      .optional()
      .describe(
        'Of a target of classes: the cell that stands for none of the others. Training rows of it are not needed.',
      ),
  })
  .strict();

const fileSchema = z
  .object({
    version: z.literal(1),
    vertical: z.string().optional(),
    task: z.string().optional(),
    title: label.optional(),
    file: z
      .object({
        delimiter: z.string().length(1).optional(),
        decimal: z.enum(['.', ',']).optional(),
        encoding: z.string().optional(),
      })
      .strict()
      .optional(),
    columns: z.array(columnSchema).min(1),
  })
  .strict();

/** The document as it is stored (YAML or JSON). Parse with `parseFeatureSchema`, which reports every problem at once. */
export const featureSchemaDocument = fileSchema;

export type ColumnType = (typeof COLUMN_TYPES)[number];
export type ColumnRole = (typeof COLUMN_ROLES)[number];
export type ColumnSpec = z.infer<typeof columnSchema>;
export type FeatureSchema = z.infer<typeof fileSchema>;

export function columnsWithRole(schema: FeatureSchema, ...roles: ColumnRole[]): ColumnSpec[] {
  return schema.columns.filter((column) => roles.includes(column.role));
}

/** The one column with this role, or undefined. */
export function columnWithRole(schema: FeatureSchema, role: ColumnRole): ColumnSpec | undefined {
  return schema.columns.find((column) => column.role === role);
}

/** The label in a language; the column's name where none is given. */
export function columnLabel(column: ColumnSpec, language: 'en' | 'zh'): string {
  return columnTitle(column)[language];
}

/** The label in every language; the column's name where none is given. */
export function columnTitle({ name, label }: ColumnSpec): Localized {
  return localized(label ?? name);
}

/** The same as the beginning of a sentence. */
export function columnTitleAtStart(column: ColumnSpec): Localized {
  const { en, zh } = columnTitle(column);
  return { en: en.charAt(0).toUpperCase() + en.slice(1), zh };
}

/** What a category of a column is called; its value where it has no label. */
export function categoryLabel({ categories }: ColumnSpec, value: string): Localized {
  const entry = categories?.find((one) => typeof one !== 'string' && one.value === value);
  return localized((typeof entry === 'object' ? entry.label : undefined) ?? value);
}

/** The allowed values of a category column, without their labels. */
export function categoryValues(column: ColumnSpec): string[] {
  return (column.categories ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.value));
}
