import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ChangeWatch } from './persistence/change-watch.js';
import type { WorkQueue } from './queue/work-queue.js';

/** Opens the lines that a process holds when it begins, and closes them when it ends. */
export class HostLife implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly watch: ChangeWatch,
    private readonly queues: readonly WorkQueue[],
    private readonly source: DataSource,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.watch.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.watch.stop();
    for (const queue of this.queues) await queue.close();
    await this.source.destroy();
  }
}
