import 'reflect-metadata';
import { join } from 'node:path';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Vertical } from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { AccessService } from './access/access.service.js';
import { AlertSender } from './alerts/alert-sender.js';
import { AlertWatch } from './alerts/alert-watch.js';
import { AlertsService } from './alerts/alerts.service.js';
import { openArtifacts } from './artifacts/open-artifacts.js';
import { AuditTrail } from './audit/audit-trail.js';
import { BatchesService } from './batches/batches.service.js';
import { ChallengesService } from './challenges/challenges.service.js';
import { ChannelsService } from './channels/channels.service.js';
import { ClientsService } from './clients/clients.service.js';
import type { HostConfig } from './config/host-config.js';
import { ConversationChanges } from './conversations/conversation-changes.js';
import { ConversationRetention } from './conversations/conversation-retention.js';
import { ConversationsService } from './conversations/conversations.service.js';
import { HandoversService } from './conversations/handovers.service.js';
import { DatasetChecksService } from './datasets/dataset-checks.service.js';
import { DatasetsService } from './datasets/datasets.service.js';
import { DialoguePromotionsService } from './dialogues/dialogue-promotions.service.js';
import { DialoguesService } from './dialogues/dialogues.service.js';
import { OpenDialogues } from './dialogues/open-dialogues.js';
import { FeedbackService } from './feedback/feedback.service.js';
import { HealthService } from './health/health.service.js';
import { HostLife } from './host-life.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { MonitoringService } from './monitoring/monitoring.service.js';
import { ChangeWatch } from './persistence/change-watch.js';
import { PredictionLog } from './prediction-log/prediction-log.js';
import { Spool } from './prediction-log/spool.js';
import { GateLedger } from './promotions/gate-ledger.js';
import { PromotionsService } from './promotions/promotions.service.js';
import type { QueueConnection } from './queue/backend.js';
import { LANES } from './queue/lanes.js';
import { type Lane, openQueue } from './queue/work-queue.js';
import { ImportService } from './registry/import.service.js';
import { RegistryService } from './registry/registry.service.js';
import { ErasureService } from './retention/erasure.service.js';
import { Retention } from './retention/retention.js';
import { Scheduler } from './schedules/scheduler.js';
import { SchedulesService } from './schedules/schedules.service.js';
import { SlotDecisions } from './schedules/slot-decisions.js';
import { Sealer } from './sealing/sealer.js';
import { ServingService } from './serving/serving.service.js';
import { SolutionsService } from './solutions/solutions.service.js';
import { RunEventsService } from './training/run-events.service.js';
import { TrainingService } from './training/training.service.js';
import { TrialLedger } from './training/trial-ledger.js';
import { EventSender } from './webhooks/event-sender.js';

/** What a process has made ready before its modules are put together. */
export interface HostParts {
  config: HostConfig;
  /** Connected and up to date. */
  source: DataSource;
  /** Where `source` is connected to: some services hold a line of their own. */
  databaseUrl: string;
  secret: string;
  verticals: readonly Vertical[];
  /** What they were loaded by, for child processes to load them too. */
  verticalModules: readonly string[];
  log: Logger;
}

/** An interface has no token of its own. */
export const ARTIFACTS = Symbol('artifacts');
export const RUN_QUEUE = Symbol('run queue');
/** Every lane, for whoever shows them. */
export const QUEUES = Symbol('queues');

@Module({})
class HostModule {}

/** The services of the platform. They are plain classes; here they are put together. */
export function hostModule(parts: HostParts): DynamicModule {
  const providers = providersOf(parts);
  const tokens = providers.map((provider) => (provider as { provide: symbol }).provide);
  return { module: HostModule, global: true, providers, exports: tokens };
}

