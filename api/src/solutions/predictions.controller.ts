import { Body, Controller, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Answer, ServingService, SolutionsService } from '@proofline/host';
import type { FastifyReply } from 'fastify';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { onceSent } from '../http/once-sent.js';
import { PREDICTIONS, PREDICTIONS_PATH, type WantedPredictions } from './predictions-shape.js';
import { refuseOtherTask } from './task.js';

@ApiTags('predictions')
@Controller(PREDICTIONS_PATH)
export class PredictionsController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ServingService) private readonly serving: ServingService,
  ) {}

  @Post()
  @Endpoint(PREDICTIONS)
  async predict(
    @Req() { principal, id: requestId }: Authenticated,
    @Param('solution') name: string,
    @Param('task') task: string,
    @Body() { rows, reasons }: WantedPredictions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const solution = await this.solutions.served(principal, name);
    refuseOtherTask(solution, task);
    return this.serving.predict(principal, solution, rows, { reasons, requestId, afterAnswer: onceSent(reply) });
  }
}
