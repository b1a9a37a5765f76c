import {
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type Processor,
  type Queue,
  type QueueOptions,
  type Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { surviveCutLines } from '../persistence/survive-cut-lines.js';

/** Where jobs wait: a Redis, or a schema of its own in Postgres. */
export type QueueConnection = ({ redisUrl: string } | { databaseUrl: string }) & {
  /** A worker that is killed loses its job after this time, and another one takes it. */
  lockMs: number;
};

const SCHEMA = 'proofline_queue';

/** The pair that works on one queue, made for one backend. What differs between backends ends here. */
export interface QueueBackend<Data> {
  queue(name: string, options: Omit<QueueOptions, 'connection'>): Queue<Data>;
  worker(name: string, process: Processor<Data, void>, options: Omit<WorkerOptions, 'connection'>): Worker<Data, void>;
}

export function backendOf<Data>(connection: QueueConnection): QueueBackend<Data> {
  if ('databaseUrl' in connection) {
    const postgres = {
      connectionString: connection.databaseUrl,
      schema: SCHEMA,
      migrate: true,
      onConnect: surviveCutLines,
    };
    return bind(createPostgresBackend, postgres, postgres);
  }
  const url = connection.redisUrl;
  // Who adds a job is told when Redis is away; a worker waits for it to come back, and BullMQ asks for this.
  return bind(createRedisBackend, { url }, { url, maxRetriesPerRequest: null });
}

function bind<Data, B extends IQueueBackend, C>(
  factory: BackendFactory<B, C>,
  asking: C,
  working: C,
): QueueBackend<Data> {
  const { Queue, Worker } = withBackend(factory);
  return {
    queue: (name, options) =>
      new Queue<Data>(name, { ...options, connection: asking }) as unknown as ReturnType<QueueBackend<Data>['queue']>,
    worker: (name, process, options) =>
      new Worker<Data, void>(name, process, { ...options, connection: working }) as unknown as ReturnType<
        QueueBackend<Data>['worker']
      >,
  };
}
