import { join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  type GoldenVector,
  type JsonSchema,
  type LoadedPackage,
  loadPackage,
  rowJsonSchema,
  type Vertical,
} from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Scope } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import { type ServedChallenge, servedChallenge } from '../challenges/challenge-rows.js';
import type { ChangeWatch } from '../persistence/change-watch.js';
import { Remembered } from '../persistence/remembered.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { PredictionLog } from '../prediction-log/prediction-log.js';
import { type Answered, type KeptFields, keptFields, type ShadowRecord } from '../prediction-log/prediction-record.js';
import type { ModelVersion } from '../registry/model-version.entity.js';
import type { RegistryService } from '../registry/registry.service.js';
import type { ServedSolution } from '../solutions/solution.entity.js';
import { answerRows, answersWherePossible, type Row, type RowAnswer } from './answer-rows.js';
import { isInCanary } from './canary.js';
import { ShadowQueue, shadowAnswer } from './shadow-queue.js';

export type { Row } from './answer-rows.js';

/** Rows that wait for a challenger; beyond it answers are not compared. */
const MOST_SHADOW_ROWS = 5_000;

/** A challenger that could not be loaded is tried again after this time. */
const RELOAD_MS = 30_000;

export interface Prediction extends RowAnswer {
  /** By which an outcome is reported later. */
  id: string;
  /** Version of the model that gave this answer: the champion's, or that of a canary. */
  version: number;
}

export interface Answer {
  /** The champion. */
  model: { version: number; candidate: string; hash: string };
  predictions: Prediction[];
}

/** What callers of a solution send and get, by its champion. */
export interface ServedContract {
  version: number;
  row: JsonSchema;
  /** A row and its answer; nobody's record. */
  example: GoldenVector;
}

/** A model, ready to answer. */
export interface Serving extends LoadedPackage {
  solutionId: string;
  version: number;
  kept: KeptFields;
  /** Rows with the answers that they got when it was made, at least one; nobody's records. */
  golden: readonly GoldenVector[];
}

/** Rows bound by name, or what makes them once it is known which model is the champion. */
export type RowsToAnswer = readonly Row[] | ((champion: Serving) => readonly Row[]);

export interface Asked {
  /** How many reasons each answer comes with, at most. */
  reasons?: number;
  requestId: string;
  /** Calls what is not needed for the answer once that is sent; the next turn of the event loop where absent. */
  afterAnswer?: (work: () => void) => void;
}

/** Hears of a request: whose it was, the version of the champion, and how many rows. */
export type Answering = (solution: ServedSolution, version: number, rows: number) => void;

/** The champion, and the version that stands beside it. */
interface Served {
  champion: Serving;
  challenge?: ServedChallenge;
  /** Undefined where it cannot be loaded. */
  challenger?: Promise<Serving | undefined>;
}

/** The rows of a request that a canary answered, by their place. */
interface TakenOver {
  canary: Serving;
  answers: ReadonlyMap<number, RowAnswer>;
  latencyMs: number;
}

/** What the champion says of the rows of a request; nobody has been told yet. */
interface Computed {
  at: Date;
  rows: readonly Row[];
  /** Of the predictions. */
  ids: readonly string[];
  answers: readonly RowAnswer[];
  latencyMs: number;
}

/** A request that has its answers, which nobody has been told yet. */
export interface Predicted extends Computed {
  solution: ServedSolution;
  served: Served;
  asked: Asked;
  predictions: Prediction[];
  taken: TakenOver | undefined;
}

/** Answers with the champion of a solution. Packages are verified when they are loaded, and kept while they are champion. */
export class ServingService {
  /** By solution. */
  private readonly loaded: Remembered<Served>;
  /** What versions beside champions would have answered. */
  private readonly shadows: ShadowQueue;
  private dropping = false;
  private answered: Answering = () => undefined;

  constructor(
    private readonly source: DataSource,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly verticals: readonly Vertical[],
    private readonly watch: ChangeWatch,
    private readonly log: PredictionLog,
    private readonly logger: Logger,
  ) {
    this.loaded = new Remembered(watch, 'models', ({ champion }, changed) => champion.solutionId === changed);
    this.shadows = new ShadowQueue((answers) => log.record([], answers), MOST_SHADOW_ROWS);
  }

  /** Whether there is a model in memory that can answer without the database. */
  get hasModel(): boolean {
    return !this.loaded.isEmpty;
  }

