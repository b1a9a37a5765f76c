import type { OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ChangeWatch } from '../persistence/change-watch.js';
import { isEnd, type RunEvent } from './run-event.js';

/** Whoever follows a run. */
export interface Follower {
  onEvent(event: RunEvent): void;
  /** Nothing more comes: the run is over, or whoever follows is to come again. */
  onEnd(): void;
}

interface Following extends Follower {
  after: number;
}

/** What is read at a time. */
const PAGE = 500;
const AGAIN_MS = 1_000;

/**
 * Tells followers what happens in runs. The database is asked when it says that something happened, once for all who follow a
 * run in this process, and not in between.
 */
export class RunEventsService implements OnModuleDestroy {
  private readonly followed = new Map<string, Set<Following>>();
  /** Runs that are being read, and whether something happened since. */
  private readonly reading = new Map<string, { again: boolean }>();

  constructor(
    private readonly source: DataSource,
    watch: ChangeWatch,
  ) {
    watch.on('runs', (id) => {
      for (const one of id === '' ? this.followed.keys() : [id]) void this.read(one);
    });
    // Whose key was ended must not go on listening: all come again, and show their keys.
    watch.on('keys', () => this.endAll());
  }

  /** Those who follow at the moment. */
  get followers(): number {
    let count = 0;
    for (const all of this.followed.values()) count += all.size;
    return count;
  }

  /** Everything that happened after an event, and from now on. Returns what stops it. */
  follow(runId: string, after: number, follower: Follower): () => void {
    const following: Following = {
      after,
      onEvent: (event) => follower.onEvent(event),
      onEnd: () => follower.onEnd(),
    };
    const all = this.followed.get(runId) ?? new Set();
    this.followed.set(runId, all.add(following));
    void this.read(runId);
    return () => this.leave(runId, following);
  }

  /** The number of the last event of a run; 0 where there is none. */
  async last(runId: string): Promise<number> {
    const [row] = await this.source.query(
      'SELECT coalesce(max(seq), 0) AS last FROM proofline.run_event WHERE run_id = $1',
      [runId],
    );
    return Number(row.last);
  }

  onModuleDestroy(): void {
    this.endAll();
  }

  /** Reads what followers have not heard yet. Of any number of calls at a time, one reads, and once more afterwards. */
  private async read(runId: string): Promise<void> {
    const under = this.reading.get(runId);
    if (under !== undefined) {
      under.again = true;
      return;
    }
    const state = { again: true };
    this.reading.set(runId, state);
    try {
      while (state.again && this.followed.has(runId)) {
        state.again = false;
        state.again = (await this.readPage(runId)) || state.again;
      }
    } catch {
      // The database is away; what happened is there when it is back.
      setTimeout(() => void this.read(runId), AGAIN_MS).unref();
    } finally {
      this.reading.delete(runId);
    }
  }

  /** Whether there is more. */
  private async readPage(runId: string): Promise<boolean> {
    const after = Math.min(...[...(this.followed.get(runId) ?? [])].map((one) => one.after));
    const rows: RunEvent[] = await this.source.query(
      'SELECT seq, at, kind, data FROM proofline.run_event WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
      [runId, after, PAGE],
    );
    const events = rows.map((row) => ({ ...row, seq: Number(row.seq) }));
    const isWhole = events.length < PAGE;
    const state = events.findLast(({ kind }) => kind === 'state');
    for (const following of this.followed.get(runId) ?? []) {
      for (const event of events) {
        if (event.seq <= following.after) continue;
        following.after = event.seq;
        following.onEvent(event);
      }
      // A run that was tried anew after its end goes on.
      if (isWhole && state !== undefined && isEnd(state)) this.end(runId, following);
    }
    return !isWhole;
  }

  private leave(runId: string, following: Following): void {
    const all = this.followed.get(runId);
    all?.delete(following);
    if (all?.size === 0) this.followed.delete(runId);
  }

  private end(runId: string, following: Following): void {
    this.leave(runId, following);
    following.onEnd();
  }

  private endAll(): void {
    for (const [runId, all] of this.followed) for (const one of all) this.end(runId, one);
  }
}
