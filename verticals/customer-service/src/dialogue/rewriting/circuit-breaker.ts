/** Leaves something alone that fails again and again (Nygard 2007, "Release It!"): after a pause one call tries whether it is back. */
export class CircuitBreaker {
  private running = 0;
  private opened: number | undefined;

  constructor(
    private readonly failures: number,
    private readonly pauseMs: number,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Whether a call may be made; the first one after a pause keeps others away until it is told how it went. */
  allows(): boolean {
    if (this.opened === undefined) return true;
    if (this.clock() - this.opened < this.pauseMs) return false;
    this.opened = this.clock();
    return true;
  }

  succeeded(): void {
    this.running = 0;
    this.opened = undefined;
  }

  failed(): void {
    this.running++;
    if (this.running >= this.failures) this.opened = this.clock();
  }
}