function providersOf(parts: HostParts): Provider[] {
  const { config, source, databaseUrl, secret, verticals, log } = parts;
  const watch = new ChangeWatch(databaseUrl, log);
  const audit = new AuditTrail(source, secret);
  const artifacts = openArtifacts(config);
  const onQueueError = (error: Error): void => log.warn({ error: error.message }, 'queue');
  const open = <J>(lane: Lane<J>) => openQueue(lane, queueConnection(parts), onQueueError);
  const queue = open(LANES.runs);
  const trialQueue = open(LANES.trials);
  const promotionQueue = open(LANES.promotions);
  const batchQueue = open(LANES.batches);
  const datasetQueue = open(LANES.datasets);
  const registry = new RegistryService(source, audit);
  const checks = new DatasetChecksService(source, artifacts, datasetQueue);
  const datasets = new DatasetsService(source, audit, artifacts, checks);
  const training = new TrainingService(source, audit, queue);
  const sealer = new Sealer(secret);
  const spool = new Spool(join(config.home, 'spool'), config.spoolBytes);
  const predictions = new PredictionLog(source, spool, sealer, config.personalData, log);
  const serving = new ServingService(source, registry, artifacts, verticals, watch, predictions, log);
  const solutions = new SolutionsService(source, audit, verticals, watch);
  const monitoring = new MonitoringService(source, serving, sealer);
  const alerts = new AlertsService(source, audit, monitoring, sealer);
  const promotions = new PromotionsService(source, audit, registry, promotionQueue);
  const batches = new BatchesService(source, audit, artifacts, registry, batchQueue);
  const ended = new ConversationRetention(source);
  const retention = new Retention(source, artifacts, batches, config.retentionDays, log, ended);
  const events = new EventSender(source, sealer, log);
  const openDialogues = new OpenDialogues(source, serving, verticals, config.rewriting);
  const dialogues = new DialoguesService(source, audit, solutions, openDialogues);
  const changes = new ConversationChanges(source, sealer, dialogues, openDialogues, events, log);
  const conversations = new ConversationsService(source, audit, sealer, dialogues, openDialogues, changes);
  const queues = [queue, trialQueue, promotionQueue, batchQueue, datasetQueue];
  const services = [
    audit,
    new AccessService(source, audit, secret, watch),
    new ClientsService(source, audit),
    solutions,
    datasets,
    checks,
    training,
    new TrialLedger(source, trialQueue, artifacts),
    new RunEventsService(source, watch),
    new SchedulesService(source, audit, datasets),
    new Scheduler(source, training, new SlotDecisions(source, audit, promotions, log), log),
    registry,
    new ImportService(source, registry, artifacts, verticals),
    predictions,
    serving,
    new FeedbackService(source, audit, serving, predictions, sealer),
    monitoring,
    alerts,
    new AlertWatch(source, solutions, alerts, new AlertSender(source, sealer), events, log),
    new ErasureService(source, audit, artifacts, predictions, sealer),
    new IdempotencyService(source, sealer),
    new HostLife(watch, queues, predictions, retention, events, source, artifacts, log),
    batches,
    dialogues,
    new DialoguePromotionsService(source, audit, dialogues),
    conversations,
    new HandoversService(source, audit, sealer, conversations),
    new ChannelsService(source, audit, sealer, solutions, conversations),
    ended,
    events,
    promotions,
    new ChallengesService(source, audit, registry, serving, sealer),
    new GateLedger(source, audit, registry, promotionQueue),
    new HealthService(source, queue, { serving, watch, predictions, spoolBytes: config.spoolBytes }),
  ];
  return [
    { provide: ARTIFACTS, useValue: artifacts },
    { provide: RUN_QUEUE, useValue: queue },
    { provide: QUEUES, useValue: queues },
    ...services.map((service) => ({ provide: service.constructor, useValue: service })),
  ];
}

export function queueConnection({ config, databaseUrl }: Pick<HostParts, 'config' | 'databaseUrl'>): QueueConnection {
  const lockMs = config.queueLockSeconds * 1000;
  return config.redisUrl === undefined ? { databaseUrl, lockMs } : { redisUrl: config.redisUrl, lockMs };
}
