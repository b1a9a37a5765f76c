import { z } from '@proofline/pipeline';

/** What a client may set for tasks that read text. */
export const textSettings = z.strictObject({
  encoder: z
    .string()
    .optional()
    .describe(
      "The sentence encoder: one that was added with 'proofline models add'. Default: the one that is shipped.",
    ),
  outOfScopeShare: z
    .number()
    .min(0.001)
    .max(0.5)
    .optional()
    .describe('Share of messages that are expected to be out of scope. Default: 0.02.'),
});
