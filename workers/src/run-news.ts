import type { LogLine, TrainingService } from '@proofline/host';

/** Lines that are kept while the ledger cannot be reached. */
const MOST_LINES = 1_000;

/** What a run says, gathered until the ledger is told. */
export class RunNews {
  private stage = 'read';
  private fraction = 0;
  private lines: LogLine[] = [];
  private isNew = false;

  constructor(
    private readonly training: Pick<TrainingService, 'progress' | 'goesOn'>,
    readonly runId: string,
  ) {}

  progress(stage: string, fraction: number): void {
    this.isNew ||= stage !== this.stage || fraction !== this.fraction;
    this.stage = stage;
    this.fraction = fraction;
  }

  line(line: LogLine): void {
    this.isNew = true;
    if (this.lines.length < MOST_LINES) this.lines.push(line);
  }

  /** Tells what is new; returns whether the run is to go on. What could not be told is told the next time. */
  async tell(): Promise<boolean> {
    if (!this.isNew) return this.training.goesOn(this.runId);
    const { lines } = this;
    this.lines = [];
    this.isNew = false;
    try {
      return await this.training.progress(this.runId, this.stage, this.fraction, lines);
    } catch (error) {
      this.lines = [...lines, ...this.lines];
      this.isNew = true;
      throw error;
    }
  }
}
