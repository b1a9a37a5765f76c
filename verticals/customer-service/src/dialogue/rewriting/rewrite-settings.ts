import { z } from '@proofline/pipeline';

/** `rewrite:` of a flow: an endpoint with the protocol of OpenAI's chat completions that rewords what the bot says. */
export const rewriteShape = z
  .object({
    url: z
      .url({ protocol: /^https?$/, error: 'a web address up to /v1, e.g. http://localhost:8000/v1' })
      .describe('What stands before /chat/completions.'),
    model: z.string().min(1),
    keyEnv: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable, e.g. REWRITE_KEY' })
      .optional()
      .describe('The environment variable that holds the key; the key itself stands in no file.'),
    timeoutMs: z.number().int().min(100).max(30_000).default(4000).describe('What a customer waits for at most.'),
    failures: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(3)
      .describe('Failures running until the endpoint is left alone.'),
    pauseSeconds: z.number().int().min(1).max(3600).default(60).describe('For how long.'),
  })
  .strict();

export type RewriteSettings = z.output<typeof rewriteShape>;
