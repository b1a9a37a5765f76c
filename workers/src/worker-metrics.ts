import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lane, TurnEnd, Work } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** From a judgement to a night's training. */
const SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200];

/** What a worker has done, lane by lane, and what Node has of its process. */
export class WorkerMetrics {
  private readonly registry = new Registry();
  private readonly turns: Counter<'lane' | 'end'>;
  private readonly seconds: Histogram<'lane'>;

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.turns = new Counter({
      name: 'proofline_worker_turns_total',
      help: 'Turns at jobs by how they ended: over, put-back, wait, failed.',
      labelNames: ['lane', 'end'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'proofline_worker_turn_duration_seconds',
      help: 'Time of a turn at a job.',
      labelNames: ['lane'],
      buckets: SECONDS,
      registers,
    });
  }

  /** The same work, counted and timed. */
  watch<J>({ name: lane }: Lane<J>, work: Work<J>): Work<J> {
    return async (job, turn) => {
      const stop = this.seconds.startTimer({ lane });
      let end: TurnEnd | 'failed' = 'failed';
      try {
        end = await work(job, turn);
        return end;
      } finally {
        stop();
        this.turns.inc({ lane, end });
      }
    };
  }

  /** Answers `GET /metrics` without a key: nothing in it is a client's, and the port is for the network of the machines alone. */
  async serve(host: string, port: number): Promise<{ url: string; close(): Promise<void> }> {
    const server = createServer((request, response) => {
      if (request.url !== '/metrics') {
        response.writeHead(404).end();
        return;
      }
      this.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': this.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    try {
      server.listen(port, host);
      await once(server, 'listening');
    } catch (cause) {
      throw new ProoflineError(
        'unavailable',
        'METRICS_PORT_NOT_OPENED',
        `The worker's metrics cannot be had on port ${port} of ${host}: ${(cause as Error).message}. Set PROOFLINE_WORKER_METRICS_PORT to another one; each worker of a machine needs its own.`,
        { cause },
      );
    }
    return {
      url: `http://${host}:${(server.address() as AddressInfo).port}/metrics`,
      close: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    };
  }
}
