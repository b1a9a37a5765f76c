import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Bodies that were read in front of the framework, by their request. */
const held = new WeakMap<IncomingMessage, Buffer>();

export function holdBody(request: IncomingMessage, body: Buffer): void {
  held.set(request, body);
}

/** Gives the framework the bodies that were read already. */
export function giveHeldBodies(server: FastifyInstance): void {
  server.addHook('preParsing', (request: FastifyRequest, _reply: FastifyReply, payload, done) => {
    const body = held.get(request.raw);
    done(null, body === undefined ? payload : Readable.from([body], { objectMode: false }));
  });
}
