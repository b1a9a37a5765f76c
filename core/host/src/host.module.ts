import 'reflect-metadata';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import type { Vertical } from '@proofline/pipeline';
import { type Logger, pino } from 'pino';
import { DataSource } from 'typeorm';
import { AccessService } from './access/access.service.js';
import { AuditTrail } from './audit/audit-trail.js';
import { ClientsService } from './clients/clients.service.js';
import type { HostConfig } from './config/host-config.js';
import { HealthService } from './health/health.service.js';

/** What a process has made ready before its modules are put together. */
export interface HostParts {
  config: HostConfig;
  /** Connected and up to date. */
  source: DataSource;
  /** Where `source` is connected to: some services hold a line of their own. */
  databaseUrl: string;
  secret: string;
  verticals: readonly Vertical[];
  log: Logger;
}

export const LOG = Symbol('log');
export const CONFIG = Symbol('config');
export const VERTICALS = Symbol('verticals');

@Module({})
class HostModule {}

/** The services of the platform. They are plain classes; here they are put together. */
export function hostModule(parts: HostParts): DynamicModule {
  const providers = providersOf(parts);
  const tokens = providers.map((provider) => (provider as { provide: symbol }).provide);
  return { module: HostModule, global: true, providers, exports: tokens };
}

function providersOf({ config, source, databaseUrl, secret, verticals, log }: HostParts): Provider[] {
  const audit = new AuditTrail(source, secret);
  const access = new AccessService(source, audit, secret, databaseUrl, log);
  return [
    { provide: LOG, useValue: log },
    { provide: CONFIG, useValue: config },
    { provide: VERTICALS, useValue: verticals },
    { provide: DataSource, useValue: source },
    { provide: AuditTrail, useValue: audit },
    { provide: AccessService, useValue: access },
    { provide: ClientsService, useValue: new ClientsService(source, audit) },
    { provide: HealthService, useValue: new HealthService(source) },
  ];
}

/** JSON lines on standard output; keys never get into them. */
export function createLog(level: string): Logger {
  return pino({
    level,
    redact: { paths: ['req.headers.authorization', 'headers.authorization', '*.key'], censor: '(hidden)' },
  });
}
