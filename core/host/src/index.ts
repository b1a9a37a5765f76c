export * from './access/access.service.js';
export * from './access/principal.js';
export * from './access/roles.js';
export type { Alert } from './alerts/alert.entity.js';
export { type AlertHook, HOOK_EVENTS, type HookEvent } from './alerts/alert-hook.entity.js';
export * from './alerts/alert-sender.js';
export * from './alerts/alert-watch.js';
export * from './alerts/alerts.service.js';
export * from './artifacts/artifact-store.js';
export type { AuditEntry } from './audit/audit-entry.entity.js';
export * from './audit/audit-trail.js';
export type { Batch } from './batches/batch.entity.js';
export { BatchLogFile, type BatchLogOrder } from './batches/batch-log.js';
export * from './batches/batches.service.js';
export { CHALLENGE_MODES, type Challenge } from './challenges/challenge.entity.js';
export * from './challenges/challenges.service.js';
export type { Channel } from './channels/channel.entity.js';
export * from './channels/channels.service.js';
export type { Client } from './clients/client.entity.js';
export * from './clients/clients.service.js';
export * from './config/host-config.js';
export * from './config/load-verticals.js';
export * from './config/secret.js';
export {
  ACTION_STATUSES,
  CONVERSATION_MODES,
  CONVERSATION_STATUSES,
  type Conversation,
  type ConversationAction,
  type ConversationLine,
  HANDOVER_RESOLUTIONS,
  HANDOVER_STATUSES,
  type Handover,
  type HandoverDetail,
} from './conversations/conversation.entity.js';
export type { MadeAction } from './conversations/conversation-changes.js';
export * from './conversations/conversation-retention.js';
export * from './conversations/conversations.service.js';
export type { SpokenLine } from './conversations/envelope.js';
export * from './conversations/handovers.service.js';
export * from './create-log.js';
export type { StoredDataset } from './datasets/dataset.entity.js';
export {
  DATASET_VERDICTS,
  type DatasetCheckRow,
  SCHEMA_SOURCES,
  type SchemaSource,
} from './datasets/dataset-check.entity.js';
export * from './datasets/dataset-checks.service.js';
export * from './datasets/datasets.service.js';
export {
  DIALOGUE_PROMOTION_STATUSES,
  DIALOGUE_STATUSES,
  type DialoguePromotion,
  type StoredDialogue,
} from './dialogues/dialogue.entity.js';
export * from './dialogues/dialogue-promotions.service.js';
export * from './dialogues/dialogues.service.js';
export * from './dialogues/open-dialogues.js';
export * from './errors/http-status.js';
export * from './errors/problem-document.js';
export * from './feedback/feedback.service.js';
export type { ReportedOutcome } from './feedback/read-outcome.js';
export * from './health/health.service.js';
export * from './host.module.js';
export * from './idempotency/idempotency.service.js';
export * from './monitoring/monitoring.service.js';
export * from './open-host.js';
export * from './persistence/data-source.js';
export * from './persistence/embedded-postgres.js';
export * from './persistence/page.js';
export { isDatabaseAway } from './persistence/postgres-errors.js';
export type { LoggedPrediction } from './prediction-log/prediction.entity.js';
export * from './prediction-log/prediction-log.js';
export type { PersonalData } from './prediction-log/prediction-record.js';
export * from './process-life.js';
export * from './promotions/gate-ledger.js';
export { GATE_VERDICTS, type Override, PROMOTION_STATUSES, type Promotion } from './promotions/promotion.entity.js';
export * from './promotions/promotions.service.js';
export type { QueueConnection } from './queue/backend.js';
export * from './queue/lanes.js';
export type { Worked, WorkLedger } from './queue/work-ledger.js';
export {
  FinalFailure,
  type Lane,
  openQueue,
  type Retries,
  startWorker,
  type Turn,
  type TurnEnd,
  type Work,
  type WorkQueue,
} from './queue/work-queue.js';
export * from './registry/import.service.js';
export { MODEL_STATUSES, type ModelVersion } from './registry/model-version.entity.js';
export * from './registry/registry.service.js';
export * from './repeat.js';
export * from './retention/erasure.service.js';
export * from './retention/retention.js';
export {
  CATCH_UPS,
  OVERLAPS,
  type Schedule,
  TRIGGERS,
} from './schedules/schedule.entity.js';
export { DECISIONS, type ScheduleSlot, SLOT_STATUSES } from './schedules/schedule-slot.entity.js';
export * from './schedules/scheduler.js';
export * from './schedules/schedules.service.js';
export * from './schedules/slot-decisions.js';
export * from './serving/serving.service.js';
export { type ServedSolution, type Solution, STAGES } from './solutions/solution.entity.js';
export * from './solutions/solutions.service.js';
export { FAILURES, type Failure, OPEN_RUN, RUN_STATUSES, type Run, type RunOutcome } from './training/run.entity.js';
export * from './training/run-event.js';
export * from './training/run-events.service.js';
export { outcomeOf } from './training/run-outcome.js';
export * from './training/training.service.js';
export type { Trial, TrialStatus } from './training/trial.entity.js';
export * from './training/trial-ledger.js';
export * from './webhooks/event-sender.js';
export * from './webhooks/signed-message.js';
