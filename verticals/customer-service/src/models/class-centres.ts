import { type Artifact, ClassWeights, type DenseRows, requireKind } from '@proofline/learn';
import { dot } from './dot.js';

const KIND = 'customer-service.class-centres.v1';

/** The mean meaning of each class, of length 1. */
export class ClassCentres {
  private readonly products: ClassWeights;

  private constructor(
    private readonly columns: number,
    /** `classes * columns`. */
    private readonly centres: Float32Array,
  ) {
    this.products = asWeights(centres, columns);
  }

  static fit({ rows, columns, values }: DenseRows, y: Float64Array, classes: number): ClassCentres {
    const centres = new Float32Array(classes * columns);
    for (let i = 0; i < rows; i++) {
      const at = y[i]! * columns;
      for (let j = 0; j < columns; j++) centres[at + j]! += values[i * columns + j]!;
    }
    for (let k = 0; k < classes; k++) {
      const own = centres.subarray(k * columns, (k + 1) * columns);
      const length = Math.hypot(...own) || 1;
      for (let j = 0; j < columns; j++) own[j]! /= length;
    }
    return new ClassCentres(columns, centres);
  }

  /** Of each row the largest cosine with a centre, from -1 to 1. */
  nearest(x: DenseRows): Float64Array {
    const { rows, columns, values } = x;
    const { classes } = this.products;
    const products = this.products.scores({ dense: x }, 0, rows);
    return Float64Array.from({ length: rows }, (_, i) => {
      let best = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < classes; k++) best = Math.max(best, products[i * classes + k]!);
      const row = values.subarray(i * columns, (i + 1) * columns);
      return best / (Math.sqrt(dot(row, row, 0)) || 1);
    });
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: { columns: this.columns }, tensors: { centres: this.centres } };
  }

  static fromArtifact(artifact: Artifact): ClassCentres {
    requireKind(artifact, KIND);
    return new ClassCentres((artifact.json as { columns: number }).columns, artifact.tensors.centres as Float32Array);
  }
}

/** The centres as a model of dense columns alone, whose score of a class is the product with its centre. */
function asWeights(centres: Float32Array, columns: number): ClassWeights {
  const classes = centres.length / columns;
  return ClassWeights.filled(classes, { sparse: 0, dense: columns }, ({ dense }, stride) => {
    for (let k = 0; k < classes; k++) {
      for (let j = 0; j < columns; j++) dense[j * stride + k] = centres[k * columns + j]!;
    }
  });
}
