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
import type { RegistryService } from '../registry/registry.service.js';
import type { Solution } from '../solutions/solution.entity.js';

export interface Prediction {
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

interface Serving extends LoadedPackage {
  version: number;
}

/** Answers with the champion of a solution. Packages are verified when they are loaded, and kept while they are champion. */
export class ServingService {
  private readonly loaded = new Map<string, Promise<Serving>>();

  constructor(
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
    private readonly verticals: readonly Vertical[],
    private readonly watch: ChangeWatch,
  ) {
    watch.on('models', () => this.loaded.clear());
  }

  /** Rows bound by name, in their order; with reasons where asked, the strongest first. Throws every problem of every row. */
  async predict(scope: Scope, solution: Solution, rows: readonly unknown[], reasons = 0): Promise<Answer> {
    const { version, manifest, predictor } = await this.champion(scope, solution);
    const predictions: Prediction[] =
      reasons === 0
        ? predictor.predictRows(rows).map((prediction) => ({ prediction }))
        : rows.map((row) => {
            const { prediction, reasons: given } = predictor.predictWithReasons(row, reasons);
            return { prediction, ...(given === undefined ? {} : { reasons: given }) };
          });
    return { model: { version, candidate: manifest.candidate, hash: manifest.modelHash }, predictions };
  }

  /** What to send and what comes back; undefined while no model answers. */
  async contract(scope: Scope, solution: Solution): Promise<ServedContract | undefined> {
    if ((await this.registry.champion(scope, solution.id)) === null) return undefined;
    const { version, predictor, files } = await this.champion(scope, solution);
    const golden = JSON.parse(new TextDecoder().decode(files.get('golden.json'))) as GoldenVector[];
    return { version, row: rowJsonSchema(predictor.schema), example: golden[0]! };
  }

  private async champion(scope: Scope, solution: Solution): Promise<Serving> {
    const known = this.loaded.get(solution.id);
    if (known !== undefined) return known;
    const loading = this.load(scope, solution);
    if (this.watch.hears) {
      this.loaded.set(solution.id, loading);
      loading.catch(() => this.loaded.delete(solution.id));
    }
    return loading;
  }

  private async load(scope: Scope, solution: Solution): Promise<Serving> {
    const model = await this.registry.champion(scope, solution.id);
    if (model === null) {
      throw new ProoflineError(
        'not-ready',
        'NO_CHAMPION',
        `Solution '${solution.slug}' has no model that answers yet. Train one and promote it.`,
      );
    }
    const folder = await this.artifacts.fetch(model.artifactKey);
    return { ...(await loadPackage(join(folder, 'package'), this.verticals)), version: model.version };
  }
}
