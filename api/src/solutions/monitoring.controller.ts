import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Monitoring, MonitoringService, SolutionsService } from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { givenTime, localized, SOLUTION, time } from '../http/shapes.js';

const asked = z.strictObject({
  from: givenTime.optional().describe('30 days before the end where absent.'),
  to: givenTime.optional().describe('Now where absent.'),
  rows: z.coerce
    .number()
    .int()
    .min(1)
    .max(50_000)
    .default(10_000)
    .describe('How many predictions, the latest, at most.'),
});

// Some readers of OpenAPI 3.1 do not know tuples.
const interval = z.array(z.number()).length(2).describe('Its lower and its upper end.');

const drift = z.object({
  name: z.string(),
  title: localized,
  state: z
    .enum(['steady', 'moved', 'shifted', 'too-few-rows', 'not-kept'])
    .describe("'moved' and 'shifted' are beyond chance and large enough to matter (index from 0.1 and 0.25)."),
  psi: z.number().optional().describe('Population stability index against the rows that were learnt from.'),
  psiByChance: z
    .number()
    .optional()
    .describe('What samples of one population of these sizes stay below, 95 times in 100.'),
  pValue: z.number().optional(),
  qValue: z.number().optional().describe('Raised for the number of distributions that are looked at.'),
  groups: z
    .array(z.object({ label: localized, reference: z.number(), recent: z.number() }))
    .describe('Shares of rows.'),
});

const estimate = z.object({ metric: z.string(), title: localized, value: z.number(), interval });

const monitoring = z.object({
  model: z.object({ version: z.number().int(), hash: z.string() }),
  window: z.object({
    from: time,
    to: time,
    predictions: z.number().int(),
    subjects: z.number().int().describe('Of each subject its last prediction counts.'),
  }),
  alarms: z.array(
    z.object({
      code: z.enum(['FEATURE_DRIFT', 'PREDICTION_DRIFT', 'PERFORMANCE', 'REQUESTS_FAIL']),
      about: z.string().optional(),
      message: localized,
    }),
  ),
  drift: z.object({
    falseDiscoveryRate: z.number().describe('Of the drift alarms raised at a time, so many are false on average.'),
    prediction: drift,
    features: z.array(drift),
  }),
  performance: z
    .object({
      outcomes: z.number().int().describe('Observed in the window.'),
      reason: z.enum(['too-few-outcomes', 'kind-not-measured']).optional(),
      metrics: z.array(
        estimate.extend({
          judged: z.object({ value: z.number(), interval }).optional(),
          criterion: z
            .object({ bound: z.enum(['>=', '<=']), value: z.number(), level: z.enum(['must', 'should']) })
            .optional(),
          state: z.enum(['as-judged', 'worse']),
        }),
      ),
    })
    .describe('As it came true.'),
  expected: z
    .object({ predictions: z.number().int(), metrics: z.array(estimate) })
    .describe(
      'What to expect before outcomes are known, from the probabilities alone. It holds as long as they do: it does not see that the relation of features and outcome has changed.',
    ),
  service: z.object({
    requests: z.number().int(),
    refused: z.number().int().describe('For what the request was.'),
    failed: z.number().int().describe('For a fault of ours.'),
    codes: z.array(z.object({ code: z.string(), failed: z.boolean(), requests: z.number().int() })),
    latencyMs: z
      .object({ p50: z.number(), p90: z.number(), p99: z.number(), max: z.number() })
      .optional()
      .describe('Of the predictions of a request, without the way there and back.'),
  }),
});

@ApiTags('monitoring')
@Controller('v1/solutions/:solution/monitoring')
export class MonitoringController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(MonitoringService) private readonly monitoring: MonitoringService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'Whether the model that answers still meets what it was judged on',
    allow: 'read',
    params: SOLUTION,
    query: asked,
    answer: monitoring,
  })
  async look(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() { from, to, rows }: z.infer<typeof asked>,
  ): Promise<Monitoring> {
    const solution = await this.solutions.get(principal, name);
    return this.monitoring.look(principal, solution, {
      rows,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    });
  }
}
