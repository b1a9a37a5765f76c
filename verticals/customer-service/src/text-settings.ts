import { ProoflineError } from '@proofline/learn';
import { refuseUnknownSentenceEncoder, z } from '@proofline/pipeline';

/** One that is not there is found before anything is trained. */
const encoder = z.string().superRefine((name, context) => {
  try {
    refuseUnknownSentenceEncoder(name);
  } catch (error) {
    if (!(error instanceof ProoflineError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

/** What a client may set for tasks that read text. */
export const textSettings = z.strictObject({
  encoder: encoder
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

/** What a client may set for the task that answers questions. */
export const answerSettings = textSettings.extend({
  outOfScopeShare: textSettings.shape.outOfScopeShare.describe(
    'Share of questions that are expected to have no answer. Default: 0.1.',
  ),
  wrongAnswers: z
    .number()
    .min(0)
    .max(0.5)
    .optional()
    .describe(
      'Share of the answers that may be wrong; the confidence from which questions are answered follows. Default: 0.05.',
    ),
});
