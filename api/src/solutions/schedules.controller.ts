import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CATCH_UPS,
  DECISIONS,
  OVERLAPS,
  type Schedule,
  type ScheduleSlot,
  SchedulesService,
  SLOT_STATUSES,
  SolutionsService,
  TRIGGERS,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { type PageQuery, pageOf, pageQuery, SOLUTION, time } from '../http/shapes.js';

const settings = {
  cron: z.string().max(200).describe("Minute, hour, day of the month, month, day of the week: '0 3 * * 1'."),
  timeZone: z.string().max(100).describe("IANA name of the zone whose clock is meant; 'UTC' where absent."),
  catchUp: z
    .enum(CATCH_UPS)
    .describe('What becomes of slots that passed while no worker was there; the latest is run where absent.'),
  overlap: z
    .enum(OVERLAPS)
    .describe('What a slot does while the run of an earlier one has not ended; it is skipped where absent.'),
  dataset: z.uuid().nullable().describe('Always train on this data set; on the latest where absent or null.'),
  pauseHours: z
    .int()
    .min(0)
    .max(8_760)
    .describe('Hours between the beginnings of two runs at least, for the trigger `drift`; 24 where absent.'),
  enabled: z.boolean(),
};

const change = z.strictObject(settings).partial();
const newSchedule = change.extend({
  trigger: z
    .enum(TRIGGERS)
    .optional()
    .describe(
      'The clock, each data set that is uploaded, or an alarm of drift or performance; the clock where absent.',
    ),
});

const schedule = z.object({
  id: z.uuid(),
  solutionId: z.uuid(),
  trigger: z.enum(TRIGGERS),
  cron: z.string().nullable(),
  timeZone: z.string(),
  catchUp: z.enum(CATCH_UPS),
  overlap: z.enum(OVERLAPS),
  dataset: z.uuid().nullable(),
  pauseHours: z.int().nullable(),
  enabled: z.boolean(),
  owner: z.string().describe('Who set it up as it is. Somebody else approves what it promotes.'),
  nextSlots: z.array(time).describe('The next five times.'),
  createdAt: time,
  endedAt: time.nullable(),
});

const slot = z.object({
  slotAt: time,
  status: z
    .enum(SLOT_STATUSES)
    .describe('The gate is `judging` what the run made; what passes is `proposed` and waits for a person.'),
  runId: z.uuid().nullable(),
  promotionId: z.uuid().nullable().describe('By which its model is to become the one that answers.'),
  decision: z.enum(DECISIONS).nullable().describe('What became of the model that answers; null until it is decided.'),
  why: z.string().nullable(),
  enteredAt: time,
  decidedAt: time.nullable(),
  decidedBy: z.string().nullable().describe('Who decided, where that was a person.'),
});

const SCHEDULE = { ...SOLUTION, schedule: 'Id of the schedule.' };

@ApiTags('schedules')
@Controller('v1/solutions/:solution/schedules')
export class SchedulesController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(SchedulesService) private readonly schedules: SchedulesService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Train again and again: at times, on each new data set, or on alarms',
    allow: 'edit',
    params: SOLUTION,
    body: newSchedule,
    answer: schedule,
    status: 201,
  })
  async create(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() wanted: z.infer<typeof newSchedule>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(await this.schedules.create(principal, solution, wanted));
  }

  @Get()
  @Endpoint({
    summary: 'Schedules of a solution, with their next times, the oldest first',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(schedule),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.schedules.page(principal, solution, page);
    return { items: items.map((one) => this.shown(one)), next };
  }

  @Get(':schedule')
  @Endpoint({ summary: 'One schedule, with its next times', allow: 'read', params: SCHEDULE, answer: schedule })
  async get(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('schedule') id: string) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(await this.schedules.get(principal, solution, id));
  }

  @Patch(':schedule')
  @Endpoint({
    summary: 'Change a schedule, turn it off or on',
    allow: 'edit',
    params: SCHEDULE,
    body: change,
    answer: schedule,
    errors: [409],
  })
  async change(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('schedule') id: string,
    @Body() wanted: z.infer<typeof change>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(await this.schedules.change(principal, solution, id, wanted));
  }

  @Delete(':schedule')
  @Endpoint({
    summary: 'Delete a schedule; what became of its slots can still be read',
    allow: 'edit',
    params: SCHEDULE,
    answer: schedule,
    errors: [409],
  })
  async end(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('schedule') id: string) {
    const solution = await this.solutions.get(principal, name);
    return this.shown(await this.schedules.end(principal, solution, id));
  }

  @Get(':schedule/slots')
  @Endpoint({
    summary: 'What became of its times, the newest first',
    allow: 'read',
    params: SCHEDULE,
    query: pageQuery,
    answer: pageOf(slot),
  })
  async slots(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('schedule') id: string,
    @Query() page: PageQuery,
  ) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.schedules.slots(principal, solution, id, page);
    return { items: items.map(shownSlot), next };
  }

  private shown(one: Schedule) {
    const { clientId: _client, dueAfter: _due, createdBy: _by, datasetId: dataset, ...rest } = one;
    return { ...rest, dataset, nextSlots: this.schedules.nextSlots(one) };
  }
}

function shownSlot({ id: _id, clientId: _client, scheduleId: _schedule, ...rest }: ScheduleSlot) {
  return rest;
}
