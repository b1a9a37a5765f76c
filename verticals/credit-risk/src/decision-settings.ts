import { columnsWithRole, type FeatureSchema, z } from '@proofline/pipeline';

/** Money of one decision in the client's currency; a cost is written as a positive number. */
export const costsShape = z.strictObject({
  falseApproval: z.number().min(0).optional(),
  falseDecline: z.number().min(0).optional(),
  trueApproval: z.number().min(0).optional(),
  trueDecline: z.number().min(0).optional(),
});

/** What `settings` may hold: boundaries of the bands of numeric protected columns, and the fewest rows of a group. */
export function settingsShape(schema: FeatureSchema) {
  const rising = z
    .array(z.number())
    .min(1)
    .refine((cuts) => cuts.every((cut, k) => k === 0 || cut > cuts[k - 1]!), 'Boundaries must rise');
  const numeric = columnsWithRole(schema, 'protected').filter(({ type }) => type === 'number' || type === 'integer');
  return z.strictObject({
    minimumGroupRows: z.number().int().min(1).optional(),
    protectedBands: z.strictObject(Object.fromEntries(numeric.map(({ name }) => [name, rising.optional()]))).optional(),
  });
}