  /** Tells of each request that was answered. */
  onAnswered(listener: Answering): void {
    this.answered = listener;
  }

  /**
   * Rows bound by name, in their order; with reasons where asked, the strongest first. Throws every problem of every row. What
   * is returned is in the log.
   */
  async predict(scope: Scope, solution: ServedSolution, rows: RowsToAnswer, asked: Asked): Promise<Answer> {
    try {
      return await this.answer(scope, solution, rows, asked);
    } catch (error) {
      this.log.refused(solution, asked.requestId, error);
      throw error;
    }
  }

  private async answer(scope: Scope, solution: ServedSolution, given: RowsToAnswer, asked: Asked): Promise<Answer> {
    const served = await this.served(scope, solution);
    const rows = typeof given === 'function' ? given(served.champion) : given;
    const computed = compute(served.champion, rows, asked.reasons ?? 0);
    const taken = await this.takeOver(served, computed, asked.reasons ?? 0);
    return this.conclude([predicted(solution, served, computed, taken, asked)])[0]!;
  }

  /**
   * The first half of `predict`, in one turn, where nobody has to be asked and no other version stands beside the champion:
   * `undefined` where that is not so. Nothing came of it until `conclude` has it.
   */
  predictAtOnce(solution: ServedSolution, rows: readonly Row[], asked: Asked): Predicted | undefined {
    const served = this.loaded.atHand(solution.id);
    if (served === undefined || served.challenge !== undefined) return undefined;
    return predicted(solution, served, compute(served.champion, rows, asked.reasons ?? 0), undefined, asked);
  }

  /**
   * The answers to requests, which are in the log then, with one write for all of them. Throws where they cannot be kept: none
   * of them was answered then.
   */
  conclude(requests: readonly Predicted[]): Answer[] {
    this.record(requests);
    return requests.map((request) => {
      const { solution, predictions } = request;
      const { version, manifest } = request.served.champion;
      this.compare(request);
      this.answered(solution, version, predictions.length);
      return { model: { version, candidate: manifest.candidate, hash: manifest.modelHash }, predictions };
    });
  }

  /** Has a canary answer for its share. What it cannot answer stays with the champion: a trial lets no request fail. */
  private async takeOver(
    { challenge, challenger, champion }: Served,
    { rows, ids }: Computed,
    reasons: number,
  ): Promise<TakenOver | undefined> {
    if (challenge?.mode !== 'canary') return undefined;
    const canary = await challenger;
    if (canary === undefined) return undefined;
    const places = [...rows.keys()].filter((k) => {
      const subject = champion.kept.id === undefined ? undefined : rows[k]![champion.kept.id];
      const key = subject === undefined || subject === null ? ids[k]! : String(subject).trim();
      return isInCanary(challenge.promotionId!, key, challenge.share!);
    });
    if (places.length === 0) return undefined;
    const began = performance.now();
    const theirs = answersWherePossible(
      canary.predictor,
      places.map((k) => rows[k]!),
      reasons,
    );
    // Why it refuses a row is found when the two are compared.
    const answers = new Map(places.flatMap((k, n) => (theirs[n] === undefined ? [] : [[k, theirs[n]]])));
    return { canary, answers, latencyMs: performance.now() - began };
  }

  /** Keeps the predictions, and beside those of a canary what the champion had answered. */
  private record(requests: readonly Predicted[]): void {
    const shadows: ShadowRecord[] = [];
    const answered: Answered[] = [];
    for (const { at, solution, served, asked, rows, predictions, answers, latencyMs, taken } of requests) {
      const { id: solutionId, clientId, task } = solution;
      const { champion, challenge } = served;
      predictions.forEach(({ id, version, prediction, reasons }, k) => {
        const byCanary = taken?.answers.has(k) === true;
        if (byCanary) {
          const common = { predictionId: id, clientId, challengeId: challenge!.id, modelVersion: champion.version };
          shadows.push({ ...common, latencyMs, ...shadowAnswer(answers[k]!.prediction) });
        }
        answered.push({
          at,
          requestId: asked.requestId,
          solutionId,
          clientId,
          task,
          modelVersion: version,
          latencyMs: byCanary ? taken!.latencyMs : latencyMs,
          id,
          row: rows[k]!,
          prediction,
          reasons,
          // Whose a row is stays known, whatever the other version's schema says: it is erased by that.
          kept: byCanary ? { ...champion.kept, ...taken!.canary.kept } : champion.kept,
        });
      });
    }
    this.log.record(answered, shadows);
  }

