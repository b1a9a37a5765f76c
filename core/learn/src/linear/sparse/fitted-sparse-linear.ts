import { type Artifact, type Json, requireKind } from '../../estimator/artifact.js';
import type { FittedModel } from '../../estimator/estimator.js';
import { ClassWeights, largestOf } from './class-weights.js';
import type { SparseFeatures } from './features.js';

/** A trained classifier of one linear score a class on sparse and dense columns, whatever its loss. */
export abstract class FittedSparseLinear<Info> implements FittedModel {
  constructor(
    readonly weights: ClassWeights,
    readonly info: Info,
    private readonly kind: string,
    private readonly owner: string,
  ) {}

  get classes(): number {
    return this.weights.classes;
  }

  /** `rows * classes` scores, row by row. Throws `COLUMNS_DIFFER` for other columns than were fitted. */
  decision(x: SparseFeatures): Float64Array {
    return this.weights.decide(x, this.owner);
  }

  /** The class of the largest score, one a row. */
  predict(x: SparseFeatures): Float64Array {
    return largestOf(this.decision(x), this.classes);
  }

  toArtifact(): Artifact {
    return {
      kind: this.kind,
      json: { classes: this.classes, info: this.info as unknown as Json },
      tensors: this.weights.tensors(),
    };
  }
}

/** What `toArtifact` wrote; refuses an artefact of another kind. */
export function readSparseLinear<Info>(artifact: Artifact, kind: string): [weights: ClassWeights, info: Info] {
  requireKind(artifact, kind);
  const { classes, info } = artifact.json as unknown as { classes: number; info: Info };
  return [ClassWeights.fromTensors(classes, artifact.tensors), info];
}
