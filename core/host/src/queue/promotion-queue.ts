import {
  type Lane,
  openQueue,
  type QueueConnection,
  type QueueWorker,
  startWorker,
  type Work,
  type WorkQueue,
} from './work-queue.js';

export interface PromotionJob {
  promotionId: string;
}

const PROMOTIONS: Lane<PromotionJob> = {
  name: 'promotions',
  noun: 'promotion',
  jobOf: (promotionId) => ({ promotionId }),
};

export function openPromotionQueue(connection: QueueConnection, onError: (error: Error) => void): WorkQueue {
  return openQueue(PROMOTIONS, connection, onError);
}

export function startPromotionWorker(
  connection: QueueConnection,
  work: Work<PromotionJob>,
  onError: (error: Error) => void,
): QueueWorker {
  return startWorker(PROMOTIONS, connection, work, onError);
}
