import type { ConversationsService, PredictionLog, ServingService, TrainingService, WorkQueue } from '@proofline/host';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EndedRequests } from '../http/ended-requests.js';

/** From half a millisecond, which is what a prediction takes, to what only a large upload does. */
const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5, 30];
const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

export interface Measured {
  serving: ServingService;
  predictions: PredictionLog;
  training: TrainingService;
  queues: readonly Pick<WorkQueue<unknown>, 'jobs'>[];
  ended: EndedRequests;
  conversations: Pick<ConversationsService, 'listen'>;
}

/** What Prometheus scrapes of this process. What costs a question to database or queue is asked when somebody scrapes. */
export function metricsOf({ serving, predictions, training, queues, ended, conversations }: Measured): Registry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'proofline_http_request_duration_seconds',
    help: 'Time until the answer was sent.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  });
  // Of addresses that lead nowhere there are as many as somebody likes to make up.
  ended.onEnded(({ method, route = 'none', status, ms }) => requests.observe({ method, route, status }, ms / 1000));

  const rows = new Counter({
    name: 'proofline_predictions_total',
    help: 'Rows that were answered.',
    labelNames: ['solution', 'slug', 'version'],
    registers,
  });
  serving.onAnswered(({ id, slug }, version, count) => rows.inc({ solution: id, slug, version }, count));

  countConversations(conversations, registers);
  new Gauge({
    name: 'proofline_prediction_spool_bytes',
    help: 'Predictions on the disk of this process that are not in the database yet.',
    registers,
    collect() {
      this.set(predictions.waitingBytes);
    },
  });
  new Gauge({
    name: 'proofline_jobs',
    help: 'Jobs in each lane of the queue; absent while the queue is away.',
    labelNames: ['lane', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { jobs } of queues) {
        const counts = await jobs.getJobCounts(...STATES).catch(() => ({}));
        for (const [state, count] of Object.entries(counts)) this.set({ lane: jobs.name, state }, count as number);
      }
    },
  });
  new Gauge({
    name: 'proofline_runs_open',
    help: 'Runs that have not ended; absent while the database is away.',
    labelNames: ['status'],
    registers,
    async collect() {
      this.reset();
      const open = await training.open().catch(() => ({}));
      for (const [status, count] of Object.entries(open)) this.set({ status }, count);
    },
  });
  return registry;
}

function countConversations(conversations: Measured['conversations'], registers: Registry[]): void {
  const counter = <L extends string>(name: string, help: string, further: L[]) =>
    new Counter({ name, help, labelNames: ['solution', 'slug', ...further], registers });
  const messages = counter('proofline_conversation_messages_total', 'Messages of customers and humans.', ['from']);
  const handovers = counter('proofline_handovers_total', 'Handovers, tickets and callbacks.', ['kind', 'reason']);
  const fallbacks = counter('proofline_fallbacks_total', 'Messages that the bot did not understand.', []);
  conversations.listen({
    onMessage: ({ id, slug }, from) => messages.inc({ solution: id, slug, from }),
    onHandover: ({ id, slug }, { kind, reason }) => handovers.inc({ solution: id, slug, kind, reason }),
    onFallback: ({ id, slug }) => fallbacks.inc({ solution: id, slug }),
  });
}
