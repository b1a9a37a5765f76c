// The process that sends requests: it shares no event loop with whoever measures.
import { Agent, request } from 'node:http';
import autocannon from 'autocannon';
import type { Order, Saturated, Steady, Target } from './generate.js';

/** Every connection of an open loop that is needed is opened: a request never waits for another one to end. */
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

process.once('disconnect', () => process.exit(1));
process.once('message', (order: Order) => {
  const work = order.kind === 'saturate' ? saturate(order) : steady(order);
  work.then(
    (result) => process.send!({ result }, () => process.exit(0)),
    (error: Error) => process.send!({ error: error.stack }, () => process.exit(1)),
  );
});

/** As many requests as the service takes over a number of connections, each with one request at a time. */
async function saturate({ target, seconds, connections }: Order & { kind: 'saturate' }): Promise<Saturated> {
  const { url, headers, bodies } = target;
  const requests = bodies.map((body) => ({ method: 'POST' as const, headers, body }));
  const outcome = await autocannon({ url, duration: seconds, connections, requests });
  return {
    answered: outcome['2xx'],
    refused: outcome.non2xx + outcome.errors + outcome.timeouts,
    seconds: outcome.duration,
  };
}

/**
 * So many requests a second whatever becomes of them. Each is timed from when it was to be sent: a service that stops for a
 * while is charged for all who came in that time, and the generator's own lateness is charged to the service, and shown.
 */
async function steady({ target, seconds, rate }: Order & { kind: 'steady' }): Promise<Steady> {
  const milliseconds: number[] = [];
  const late: number[] = [];
  let refused = 0;
  const count = Math.round(seconds * rate);
  const began = performance.now() + 100;
  const open: Promise<void>[] = [];
  for (let k = 0; k < count; ) {
    const now = performance.now();
    for (let due = began + (k * 1000) / rate; k < count && due <= now; due = began + (k * 1000) / rate) {
      late.push(performance.now() - due);
      open.push(
        ask(target, k++).then((ok) => {
          milliseconds.push(performance.now() - due);
          if (!ok) refused++;
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
  return { milliseconds, late, refused };
}

/** Whether the answer was 200; false also where none came. */
function ask({ url, headers, bodies }: Target, k: number): Promise<boolean> {
  return new Promise((resolve) => {
    const body = bodies[k % bodies.length]!;
    const sent = request(url, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    sent.once('error', () => resolve(false));
    sent.once('response', (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode === 200));
      answer.once('error', () => resolve(false));
    });
    sent.end(body);
  });
}
