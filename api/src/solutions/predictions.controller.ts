import { Body, Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Answer, ServingService, SolutionsService } from '@proofline/host';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { onceSent } from '../http/once-sent.js';
import { json, TASK } from '../http/shapes.js';
import { refuseOtherTask } from './task.js';

const MOST_ROWS = 10_000;

const wanted = z.strictObject({
  rows: z.array(z.record(z.string(), json)).min(1).max(MOST_ROWS).describe('Rows by name of their columns.'),
  reasons: z.number().int().min(0).max(20).default(0).describe('How many reasons each answer comes with, at most.'),
});

const answer = z.object({
  model: z.object({ version: z.number().int(), candidate: z.string(), hash: z.string() }).describe('The champion.'),
  predictions: z.array(
    z.object({
      id: z.uuid().describe('By which its outcome is reported later.'),
      version: z.number().int().describe('Of the model that gave this answer: the champion, or a canary.'),
      prediction: z.record(z.string(), json),
      reasons: z
        .array(
          z.object({
            feature: z.string(),
            code: z.string(),
            text: z.object({ en: z.string(), zh: z.string() }),
            contribution: z.number(),
            value: z.string(),
          }),
        )
        .optional(),
    }),
  ),
});

@ApiTags('predictions')
@Controller('v1/solutions/:solution/tasks/:task/predictions')
export class PredictionsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ServingService) private readonly serving: ServingService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Predict, with reasons where asked',
    repeatable: true,
    allow: 'predict',
    params: TASK,
    body: wanted,
    answer,
  })
  async predict(
    @Req() { principal, id: requestId }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Body() { rows, reasons }: z.infer<typeof wanted>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const solution = await this.solutions.served(principal, name);
    refuseOtherTask(solution, task);
    return this.serving.predict(principal, solution, rows, { reasons, requestId, afterAnswer: onceSent(reply) });
  }
}
