import { join } from 'node:path';
import { type Json, ProoflineError } from '@proofline/learn';
import {
  type GoldenVector,
  type JsonSchema,
  type LoadedPackage,
  loadPackage,
  type Reason,
  rowJsonSchema,
  type Vertical,
} from '@proofline/pipeline';
import type { Scope } from '../access/scope.js';
import type { ArtifactStore } from '../artifacts/artifact-store.js';
import type { ChangeWatch } from '../persistence/change-watch.js';
import { Remembered } from '../persistence/remembered.js';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import type { PredictionLog } from '../prediction-log/prediction-log.js';
import { type KeptFields, keptFields } from '../prediction-log/prediction-record.js';
import type { RegistryService } from '../registry/registry.service.js';
import type { ServedSolution } from '../solutions/solution.entity.js';

export interface Prediction {
  /** By which an outcome is reported later. */
  id: string;
  prediction: Record<string, Json>;
  reasons?: Reason[];
}

export interface Answer {
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

/** The champion, ready to answer. */
export interface Serving extends LoadedPackage {
  solutionId: string;
  version: number;
  kept: KeptFields;
  /** Rows with the answers that they got when it was made, at least one; nobody's records. */
  golden: readonly GoldenVector[];
}

export type Row = Readonly<Record<string, unknown>>;

/** Rows bound by name, or what makes them once it is known which model answers. */
export type RowsToAnswer = readonly Row[] | ((champion: Serving) => readonly Row[]);

/** Answers with the champion of a solution. Packages are verified when they are loaded, and kept while they are champion. */
export class ServingService {
  /** By solution. */
  private readonly loaded: Remembered<Serving>;

  constructor(
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly verticals: readonly Vertical[],
    watch: ChangeWatch,
    private readonly log: PredictionLog,
  ) {
    this.loaded = new Remembered(watch, 'models', ({ solutionId }, changed) => solutionId === changed);
  }

  /**
   * Rows bound by name, in their order; with reasons where asked, the strongest first. Throws every problem of every row. What
   * is returned is in the log.
   */
  async predict(
    scope: Scope,
    solution: ServedSolution,
    rows: RowsToAnswer,
    asked: { reasons?: number; requestId: string },
  ): Promise<Answer> {
    try {
      return await this.answer(scope, solution, rows, asked);
    } catch (error) {
      this.log.refused(solution, asked.requestId, error);
      throw error;
    }
  }

  private async answer(
    scope: Scope,
    solution: ServedSolution,
    given: RowsToAnswer,
    { reasons = 0, requestId }: { reasons?: number; requestId: string },
  ): Promise<Answer> {
    const champion = await this.champion(scope, solution);
    const { version, manifest, predictor, kept } = champion;
    const rows = typeof given === 'function' ? given(champion) : given;
    const began = performance.now();
    const at = new Date();
    const answers: Omit<Prediction, 'id'>[] =
      reasons === 0
        ? predictor.predictRows(rows).map((prediction) => ({ prediction }))
        : rows.map((row) => {
            const { prediction, reasons: given } = predictor.predictWithReasons(row, reasons);
            return { prediction, ...(given === undefined ? {} : { reasons: given }) };
          });
    const predictions = answers.map((answer): Prediction => ({ id: timeOrderedId(at), ...answer }));
    const latencyMs = performance.now() - began;
    const { id: solutionId, clientId, task } = solution;
    const common = { solutionId, clientId, task, modelVersion: version, at, requestId, latencyMs };
    this.log.record(
      predictions.map(({ id, prediction, reasons: given }, k) => ({
        ...common,
        id,
        row: rows[k]!,
        prediction,
        reasons: given,
      })),
      kept,
    );
    return { model: { version, candidate: manifest.candidate, hash: manifest.modelHash }, predictions };
  }

  /** What to send and what comes back. Throws `not-ready` while no model answers. */
  async contract(scope: Scope, solution: ServedSolution): Promise<ServedContract> {
    const { version, predictor, golden } = await this.champion(scope, solution);
    return { version, row: rowJsonSchema(predictor.schema), example: golden[0]! };
  }

  /** Throws `not-ready` where a solution has none. */
  champion(scope: Scope, solution: ServedSolution): Promise<Serving> {
    return this.loaded.get(solution.id, () => this.load(scope, solution));
  }

  private async load(scope: Scope, solution: ServedSolution): Promise<Serving> {
    const model = await this.registry.champion(scope, solution.id);
    if (model === null) throw noChampion(solution);
    const folder = await this.artifacts.fetch(model.artifactKey);
    const loaded = await loadPackage(join(folder, 'package'), this.verticals);
    const golden = JSON.parse(new TextDecoder().decode(loaded.files.get('golden.json'))) as GoldenVector[];
    return {
      ...loaded,
      solutionId: solution.id,
      version: model.version,
      kept: keptFields(loaded.predictor),
      golden,
    };
  }
}

export function noChampion({ slug }: Pick<ServedSolution, 'slug'>): ProoflineError {
  return new ProoflineError(
    'not-ready',
    'NO_CHAMPION',
    `Solution '${slug}' has no model that answers yet. Train one and promote it.`,
  );
}
