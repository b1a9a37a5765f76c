import { throwIfCancelled } from '../errors/proofline-error.js';
import { breathe } from './estimator.js';

/** Elementary steps (about a nanosecond each) between two turns of the event loop: some 30 ms. */
const STEPS = 3e7;

/** Counts work, and gives the event loop a turn when it was long since the last one. It counts steps, not time: no clock. */
export class Pace {
  private spent = 0;

  constructor(private readonly signal: AbortSignal | undefined) {}

  /** Adds work; true when a turn is due. */
  spend(steps: number): boolean {
    this.spent += steps;
    return this.spent >= STEPS;
  }

  async turn(): Promise<void> {
    this.spent = 0;
    await breathe();
    throwIfCancelled(this.signal);
  }
}
