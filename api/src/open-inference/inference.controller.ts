import { Body, Controller, Get, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthService, type ServedSolution, type Serving, ServingService, SolutionsService } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { PRODUCT_VERSION } from '../documentation/documentation.js';
import type { Authenticated } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { onceSent } from '../http/once-sent.js';
import { json, LARGEST_INTEGER } from '../http/shapes.js';
import { outputTensors, refuseUnknownOutputs, type WantedOutput } from './answer-tensors.js';
import { DATATYPES } from './datatypes.js';
import { HEADER_LENGTH } from './inference-body.js';
import { rowsOf } from './input-rows.js';
import { inputsOf, type OutputMetadata, outputsOf, REASONS, type TensorMetadata } from './model-tensors.js';

const MOST_REASONS = 20;
/** Where reasons are asked for without a number. */
const USUAL_REASONS = 4;

const MODEL = { solution: "The model's name: id or slug of the solution, or 'client.slug'." };
const VERSION = { ...MODEL, version: 'The version that answers; others are not found.' };

const metadataTensor = z.object({
  name: z.string(),
  datatype: z.enum(DATATYPES),
  shape: z.array(z.number().int()).describe('-1: as many as there are rows.'),
});

const metadata = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  platform: z.string(),
  inputs: z.array(metadataTensor),
  outputs: z.array(metadataTensor),
});

const inferenceRequest = z.object({
  id: z.string().optional().describe('Comes back with the answer.'),
  parameters: z
    .looseObject({
      reasons: z
        .number()
        .int()
        .min(0)
        .max(MOST_REASONS)
        .optional()
        .describe('How many reasons each answer comes with.'),
      binary_data_output: z.boolean().optional().describe('Outputs come in binary form, unless one says otherwise.'),
    })
    .optional(),
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.int().min(0).max(LARGEST_INTEGER)).min(1).describe('[n] or [n, 1] for n rows.'),
        datatype: z.enum(DATATYPES).describe('Any in which the values can be written; BYTES are read as in a file.'),
        parameters: z.looseObject({ binary_data_size: z.int().min(0).max(LARGEST_INTEGER).optional() }).optional(),
        data: z
          .array(json)
          .optional()
          .describe('Absent where it follows in binary form. null, NaN and an empty text are missing cells.'),
      }),
    )
    .min(1)
    .describe('One for each feature. A feature without an input is missing in all rows.'),
  outputs: z
    .array(
      z.object({ name: z.string(), parameters: z.looseObject({ binary_data: z.boolean().optional() }).optional() }),
    )
    .optional()
    .describe("All but 'reasons' where absent."),
});
type InferenceRequest = z.infer<typeof inferenceRequest>;

const inferenceResponse = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    metadataTensor.extend({
      parameters: z.object({ binary_data_size: z.number().int() }).optional(),
      data: z.array(json).optional(),
    }),
  ),
});

const ready = z.object({ name: z.string(), ready: z.literal(true) });
const live = z.object({ live: z.boolean() });

