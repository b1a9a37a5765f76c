import createClient, { type Client, type FetchResponse } from 'openapi-fetch';
import type { paths } from './api.js';
import { NoAnswer, type ProblemDocument, Refusal } from './refusal.js';

/** The most that is answered at once. */
const ROWS_PER_PAGE = 1_000;

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

/**
 * Every row of a list, page by page, as `answerOf` would answer it:
 * `allOf((query) => api.GET('/v1/solutions', { params: { query } }))`.
 */
export async function* allOf<T>(
  pageAt: (query: { limit: number; after?: string }) => Promise<{
    data?: { items: T[]; next: string | null };
    error?: unknown;
    response: Response;
  }>,
): AsyncGenerator<T, void, undefined> {
  for (let after: string | null | undefined; after !== null; ) {
    const page = await answerOf(pageAt({ limit: ROWS_PER_PAGE, ...(after === undefined ? {} : { after }) }) as never);
    const { items, next } = page as { items: T[]; next: string | null };
    yield* items;
    // A platform that knows no pages answers all at once.
    after = next ?? null;
  }
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
