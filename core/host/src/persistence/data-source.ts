import 'reflect-metadata';
import { ProoflineError } from '@proofline/learn';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { apiKeyEntity } from '../access/api-key.entity.js';
import { alertEntity } from '../alerts/alert.entity.js';
import { alertHookEntity } from '../alerts/alert-hook.entity.js';
import { auditEntryEntity } from '../audit/audit-entry.entity.js';
import { batchEntity } from '../batches/batch.entity.js';
import { challengeEntity } from '../challenges/challenge.entity.js';
import { channelEntity } from '../channels/channel.entity.js';
import { clientEntity } from '../clients/client.entity.js';
import { conversationActionEntity, conversationEntity, handoverEntity } from '../conversations/conversation.entity.js';
import { datasetEntity } from '../datasets/dataset.entity.js';
import { datasetCheckEntity } from '../datasets/dataset-check.entity.js';
import { dialogueEntity, dialoguePromotionEntity } from '../dialogues/dialogue.entity.js';
import { predictionEntity } from '../prediction-log/prediction.entity.js';
import { promotionEntity } from '../promotions/promotion.entity.js';
import { modelVersionEntity } from '../registry/model-version.entity.js';
import { scheduleEntity } from '../schedules/schedule.entity.js';
import { scheduleSlotEntity } from '../schedules/schedule-slot.entity.js';
import { solutionEntity } from '../solutions/solution.entity.js';
import { runEntity } from '../training/run.entity.js';
import { trialEntity } from '../training/trial.entity.js';
import { ClientsAccessAudit1764280000000 } from './migrations/1764280000000-clients-access-audit.js';
import { SolutionsRunsModels1764290000000 } from './migrations/1764290000000-solutions-runs-models.js';
import { Promotions1764300000000 } from './migrations/1764300000000-promotions.js';
import { PredictionLog1764310000000 } from './migrations/1764310000000-prediction-log.js';
import { Feedback1764310000001 } from './migrations/1764310000001-feedback.js';
import { Idempotency1764310000002 } from './migrations/1764310000002-idempotency.js';
import { Refusals1764310000003 } from './migrations/1764310000003-refusals.js';
import { Alerts1764310000004 } from './migrations/1764310000004-alerts.js';
import { Schedules1764320000000 } from './migrations/1764320000000-schedules.js';
import { RunFailuresAndEvents1764320000001 } from './migrations/1764320000001-run-failures-and-events.js';
import { ImportedModels1764330000000 } from './migrations/1764330000000-imported-models.js';
import { Challengers1764500000000 } from './migrations/1764500000000-challengers.js';
import { Batches1764600000000 } from './migrations/1764600000000-batches.js';
import { DatasetChecks1764600000001 } from './migrations/1764600000001-dataset-checks.js';
import { SlotDecisions1764700000000 } from './migrations/1764700000000-slot-decisions.js';
import { Trials1764800000000 } from './migrations/1764800000000-trials.js';
import { Conversations1795880000000 } from './migrations/1795880000000-conversations.js';
import { ChannelsForHumans1795900000000 } from './migrations/1795900000000-channels-for-humans.js';
import { Lists1796000100000 } from './migrations/1796000100000-lists.js';
import { BatchLog1796000200000 } from './migrations/1796000200000-batch-log.js';
import { DroppedTrials1796000200001 } from './migrations/1796000200001-dropped-trials.js';
import { AnswersOfConversations1796900100000 } from './migrations/1796900100000-answers-of-conversations.js';
import { surviveCutLines } from './survive-cut-lines.js';

type MigrationClass = new () => MigrationInterface;

/** Tables that a vertical brings with it. */
export interface Persisted {
  entities: readonly EntitySchema[];
  migrations: readonly MigrationClass[];
}

const ENTITIES = [
  clientEntity,
  apiKeyEntity,
  auditEntryEntity,
  solutionEntity,
  datasetEntity,
  runEntity,
  trialEntity,
  modelVersionEntity,
  scheduleEntity,
  scheduleSlotEntity,
  predictionEntity,
  promotionEntity,
  batchEntity,
  challengeEntity,
  datasetCheckEntity,
  alertEntity,
  alertHookEntity,
  channelEntity,
  dialogueEntity,
  dialoguePromotionEntity,
  conversationEntity,
  conversationActionEntity,
  handoverEntity,
] as readonly EntitySchema[];
const MIGRATIONS: readonly MigrationClass[] = [
  ClientsAccessAudit1764280000000,
  SolutionsRunsModels1764290000000,
  Promotions1764300000000,
  PredictionLog1764310000000,
  Feedback1764310000001,
  Idempotency1764310000002,
  Refusals1764310000003,
  Alerts1764310000004,
  Schedules1764320000000,
  RunFailuresAndEvents1764320000001,
  ImportedModels1764330000000,
  Challengers1764500000000,
  Batches1764600000000,
  DatasetChecks1764600000001,
  SlotDecisions1764700000000,
  Trials1764800000000,
  Conversations1795880000000,
  ChannelsForHumans1795900000000,
  Lists1796000100000,
  BatchLog1796000200000,
  DroppedTrials1796000200001,
  AnswersOfConversations1796900100000,
];

/** All that migrations of several processes wait for, so that one of them migrates. The number is arbitrary and must not change. */
const MIGRATION_LOCK = 7_226_483;

/** The tables of the platform live in a schema of their own: the database may be shared. */
export const SCHEMA = 'proofline';

export function createDataSource(url: string, extra: Persisted = { entities: [], migrations: [] }): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: SCHEMA,
    entities: [...ENTITIES, ...extra.entities],
    migrations: [...MIGRATIONS, ...extra.migrations],
    migrationsTableName: 'migration',
    // A migration that fails takes its own changes back and leaves those before it.
    migrationsTransactionMode: 'each',
    applicationName: 'proofline',
    poolSize: 10,
    connectTimeoutMS: 5_000,
    extra: { onConnect: surviveCutLines },
  });
}

/** Connects; `unavailable` in one sentence where nobody answers or lets us in. */
export async function connect(url: string, extra?: Persisted): Promise<DataSource> {
  const source = createDataSource(url, extra);
  try {
    return await source.initialize();
  } catch (cause) {
    throw new ProoflineError(
      'unavailable',
      'DATABASE_UNREACHABLE',
      `The database at ${new URL(url).host} cannot be used: ${reasonOf(cause)} Check DATABASE_URL and that Postgres runs there.`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return reason.endsWith('.') ? reason : `${reason}.`;
}

/** Brings the tables up to date. Any number of processes may ask at once: one works, the others wait and find it done. */
export async function migrate(source: DataSource): Promise<string[]> {
  const holder = source.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await holder.query(`CREATE SCHEMA IF NOT EXISTS "${SCHEMA}"`);
    const done = await source.runMigrations();
    return done.map(({ name }) => name);
  } catch (cause) {
    throw new ProoflineError(
      'unavailable',
      'MIGRATION_FAILED',
      `The database could not be brought up to date: ${reasonOf(cause)} The step that failed was taken back, those before it stay. Repair the cause and start again, or start the version that ran before.`,
      { cause },
    );
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await holder.release();
  }
}
