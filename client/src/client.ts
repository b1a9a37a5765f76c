import createClient, { type Client, type FetchResponse } from 'openapi-fetch';
import type { paths } from './api.js';
import { NoAnswer, type ProblemDocument, Refusal } from './refusal.js';

export interface ClientOptions {
  /** Where the API is, e.g. `http://localhost:3000`. */
  url: string;
  /** An API key; without one, only what is open answers. */
  key?: string;
  signal?: AbortSignal;
}

/** Requests by method and path, typed by the OpenAPI document. Throws `NoAnswer`; refusals are thrown by `answerOf`. */
export function createProofline({ url, key, signal }: ClientOptions): Client<paths> {
  const client = createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    ...(signal === undefined ? {} : { signal }),
  });
  client.use({
    onError: ({ error }) => {
      if (signal?.aborted === true) return undefined;
      const cause = (error as { cause?: { code?: string; message?: string } }).cause;
      return new NoAnswer(`Nobody answers at ${url} (${cause?.code ?? cause?.message ?? (error as Error).message}).`, {
        cause: error,
      });
    },
  });
  return client;
}

/** What was answered. Throws `Refusal`, and `NoAnswer` where what answered is not Proofline. */
export async function answerOf<T extends Record<string | number, unknown>, Init, Media extends `${string}/${string}`>(
  request: Promise<FetchResponse<T, Init, Media>>,
): Promise<NonNullable<FetchResponse<T, Init, Media>['data']>> {
  const { data, error, response } = await request.catch((cause: unknown) => {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new NoAnswer('What answers at this address is not Proofline: its answer is not JSON.', { cause });
  });
  if (response.ok && data !== undefined) return data as NonNullable<FetchResponse<T, Init, Media>['data']>;
  if (isProblem(error)) throw new Refusal(response.status, error);
  throw new NoAnswer(`What answers at ${response.url} is not Proofline: it said ${response.status}.`);
}

function isProblem(answer: unknown): answer is ProblemDocument {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer;
}

/** How a file is sent: as it stands, whatever its size. */
export function fileBody(content: ReadableStream<Uint8Array> | Uint8Array, type: string) {
  return {
    // The document says that the body is a file; a stream is one, too.
    body: content as unknown as string,
    bodySerializer: (body: unknown) => body as BodyInit,
    headers: { 'content-type': type },
    duplex: 'half' as const,
  };
}
