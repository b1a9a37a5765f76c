import { setTimeout as wait } from 'node:timers/promises';
import { ProoflineError } from '@proofline/learn';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { HTTP_STATUS } from '../errors/http-status.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Solution } from '../solutions/solution.entity.js';
import { insertPredictions, insertRefusals, insertShadowAnswers, type RefusalRecord } from './insert-predictions.js';
import { type Answered, type PersonalData, recordOf, type ShadowRecord } from './prediction-record.js';
import { framedLines, type Spool, unframed } from './spool.js';
import { BEAT_MS } from './spool-owner.js';

/** How long a prediction waits on the disk before it is entered. */
const DRAIN_MS = 500;
/** After a failure. */
const RETRY_MS = 2_000;
/** How often spools of processes that are gone are looked for. */
const ADOPT_MS = 10_000;
const BATCH_ROWS = 500;
/** When a process ends, what is not entered after this time waits for the next start. */
const LAST_DRAIN_MS = 5_000;

/**
 * Every prediction that was answered. It is on the disk before the answer leaves and is entered into the database from there,
 * in batches that may be repeated: neither the end of this process nor that of the database loses one or enters one twice.
 */
export class PredictionLog {
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> = Promise.resolve();
  private beatAt = 0;
  private adoptedAt = 0;
  private failing = false;
  private closed = false;

  constructor(
    private readonly source: DataSource,
    private readonly spool: Spool,
    private readonly sealer: Sealer,
    private readonly personalData: PersonalData,
    private readonly log: Logger,
  ) {}

  /** On the disk, and not in the database yet. */
  get waitingBytes(): number {
    return this.spool.bytes;
  }

  /**
   * Keeps what requests were answered, and what the other model would have, in one write. Throws `unavailable` where it cannot:
   * then none of them may be answered.
   */
  record(answered: readonly Answered[], shadows: readonly ShadowRecord[] = []): void {
    const records = answered.map((one) => JSON.stringify(recordOf(one, this.sealer, this.personalData)));
    this.spool.append([...records, ...shadows.map((shadow) => JSON.stringify({ shadow }))]);
  }

  /** Counts a request that was not answered. It is not worth another refusal where it cannot be kept. */
  refused({ id: solutionId, clientId }: Pick<Solution, 'id' | 'clientId'>, requestId: string, error: unknown): void {
    const at = new Date();
    const refusal: RefusalRecord = {
      id: timeOrderedId(at),
      clientId,
      solutionId,
      at: at.toISOString(),
      requestId,
      code: error instanceof ProoflineError ? error.code : 'DEFECT',
      failed: isFaultOfOurs(error),
    };
    try {
      this.spool.append([JSON.stringify({ refusal })]);
    } catch {}
  }

  async start(): Promise<void> {
    await this.spool.open();
    this.beatAt = Date.now();
    this.next(0);
  }

  /** Enters everything that was recorded in this process so far. Throws where the database does not take it. */
  flush(): Promise<void> {
    const drained = this.draining.then(() => this.drain());
    this.draining = drained.catch(() => undefined);
    return drained;
  }

  async stop(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.timer);
    await Promise.race([this.flush().catch(() => undefined), wait(LAST_DRAIN_MS, undefined, { ref: false })]);
    await this.spool.close();
  }

  private next(after: number): void {
    if (this.closed) return;
    this.timer = setTimeout(() => void this.turn(), after);
    this.timer.unref();
  }

  private async turn(): Promise<void> {
    try {
      await this.look();
      await this.flush();
      if (this.failing) this.log.info('the prediction log is entered into the database again');
      this.failing = false;
    } catch (error) {
      if (!this.failing) {
        const waiting = this.spool.bytes;
        this.log.warn({ error: (error as Error).message, waiting }, 'the prediction log waits on the disk');
      }
      this.failing = true;
    }
    this.next(this.failing ? RETRY_MS : DRAIN_MS);
  }

  /** Keeps our spool ours, and takes over what nobody owns any more. */
  private async look(): Promise<void> {
    const now = Date.now();
    if (now - this.beatAt >= BEAT_MS) {
      await this.spool.beat();
      this.beatAt = now;
    }
    if (now - this.adoptedAt < ADOPT_MS) return;
    this.adoptedAt = now;
    const segments = await this.spool.adopt();
    if (segments > 0) this.log.info({ segments }, 'took over the prediction log of a process that is gone');
  }

  private async drain(): Promise<void> {
    this.spool.seal();
    for (const segment of await this.spool.sealed()) await this.enter(segment);
  }

  /** Enters a segment, then removes it: ended in between, it is entered again, which changes nothing. */
  private async enter(segment: string): Promise<void> {
    const faults: string[] = [];
    for await (const { lines, torn } of framedLines(segment)) {
      const whole = lines.map(unframed);
      // A line that was being written when its process was killed belongs to a request that was not answered.
      if (!torn && whole.includes(undefined)) faults.push('a line that is not what was written');
      const kept = whole.filter((line) => line !== undefined);
      for (let from = 0; from < kept.length; from += BATCH_ROWS) {
        faults.push(...(await this.enterLines(kept.slice(from, from + BATCH_ROWS))));
      }
    }
    if (faults.length === 0) await this.spool.discard(segment);
    else {
      const kept = await this.spool.setAside(segment);
      this.log.error({ kept, faults }, 'predictions could not be entered; their segment was put aside');
    }
  }

  /** Enters lines; predictions go before what refers to them. Returns what could not be entered. */
  private async enterLines(lines: readonly Buffer[]): Promise<string[]> {
    const isOther = (line: Buffer): boolean => startsWith(line, REFUSAL) || startsWith(line, SHADOW);
    const predictions = lines.filter((line) => !isOther(line));
    const others = lines.filter(isOther).map((line) => JSON.parse(line.toString()) as OtherRecord);
    const refused = predictions.length === 0 ? [] : await insertPredictions(this.source, predictions);
    const refusals = others.flatMap((one) => ('refusal' in one ? [one.refusal] : []));
    const shadows = others.flatMap((one) => ('shadow' in one ? [one.shadow] : []));
    if (refusals.length > 0) await insertRefusals(this.source, refusals);
    if (shadows.length > 0) await insertShadowAnswers(this.source, shadows);
    return refused.map(({ record, reason }) => `${record.id}: ${reason}`);
  }
}

/** A line that is not of a prediction. */
type OtherRecord = { refusal: RefusalRecord } | { shadow: ShadowRecord };

/** How lines of them begin: those of predictions are not parsed here. */
const [REFUSAL, SHADOW] = [Buffer.from('{"refusal":'), Buffer.from('{"shadow":')] as const;

function startsWith(line: Buffer, sign: Buffer): boolean {
  return line.length >= sign.length && line.compare(sign, 0, sign.length, 0, sign.length) === 0;
}

/** Asked before there is a model that answers, nothing has failed: whoever asks is early. */
function isFaultOfOurs(error: unknown): boolean {
  return !(error instanceof ProoflineError) || (HTTP_STATUS[error.kind] >= 500 && error.code !== 'NO_CHAMPION');
}