  /** Has the challenger compute what the champion answered, once the answer is on its way. */
  private compare({ solution: { clientId }, served, rows, predictions, asked }: Predicted): void {
    const { champion, challenge, challenger } = served;
    if (challenge === undefined || challenger === undefined) return;
    const places = [...rows.keys()].filter((k) => predictions[k]!.version === champion.version);
    if (places.length === 0) return;
    const task = {
      model: challenger,
      clientId,
      challengeId: challenge.id,
      rows: places.map((k) => rows[k]!),
      predictionIds: places.map((k) => predictions[k]!.id),
    };
    const taken = this.shadows.add(task, asked.afterAnswer ?? setImmediate);
    // Once, and not for every request of a busy time.
    if (!taken && !this.dropping) this.logger.warn({ challenge: challenge.id }, 'rows are left out of the comparison');
    this.dropping = !taken;
  }

  /** What to send and what comes back. Throws `not-ready` while no model answers. */
  async contract(scope: Scope, solution: ServedSolution): Promise<ServedContract> {
    const { version, predictor, golden } = await this.champion(scope, solution);
    return { version, row: rowJsonSchema(predictor.schema), example: golden[0]! };
  }

  /** Throws `not-ready` where a solution has none. */
  async champion(scope: Scope, solution: ServedSolution): Promise<Serving> {
    return (await this.served(scope, solution)).champion;
  }

  /** A version's package, loaded and proven. */
  async load({
    solutionId,
    version,
    artifactKey,
  }: Pick<ModelVersion, 'solutionId' | 'version' | 'artifactKey'>): Promise<Serving> {
    const folder = await this.artifacts.fetch(artifactKey);
    const loaded = await loadPackage(join(folder, 'package'), this.verticals);
    const golden = JSON.parse(new TextDecoder().decode(loaded.files.get('golden.json'))) as GoldenVector[];
    return { ...loaded, solutionId, version, kept: keptFields(loaded.predictor), golden };
  }

  private served(scope: Scope, solution: ServedSolution): Promise<Served> {
    return this.loaded.get(solution.id, () => this.loadServed(scope, solution));
  }

  private async loadServed(scope: Scope, solution: ServedSolution): Promise<Served> {
    const model = await this.registry.champion(scope, solution.id);
    if (model === null) throw noChampion(solution);
    const [champion, challenge] = await Promise.all([this.load(model), servedChallenge(this.source, model)]);
    // Where nothing may be kept, a shadow would be loaded for every request.
    if (challenge === undefined || (challenge.mode === 'shadow' && !this.watch.hears)) return { champion };
    const challenger = this.load({ ...challenge, solutionId: solution.id }).catch((error: Error) => {
      this.logger.error({ challenge: challenge.id, error: error.message }, 'the challenger cannot be loaded');
      setTimeout(() => this.loaded.forget(solution.id), RELOAD_MS).unref();
      return undefined;
    });
    return { champion, challenge, challenger };
  }
}

/** The champion answers all rows: what it refuses is refused, whoever would have answered. */
function compute(champion: Serving, rows: readonly Row[], reasons: number): Computed {
  const began = performance.now();
  const at = new Date();
  const answers = answerRows(champion.predictor, rows, reasons);
  return { at, rows, ids: rows.map(() => timeOrderedId(at)), answers, latencyMs: performance.now() - began };
}

function predicted(
  solution: ServedSolution,
  served: Served,
  computed: Computed,
  taken: TakenOver | undefined,
  asked: Asked,
): Predicted {
  const { at, rows, ids, answers, latencyMs } = computed;
  const predictions = answers.map((answer, k): Prediction => {
    const other = taken?.answers.get(k);
    const { version } = other === undefined ? served.champion : taken!.canary;
    return { id: ids[k]!, version, ...(other ?? answer) };
  });
  return { solution, served, asked, at, rows, ids, answers, latencyMs, predictions, taken };
}

export function noChampion({ slug }: Pick<ServedSolution, 'slug'>): ProoflineError {
  return new ProoflineError(
    'not-ready',
    'NO_CHAMPION',
    `Solution '${slug}' has no model that answers yet. Train one and promote it.`,
  );
}
