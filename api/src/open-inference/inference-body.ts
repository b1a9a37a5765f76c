import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { BadRequestException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Problem, ProoflineError } from '@proofline/learn';
import { inputError } from '@proofline/pipeline';
import type { FastifyRequest } from 'fastify';
import { DATATYPES, type Datatype, decode } from './datatypes.js';

/** Of the binary tensor data extension: how many bytes of the body are JSON. */
export const HEADER_LENGTH = 'inference-header-content-length';
/** What bodies of the protocol are parsed as. Clients name other types, or none, so that theirs does not count. */
const INFERENCE_BODY = 'application/x-open-inference';
const INFERENCE_ROUTE = /^\/v2\/.*\/infer$/;

const UNPACK = { gzip: promisify(gunzip), deflate: promisify(inflate) };

/** Has the bodies of inference requests read: JSON, with binary tensors behind it where the header says so. */
export function takeInferenceBodies(app: NestFastifyApplication, limit: number): void {
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onRequest', (request: FastifyRequest, _reply, done) => {
    const { method, routeOptions, raw } = request;
    if (method === 'POST' && INFERENCE_ROUTE.test(routeOptions.url ?? '')) raw.headers['content-type'] = INFERENCE_BODY;
    done();
  });
  server.addContentTypeParser(
    INFERENCE_BODY,
    { parseAs: 'buffer', bodyLimit: limit },
    async ({ headers }: FastifyRequest, body: Buffer) =>
      readInferenceBody(await unpacked(body, headers['content-encoding'], limit), headers[HEADER_LENGTH]),
  );
}

async function unpacked(body: Buffer, encoding: string | undefined, limit: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body;
  const unpack = UNPACK[encoding as keyof typeof UNPACK];
  if (unpack === undefined) {
    throw new UnsupportedMediaTypeException(`The body is packed as '${encoding}'; it may be: gzip, deflate.`);
  }
  try {
    return await unpack(body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new PayloadTooLargeException(`Unpacked, the body is larger than ${limit} bytes.`);
    }
    throw new BadRequestException(`The body is not ${encoding}: ${(error as Error).message}.`);
  }
}

interface GivenInput {
  name?: unknown;
  datatype?: unknown;
  data?: unknown;
  parameters?: { binary_data_size?: unknown };
}

/**
 * A request as its JSON says, with `data` in inputs that follow in binary form. Throws what is wrong with all of them at once.
 * `headerLength`: bytes of JSON, as the header has it; the whole body where absent.
 */
export function readInferenceBody(body: Buffer, headerLength: string | string[] | undefined): unknown {
  const length = headerLength === undefined ? body.length : lengthOf(String(headerLength), body.length);
  const request = readJson(body.toString('utf8', 0, length)) as { inputs?: GivenInput[] } | null;
  const inputs = Array.isArray(request?.inputs) ? request.inputs : [];
  const problems: Problem[] = [];
  let at = length;
  for (const input of inputs) {
    const size = input?.parameters?.binary_data_size;
    if (size === undefined) continue;
    const problem = takeBinary(input, size, body, at);
    if (problem !== undefined) problems.push(problem);
    at += Number.isSafeInteger(size) ? (size as number) : 0;
  }
  if (problems.length === 0 && at < body.length) {
    problems.push({
      code: 'BINARY_DATA_LEFT',
      message: `The body has ${body.length} bytes, of which its JSON and the 'binary_data_size' of its inputs make up ${at}.`,
      got: `${body.length} bytes`,
      allowed: `${at} bytes`,
      fix: `Name the bytes of JSON in the header 'Inference-Header-Content-Length' and those of each tensor in its 'binary_data_size'.`,
    });
  }
  if (problems.length > 0) throw inputError('REQUEST_INVALID', 'The request', problems);
  return request;
}

function lengthOf(given: string, most: number): number {
  if (/^\d{1,10}$/.test(given) && Number(given) <= most) return Number(given);
  throw new ProoflineError(
    'invalid-input',
    'HEADER_LENGTH_INVALID',
    `The header 'Inference-Header-Content-Length' is '${given}'; it is how many of the body's ${most} bytes are JSON.`,
  );
}

/** JSON has no NaN, but clients of the protocol write it for a number that is not there. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    try {
      return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\bNaN\b/g, (token) => (token[0] === '"' ? token : 'null')));
    } catch {
      throw new BadRequestException(`The body is not JSON: ${(error as Error).message}.`);
    }
  }
}

function takeBinary(input: GivenInput, size: unknown, body: Buffer, at: number): Problem | undefined {
  const problem = (message: string, got: string, allowed: string): Problem => ({
    code: 'BINARY_DATA_INVALID',
    message: `Input '${String(input.name)}': ${message}.`,
    where: { column: String(input.name) },
    got,
    allowed,
  });
  const left = Math.max(0, body.length - at);
  if (!Number.isSafeInteger(size) || (size as number) < 0 || (size as number) > left) {
    const allowed = `0 to ${left}, the bytes that are left of the body`;
    return problem(`its 'binary_data_size' is ${String(size)}, which is not ${allowed}`, String(size), allowed);
  }
  // What else is not a type is refused with the rest of the request's shape.
  if (!DATATYPES.includes(input.datatype as Datatype)) return undefined;
  try {
    input.data = decode(input.datatype as Datatype, body.subarray(at, at + (size as number)));
    return undefined;
  } catch (error) {
    return problem((error as Error).message, `${String(size)} bytes`, `whole elements of ${String(input.datatype)}`);
  }
}
