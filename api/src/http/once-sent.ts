import { finished } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Calls work once an answer is sent, or its caller is gone. */
export function onceSent({ raw }: FastifyReply): (work: () => void) => void {
  return (work) => finished(raw, work);
}
