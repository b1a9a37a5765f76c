import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type FeedbackReceipt,
  FeedbackService,
  type JoinedOutcome,
  type Page,
  SolutionsService,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { givenTime, json, type PageQuery, pageOf, pageQuery, problem, SOLUTION, time } from '../http/shapes.js';

const MOST_ITEMS = 10_000;

const reported = z
  .strictObject({
    predictionId: z.uuid().optional().describe('As the prediction was answered.'),
    subject: z
      .union([z.string().min(1), z.number()])
      .optional()
      .describe("In place of the prediction's id: the value of the row's identifier."),
    at: givenTime
      .optional()
      .describe("With 'subject': its last prediction at this time or before; 'observedAt' where absent."),
    outcome: z.union([z.string(), z.number(), z.boolean()]).describe('As the training data writes it.'),
    observedAt: givenTime
      .refine((at) => Date.parse(at) <= Date.now() + 60_000, { error: 'takes a time that is not in the future' })
      .describe('When it was known. A later one takes the place of an earlier one.'),
  })
  .refine(({ predictionId, subject }) => (predictionId === undefined) !== (subject === undefined), {
    error: "takes either 'predictionId' or 'subject'",
  });

const outcomes = z.strictObject({ items: z.array(reported).min(1).max(MOST_ITEMS) });

const receipt = z.object({
  recorded: z.number().int(),
  corrected: z.number().int().describe('Took the place of an outcome that was observed earlier.'),
  unchanged: z.number().int().describe('Were there already, or a later one was.'),
  problems: z.array(problem).describe('Of items that were not recorded.'),
});

const joined = z.object({
  predictionId: z.uuid(),
  predictedAt: time,
  modelVersion: z.number().int(),
  prediction: z.record(z.string(), json),
  outcome: z.string(),
  observedAt: time,
  recordedAt: time,
});

@ApiTags('feedback')
@Controller('v1/solutions/:solution/feedback')
export class FeedbackController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(FeedbackService) private readonly feedback: FeedbackService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Report what became of those that were predicted; to report it again changes nothing',
    allow: 'predict',
    params: SOLUTION,
    body: outcomes,
    answer: receipt,
  })
  async record(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { items }: z.infer<typeof outcomes>,
  ): Promise<FeedbackReceipt> {
    const solution = await this.solutions.get(principal, name);
    return this.feedback.record(principal, solution, items);
  }

  @Get()
  @Endpoint({
    summary: 'Predictions whose outcome is known, the latest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(joined),
  })
  async list(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Query() page: PageQuery,
  ): Promise<Page<JoinedOutcome>> {
    const solution = await this.solutions.get(principal, name);
    return this.feedback.page(solution, page);
  }
}
