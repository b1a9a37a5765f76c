import { Readable } from 'node:stream';
import type { Channel, ChannelsService } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';

/** The one address that asks for a signature and no key. */
export const SIGNED_ROUTE = '/v1/channels/:channel/messages';
/** Of a signed message: a text at its longest, and as much again. */
const MOST_BYTES = 256 * 1024;

export interface SignedRequest extends FastifyRequest {
  /** Whose secret the message is signed with. */
  channel: Channel;
  /** By which a message is known that is delivered again. */
  signedId: string;
}

/** A signature is over bytes: it is proven on the body as it came, before anybody reads it. */
export function proveSignedMessages(server: FastifyInstance, admission: Admission, channels: ChannelsService): void {
  server.addHook('preParsing', async (request: FastifyRequest, reply, payload) => {
    if (request.routeOptions.url !== SIGNED_ROUTE) return payload;
    const body = await read(payload);
    const headers = {
      id: headerOf(request, 'webhook-id'),
      timestamp: headerOf(request, 'webhook-timestamp'),
      signature: headerOf(request, 'webhook-signature'),
    };
    const { channel: id } = request.params as { channel: string };
    const channel = await admission.admitSigned(request, reply, () =>
      channels.prove(id, headers, body.toString('utf8')),
    );
    Object.assign(request, { channel, signedId: headers.id });
    return Readable.from([body]);
  });
}

function headerOf({ headers }: FastifyRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' && value.length <= 1_000 ? value : '';
}

async function read(payload: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of payload) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > MOST_BYTES) {
      throw new ProoflineError('too-large', 'MESSAGE_TOO_LARGE', `A signed message has at most ${MOST_BYTES} bytes.`);
    }
  }
  return Buffer.concat(parts);
}
