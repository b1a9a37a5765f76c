/** What a process took. */
export interface Spent {
  cpuSeconds: number;
  /** Largest resident size the process ever had, in MB (10⁶ bytes). */
  peakMemoryMB: number;
}

/** CPU seconds and peak memory of this process since it was made, and of others that it is told of; wall time beside them. */
export class ResourceMeter implements Spent {
  private readonly cpu = process.cpuUsage();
  private readonly wall = process.hrtime.bigint();
  private readonly before: number;
  private others: Spent = { cpuSeconds: 0, peakMemoryMB: 0 };

  /** `startedAt`: when the work began, if that was before. */
  constructor(readonly startedAt = new Date()) {
    this.before = Math.max(0, Date.now() - startedAt.getTime()) / 1000;
  }

  /** Counts what was spent elsewhere. */
  add({ cpuSeconds, peakMemoryMB }: Spent): void {
    this.others = together(this.others, { cpuSeconds, peakMemoryMB });
  }

  get started(): string {
    return this.startedAt.toISOString();
  }

  get seconds(): number {
    return this.before + Number(process.hrtime.bigint() - this.wall) / 1e9;
  }

  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.cpu);
    return (user + system) / 1e6 + this.others.cpuSeconds;
  }

  /** The largest of any one process. */
  get peakMemoryMB(): number {
    return Math.max(this.others.peakMemoryMB, (process.resourceUsage().maxRSS * 1024) / 1e6);
  }
}

/** CPU adds up; memory is that of the largest process. */
export function together(a: Spent, b: Spent): Spent {
  return {
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    peakMemoryMB: Math.max(a.peakMemoryMB, b.peakMemoryMB),
  };
}
