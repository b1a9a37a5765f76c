import { z } from '@proofline/pipeline';

/** Bytes of an answer; more is read by nobody. */
const LARGEST_ANSWER = 256 * 1024;

export interface ChatMessage {
  role: 'system' | 'user';
  content: string;
}

/** Why an endpoint gave nothing that can be used; `message` goes into the trace. */
export class EndpointFailure extends Error {}

const completion = z.looseObject({
  choices: z
    .array(z.looseObject({ message: z.looseObject({ content: z.string() }), finish_reason: z.string().nullish() }))
    .min(1),
});

/**
 * One answer of an endpoint with the protocol of OpenAI's chat completions. Throws `EndpointFailure` for whatever it does else:
 * hang, redirect, refuse, stream, send too much or what is no completion. Keys and texts stand in no message.
 */
export async function complete(
  { url, model, key }: { url: string; model: string; key: string | undefined },
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<string> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      // What is sent was meant for this address and no other.
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, messages, temperature: 0, stream: false }),
      signal,
    });
    return await contentOf(response);
  } catch (error) {
    if (error instanceof EndpointFailure) throw error;
    throw new EndpointFailure(signal.aborted ? 'it did not answer in time' : 'it could not be reached');
  }
}

async function contentOf(response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    const redirects = response.status >= 300 && response.status < 400;
    throw new EndpointFailure(
      redirects ? 'it points to another address' : `it answered with status ${response.status}`,
    );
  }
  if (response.headers.get('content-type')?.includes('event-stream') === true) {
    await response.body?.cancel();
    throw new EndpointFailure('it streams, which it was not asked to');
  }
  const parsed = completion.safeParse(parsedJson(await textWithin(response)));
  if (!parsed.success) throw new EndpointFailure('what it answered is no chat completion');
  const [{ message, finish_reason: reason }] = parsed.data.choices as [(typeof parsed.data.choices)[number]];
  if (reason === 'length' || reason === 'content_filter') throw new EndpointFailure('its text is cut off');
  return message.content;
}

async function textWithin({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream.
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) throw new EndpointFailure(`it sends more than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
