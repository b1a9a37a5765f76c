/** CPU seconds and peak memory of this process since it was made; wall time beside them. */
export class ResourceMeter {
  private readonly startedAt = new Date();
  private readonly cpu = process.cpuUsage();
  private readonly wall = process.hrtime.bigint();

  get started(): string {
    return this.startedAt.toISOString();
  }

  get seconds(): number {
    return Number(process.hrtime.bigint() - this.wall) / 1e9;
  }

  get cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.cpu);
    return (user + system) / 1e6;
  }

  /** Largest resident size the process ever had, in MB (10⁶ bytes). */
  get peakMemoryMB(): number {
    return (process.resourceUsage().maxRSS * 1024) / 1e6;
  }
}
