import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ArtifactStore } from './artifacts/artifact-store.js';
import type { ChangeWatch } from './persistence/change-watch.js';
import type { PredictionLog } from './prediction-log/prediction-log.js';
import type { WorkQueue } from './queue/work-queue.js';
import type { Retention } from './retention/retention.js';
import type { EventSender } from './webhooks/event-sender.js';

/** Opens the lines that a process holds when it begins, and closes them when it ends. */
export class HostLife implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly watch: ChangeWatch,
    private readonly queues: readonly Pick<WorkQueue<unknown>, 'close'>[],
    private readonly predictions: PredictionLog,
    private readonly retention: Retention,
    private readonly events: EventSender,
    private readonly source: DataSource,
    private readonly artifacts: ArtifactStore,
    private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.artifacts.check?.().catch((error: Error) => {
      // What needs it says so again; everything else goes on.
      this.log.error({ error: error.message }, 'the artefact store cannot be used');
    });
    await this.watch.start();
    await this.predictions.start();
    this.retention.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.retention.stop();
    await this.events.stop();
    await this.predictions.stop();
    await this.watch.stop();
    for (const queue of this.queues) await queue.close();
    await this.source.destroy();
  }
}
