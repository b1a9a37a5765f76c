import type { QueueConnection } from './backend.js';
import { type Lane, openQueue, type QueueWorker, startWorker, type Work, type WorkQueue } from './work-queue.js';

export interface PromotionJob {
  promotionId: string;
}

export type PromotionQueue = WorkQueue<PromotionJob>;

const PROMOTIONS: Lane<PromotionJob> = {
  name: 'promotions',
  noun: 'promotion',
  jobOf: (promotionId) => ({ promotionId }),
};

export function openPromotionQueue(connection: QueueConnection, onError: (error: Error) => void): PromotionQueue {
  return openQueue(PROMOTIONS, connection, onError);
}

export function startPromotionWorker(
  connection: QueueConnection,
  work: Work<PromotionJob>,
  onError: (error: Error) => void,
): QueueWorker {
  return startWorker(PROMOTIONS, connection, work, onError);
}