/** The Open Inference Protocol (KServe V2) over HTTP, with its binary tensor data extension. A model is a solution that answers. */
@ApiTags('open inference protocol')
@Controller('v2')
export class InferenceController {
  constructor(
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ServingService) private readonly serving: ServingService,
    @Inject(HealthService) private readonly health: HealthService,
  ) {}

  @Get()
  @Endpoint({
    summary: 'What this server is',
    allow: 'public',
    answer: z.object({ name: z.string(), version: z.string(), extensions: z.array(z.string()) }),
    protocol: 'open-inference',
  })
  server(): { name: string; version: string; extensions: string[] } {
    return { name: 'proofline', version: PRODUCT_VERSION, extensions: ['binary_tensor_data'] };
  }

  @Get('health/live')
  @Endpoint({ summary: 'Whether the process runs', allow: 'public', answer: live, protocol: 'open-inference' })
  live(): { live: true } {
    return { live: true };
  }

  @Get('health/ready')
  @Endpoint({ summary: 'Whether requests are served', allow: 'public', answer: live, protocol: 'open-inference' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ live: boolean }> {
    const state = await this.health.readiness();
    if (!state.ready) void reply.status(503);
    return { live: state.ready };
  }

  @Get('models/:solution/ready')
  @Endpoint({
    summary: 'Whether a model answers',
    allow: 'read',
    params: MODEL,
    answer: ready,
    errors: [409],
    protocol: 'open-inference',
  })
  async modelReady(@Req() request: Authenticated, @Param('solution') name: string): Promise<z.infer<typeof ready>> {
    await this.model(request, name);
    return { name, ready: true };
  }

  @Get('models/:solution/versions/:version/ready')
  @Endpoint({
    summary: 'Whether a version of a model answers',
    allow: 'read',
    params: VERSION,
    answer: ready,
    errors: [409],
    protocol: 'open-inference',
  })
  async versionReady(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
  ): Promise<z.infer<typeof ready>> {
    await this.model(request, name, version);
    return { name, ready: true };
  }

  @Get('models/:solution')
  @Endpoint({
    summary: 'Inputs and outputs of a model',
    allow: 'read',
    params: MODEL,
    answer: metadata,
    errors: [409],
    protocol: 'open-inference',
  })
  async modelMetadata(
    @Req() request: Authenticated,
    @Param('solution') name: string,
  ): Promise<z.infer<typeof metadata>> {
    return metadataOf(name, await this.model(request, name));
  }

  @Get('models/:solution/versions/:version')
  @Endpoint({
    summary: 'Inputs and outputs of a version of a model',
    allow: 'read',
    params: VERSION,
    answer: metadata,
    errors: [409],
    protocol: 'open-inference',
  })
  async versionMetadata(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
  ): Promise<z.infer<typeof metadata>> {
    return metadataOf(name, await this.model(request, name, version));
  }

  @Post('models/:solution/infer')
  @Endpoint({
    summary: 'Predict; the binary tensor data extension is understood',
    allow: 'predict',
    params: MODEL,
    body: inferenceRequest,
    answer: inferenceResponse,
    errors: [409],
    protocol: 'open-inference',
  })
  infer(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Body() body: InferenceRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.answer(request, { name, body, reply });
  }

  @Post('models/:solution/versions/:version/infer')
  @Endpoint({
    summary: 'Predict with a version; the binary tensor data extension is understood',
    allow: 'predict',
    params: VERSION,
    body: inferenceRequest,
    answer: inferenceResponse,
    errors: [409],
    protocol: 'open-inference',
  })
  inferVersion(
    @Req() request: Authenticated,
    @Param('solution') name: string,
    @Param('version') version: string,
    @Body() body: InferenceRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.answer(request, { name, version, body, reply });
  }

  private async model({ principal }: Authenticated, name: string, version?: string): Promise<Serving> {
    const solution = await this.solutions.served(principal, name);
    const champion = await this.serving.champion(principal, solution);
    refuseOtherVersion(solution, champion, version);
    return champion;
  }

  private async answer(
    { principal, id: requestId }: Authenticated,
    { name, version, body, reply }: { name: string; version?: string; body: InferenceRequest; reply: FastifyReply },
  ): Promise<unknown> {
    const solution = await this.solutions.served(principal, name);
    const reasons = reasonsOf(body);
    let outputs: OutputMetadata[] = [];
    let wanted: WantedOutput[] = [];
    const answer = await this.serving.predict(
      principal,
      solution,
      (champion) => {
        refuseOtherVersion(solution, champion, version);
        outputs = outputsOf(champion);
        wanted = wantedOutputs(body, outputs, reasons);
        refuseUnknownOutputs(wanted, outputs);
        return rowsOf(body.inputs, champion.predictor.schema);
      },
      { reasons, requestId, afterAnswer: onceSent(reply) },
    );
    const { tensors, binary } = outputTensors(answer, wanted, outputs);
    const response = {
      model_name: name,
      model_version: String(answer.model.version),
      ...(body.id === undefined ? {} : { id: body.id }),
      outputs: tensors,
    };
    if (binary.length === 0) return response;
    const head = Buffer.from(JSON.stringify(response));
    void reply.type('application/octet-stream').header(HEADER_LENGTH, head.length);
    return Buffer.concat([head, ...binary]);
  }
}

function refuseOtherVersion({ slug }: ServedSolution, champion: Serving, version: string | undefined): void {
  if (version === undefined || version === String(champion.version)) return;
  throw new ProoflineError(
    'not-found',
    'VERSION_UNKNOWN',
    `Version '${version}' of '${slug}' does not answer; version ${champion.version} does.`,
  );
}

function metadataOf(name: string, champion: Serving): z.infer<typeof metadata> {
  return {
    name,
    versions: [String(champion.version)],
    platform: `proofline_${champion.manifest.vertical.id}`,
    inputs: inputsOf(champion.predictor.schema),
    outputs: outputsOf(champion).map(({ json: _json, ...tensor }: OutputMetadata): TensorMetadata => tensor),
  };
}

function reasonsOf({ parameters, outputs = [] }: InferenceRequest): number {
  return parameters?.reasons ?? (outputs.some(({ name }) => name === REASONS) ? USUAL_REASONS : 0);
}

function wantedOutputs(
  { parameters, outputs: asked }: InferenceRequest,
  outputs: readonly OutputMetadata[],
  reasons: number,
): WantedOutput[] {
  const byDefault = parameters?.binary_data_output ?? false;
  const named = asked?.map((output) => ({ name: output.name, binary: output.parameters?.binary_data ?? byDefault }));
  const all = outputs.filter(({ name }) => name !== REASONS || reasons > 0);
  return named ?? all.map(({ name }) => ({ name, binary: byDefault }));
}
