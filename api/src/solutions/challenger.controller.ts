import { Body, Controller, Delete, Get, Inject, Param, Put, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CHALLENGE_MODES,
  ChallengesService,
  type DiffReport,
  type ShownChallenge,
  SolutionsService,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { LARGEST_INTEGER, localized, SOLUTION, time } from '../http/shapes.js';

const wanted = z.strictObject({
  version: z
    .number()
    .int()
    .min(1)
    .max(LARGEST_INTEGER)
    .describe('A version whose verdict is GO and that takes all that the champion takes.'),
  mode: z
    .literal('shadow')
    .default('shadow')
    .describe("Its answers leave the house never. A canary is begun by the approval of a promotion, with 'canary'."),
});

const asked = z.strictObject({
  rows: z.coerce
    .number()
    .int()
    .min(1)
    .max(50_000)
    .default(10_000)
    .describe('How many pairs of answers, the latest, at most.'),
});

const challenge = z.object({
  id: z.uuid(),
  version: z.number().int(),
  championVersion: z.number().int(),
  mode: z.enum(CHALLENGE_MODES),
  share: z.number().nullable().describe('Of the subjects, that a canary answers.'),
  promotionId: z.uuid().nullable().describe('The promotion that lets a canary answer.'),
  startedAt: time,
  endedAt: time.nullable(),
  ending: z.string().nullable(),
});

const latency = z.object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() });

const report = z.object({
  challenge,
  rows: z.object({
    champion: z.number().int().describe('Predictions that it answered since the challenge began.'),
    challenger: z.number().int(),
    compared: z.number().int().describe('Predictions that both models were asked about.'),
    lookedAt: z.number().int().describe('The latest of these, which all below is about.'),
    notCompared: z
      .number()
      .int()
      .describe('Waiting still, or dropped: a busy process leaves rows out before it slows answers down.'),
  }),
  agreement: z
    .array(
      z.object({
        name: z.string(),
        rows: z.number().int(),
        agree: z.number().int(),
        share: z.number(),
        changes: z.array(z.object({ champion: z.string(), challenger: z.string(), rows: z.number().int() })),
      }),
    )
    .describe('Of each field of the answers that holds a word: a decision, a class.'),
  scores: z
    .object({
      rows: z.number().int(),
      mean: z.number(),
      meanAbsolute: z.number(),
      quantiles: z.array(z.object({ q: z.number(), difference: z.number() })),
      largest: z.array(
        z.object({
          id: z.uuid().describe('Of the prediction.'),
          champion: z.number(),
          challenger: z.number(),
          difference: z.number(),
        }),
      ),
    })
    .optional()
    .describe('Challenger minus champion.'),
  latencyMs: z
    .object({ champion: latency.optional(), challenger: latency.optional() })
    .describe('Of the predictions of a request, without the way there and back.'),
  refusals: z
    .array(z.object({ code: z.string(), failed: z.boolean(), rows: z.number().int(), examples: z.array(z.uuid()) }))
    .describe("Rows that the champion takes and the challenger does not. 'failed': for a fault of ours."),
  performance: z
    .object({
      outcomes: z.number().int(),
      reason: z.enum(['too-few-outcomes', 'kind-not-measured']).optional(),
      metrics: z.array(
        z.object({
          metric: z.string(),
          title: localized,
          champion: z.number(),
          challenger: z.number(),
          value: z.number().describe('How much better the challenger is.'),
          interval: z.array(z.number()).length(2).describe('Its lower and its upper end.'),
        }),
      ),
    })
    .describe(
      'On the outcomes that are known: the paired difference in the primary metric, positive where the challenger is better.',
    ),
  segments: z
    .object({
      features: z.array(
        z.object({
          name: z.string(),
          title: localized,
          segments: z.array(
            z.object({
              label: localized,
              rows: z.number().int(),
              agreement: z.array(z.object({ name: z.string(), share: z.number() })),
              scores: z
                .object({
                  champion: z.number(),
                  challenger: z.number(),
                  difference: z.number(),
                  interval: z.array(z.number()).length(2),
                })
                .optional()
                .describe('Means, and the 95 % interval of their difference, challenger minus champion.'),
            }),
          ),
        }),
      ),
      notKept: z
        .array(z.string())
        .describe(
          'Protected columns: the log of predictions has none of them. The gate compares by them, on the frozen set.',
        ),
    })
    .optional()
    .describe('By the groups of each feature of the champion that have at least 30 rows.'),
});

@ApiTags('challenger')
@Controller('v1/solutions/:solution/challenger')
export class ChallengerController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ChallengesService) private readonly challenges: ChallengesService,
  ) {}

  @Put()
  @Endpoint({
    summary: 'Put a version beside the champion: it computes what that answers, unseen',
    allow: 'edit',
    params: SOLUTION,
    body: wanted,
    answer: challenge,
    errors: [409],
  })
  async shadow(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { version }: z.infer<typeof wanted>,
  ): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.challenges.shadow(principal, solution, version));
  }

  @Get()
  @Endpoint({
    summary: "How the challenger's answers differ from the champion's",
    allow: 'read',
    params: SOLUTION,
    query: asked,
    answer: report,
  })
  async report(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() { rows }: z.infer<typeof asked>,
  ): Promise<Omit<DiffReport, 'challenge'> & { challenge: ReturnType<typeof shown> }> {
    const solution = await this.solutions.get(principal, name);
    const found = await this.challenges.report(principal, solution, rows);
    return { ...found, challenge: shown(found.challenge) };
  }

  @Delete()
  @Endpoint({
    summary: 'End a shadow; a canary ends with its promotion',
    allow: 'edit',
    params: SOLUTION,
    answer: challenge,
    errors: [409],
  })
  async end(@Req() { principal }: Authenticated, @Param('solution') name: string): Promise<ReturnType<typeof shown>> {
    const solution = await this.solutions.get(principal, name);
    return shown(await this.challenges.end(principal, solution));
  }
}

function shown({
  clientId: _client,
  solutionId: _solution,
  modelId: _model,
  championId: _champion,
  ...challenge
}: ShownChallenge) {
  return challenge;
}
