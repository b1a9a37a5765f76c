import 'reflect-metadata';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Vertical } from '@proofline/pipeline';
import { type Logger, pino } from 'pino';
import type { DataSource } from 'typeorm';
import { AccessService } from './access/access.service.js';
import { openArtifacts } from './artifacts/open-artifacts.js';
import { AuditTrail } from './audit/audit-trail.js';
import { ClientsService } from './clients/clients.service.js';
import type { HostConfig } from './config/host-config.js';
import { DatasetsService } from './datasets/datasets.service.js';
import { HealthService } from './health/health.service.js';
import { HostLife } from './host-life.js';
import { ChangeWatch } from './persistence/change-watch.js';
import { GateLedger } from './promotions/gate-ledger.js';
import { PromotionsService } from './promotions/promotions.service.js';
import { openPromotionQueue } from './queue/promotion-queue.js';
import { openRunQueue } from './queue/run-queue.js';
import type { QueueConnection } from './queue/work-queue.js';
import { RegistryService } from './registry/registry.service.js';
import { ServingService } from './serving/serving.service.js';
import { SolutionsService } from './solutions/solutions.service.js';
import { TrainingService } from './training/training.service.js';

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
  const queue = openRunQueue(queueConnection(parts), onQueueError);
  const promotionQueue = openPromotionQueue(queueConnection(parts), onQueueError);
  const registry = new RegistryService(source, audit);
  const services = [
    audit,
    new AccessService(source, audit, secret, watch),
    new ClientsService(source, audit),
    new SolutionsService(source, audit, verticals),
    new DatasetsService(source, audit, artifacts),
    new TrainingService(source, audit, queue),
    registry,
    new PromotionsService(source, audit, registry, promotionQueue),
    new GateLedger(source, audit, registry, promotionQueue),
    new ServingService(registry, artifacts, verticals, watch),
    new HealthService(source),
    new HostLife(watch, [queue, promotionQueue], source),
  ];
  return [
    { provide: ARTIFACTS, useValue: artifacts },
    ...services.map((service) => ({ provide: service.constructor, useValue: service })),
  ];
}

export function queueConnection({ config, databaseUrl }: Pick<HostParts, 'config' | 'databaseUrl'>): QueueConnection {
  return config.redisUrl === undefined ? { databaseUrl } : { redisUrl: config.redisUrl };
}

/** JSON lines on standard output; keys never get into them. */
export function createLog(level: string): Logger {
  return pino({
    level,
    redact: { paths: ['req.headers.authorization', 'headers.authorization', '*.key'], censor: '(hidden)' },
  });
}
