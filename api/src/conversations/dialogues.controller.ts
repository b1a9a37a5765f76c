import { Body, Controller, Get, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  DIALOGUE_PROMOTION_STATUSES,
  DIALOGUE_STATUSES,
  type DialoguePromotion,
  DialoguePromotionsService,
  DialoguesService,
  type ListedDialogue,
  SolutionsService,
  type StoredDialogue,
} from '@proofline/host';
import { z } from 'zod';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { count, type PageQuery, pageOf, pageQuery, problem, reason, SOLUTION, time } from '../http/shapes.js';
import { VERSION, versionOf } from '../solutions/version.js';

const files = z
  .record(z.string().max(200), z.string())
  .describe('Texts by their paths below the folder of the dialogue: flow.yaml, stories/….yaml, knowledge/….');

const newDialogue = z.strictObject({
  files,
  models: z
    .record(z.string().max(63), z.string().max(200))
    .default({})
    .describe(
      'Solutions of the same client whose models help to understand messages, by task: {"entities": "acme-slots", "sentiment": "acme-moods"}. Intents are understood by the solution\'s own model; keywords do it where there is none.',
    ),
  keepPersonalData: z
    .boolean()
    .default(false)
    .describe('Transcripts are kept as they were said. Personal data is masked in them where this is not set.'),
  idleHours: z
    .int()
    .min(1)
    .max(8_760)
    .default(24)
    .describe('After so many hours without a message a conversation has ended.'),
});

const stories = z.object({
  passed: z.boolean(),
  stories: count,
  passedStories: count,
  turns: count,
  passedTurns: count,
  failed: z.array(
    z.object({
      story: z.string(),
      place: z.string(),
      turns: z.array(
        z.object({
          place: z.string(),
          said: z.string(),
          replies: z.array(z.string()),
          differences: z.array(z.object({ what: z.string(), expected: z.string(), got: z.string() })),
        }),
      ),
    }),
  ),
});

const listed = z.object({
  version: z.int().min(1),
  status: z.enum(DIALOGUE_STATUSES),
  fingerprint: z.string().describe('Of the files.'),
  models: z.record(z.string(), z.uuid()).describe('Ids of the solutions whose models help, by task.'),
  languages: z.array(z.string()),
  keepPersonalData: z.boolean(),
  idleHours: z.number().int(),
  stories: stories.nullable().describe('How its stories went when it was pushed; null where it has none.'),
  warnings: z.array(problem),
  pushedOwner: z.string(),
  createdAt: time,
  liveAt: time.nullable(),
});

const dialogue = listed.extend({ files });

const wanted = z
  .strictObject({ override: reason.optional().describe('Why it may become live although its stories fail.') })
  .default({});

const promotion = z.object({
  id: z.uuid(),
  status: z.enum(DIALOGUE_PROMOTION_STATUSES),
  override: z.string().nullable(),
  requestedOwner: z.string(),
  decidedOwner: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: time,
  decidedAt: time.nullable(),
});

@ApiTags('dialogues')
@Controller('v1/solutions/:solution/dialogues')
export class DialoguesController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(DialoguesService) private readonly dialogues: DialoguesService,
    @Inject(DialoguePromotionsService) private readonly promotions: DialoguePromotionsService,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Push a version of the dialogue; its faults are all said, its stories played and their report kept',
    repeatable: true,
    allow: 'edit',
    params: SOLUTION,
    body: newDialogue,
    answer: dialogue,
    status: 201,
    errors: [409],
  })
  async push(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Body() { models, ...rest }: z.infer<typeof newDialogue>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownWhole(await this.dialogues.push(principal, solution, { ...rest, helpers: models }));
  }

  @Get()
  @Endpoint({
    summary: 'Versions of the dialogue, the newest first, without their files',
    allow: 'read',
    params: SOLUTION,
    query: pageQuery,
    answer: pageOf(listed),
  })
  async list(@Req() { principal }: Authenticated, @Param('solution') name: string, @Query() page: PageQuery) {
    const solution = await this.solutions.get(principal, name);
    const { items, next } = await this.dialogues.page(principal, solution, page);
    return { items: items.map(shown), next };
  }

  @Post('rollback')
  @Endpoint({
    summary: 'Back to the version that the live one took over from, at once',
    allow: 'approve',
    params: SOLUTION,
    answer: dialogue,
    errors: [409],
  })
  async rollBack(@Req() { principal }: Authenticated, @Param('solution') name: string) {
    return shownWhole(await this.promotions.rollBack(principal, await this.solutions.get(principal, name)));
  }

  @Get(':version')
  @Endpoint({ summary: 'A version with its files', allow: 'read', params: VERSION, answer: dialogue })
  async get(@Req() { principal }: Authenticated, @Param('solution') name: string, @Param('version') version: string) {
    const solution = await this.solutions.get(principal, name);
    return shownWhole(await this.dialogues.get(principal, solution, numberOf(version)));
  }

  @Post(':version/promotion')
  @Endpoint({
    summary: 'Ask that a version become live; somebody else decides',
    repeatable: true,
    allow: 'edit',
    params: VERSION,
    body: wanted,
    answer: promotion,
    status: 202,
    errors: [409],
  })
  async request(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Body() { override }: z.infer<typeof wanted>,
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownPromotion(await this.promotions.request(principal, solution, numberOf(version), override ?? null));
  }

  @Get(':version/promotion')
  @Endpoint({
    summary: 'How the latest request that a version become live stands',
    allow: 'read',
    params: VERSION,
    answer: promotion,
  })
  async promotion(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownPromotion(await this.promotions.latest(principal, solution, numberOf(version)));
  }

  @Post(':version/promotion/approval')
  @Endpoint({
    summary: 'Make it live: conversations that begin from now on begin with it; never by whoever asked',
    allow: 'approve',
    params: VERSION,
    body: z.strictObject({ reason: reason.optional() }).default({}),
    answer: promotion,
    errors: [409],
  })
  async approve(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Body() { reason: why }: { reason?: string },
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownPromotion(await this.promotions.approve(principal, solution, numberOf(version), why ?? null));
  }

  @Post(':version/promotion/rejection')
  @Endpoint({
    summary: 'Refuse it, with a reason',
    allow: 'approve',
    params: VERSION,
    body: z.strictObject({ reason }),
    answer: promotion,
    errors: [409],
  })
  async reject(
    @Req() { principal }: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Body() { reason: why }: { reason: string },
  ) {
    const solution = await this.solutions.get(principal, name);
    return shownPromotion(await this.promotions.reject(principal, solution, numberOf(version), why));
  }
}

const numberOf = (version: string): number => versionOf(version, 'DIALOGUE_UNKNOWN');

function shown({ id: _id, clientId: _client, solutionId: _of, promotionId: _by, helpers, ...rest }: ListedDialogue) {
  return { ...rest, models: helpers };
}

function shownWhole(dialogue: StoredDialogue) {
  return { ...shown(dialogue), files: dialogue.files };
}

function shownPromotion({
  clientId: _client,
  solutionId: _solution,
  dialogueId: _dialogue,
  beforeId: _before,
  requestedBy: _asked,
  decidedBy: _key,
  ...rest
}: DialoguePromotion) {
  return rest;
}
