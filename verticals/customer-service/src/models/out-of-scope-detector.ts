import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  type FitContext,
  FittedLogisticRegression,
  LogisticRegression,
  type Matrix,
  matrix,
} from '@proofline/learn';

/** What a model says of texts, and whether they belong to classes that it knows is for others to say. */
export interface ScoredTexts {
  readonly rows: number;
  /** `rows * classes` scores. */
  readonly scores: Float64Array;
  /** Of each text the cosine of its meaning and that of the class that is nearest; absent without an encoder. */
  readonly nearest?: Float64Array;
}

/**
 * How likely a text belongs to none of the classes: logistic regression on a few clues of its scores. What is out of scope
 * need not be in the training data: texts of classes that a model was not shown are as strange to it. Where there is some,
 * both kinds of strange texts count alike.
 */
export class OutOfScopeDetector {
  private constructor(
    private readonly model: FittedLogisticRegression,
    /** Log odds that belong to the share of messages that are expected to be out of scope. */
    private readonly prior: number,
  ) {}

  /**
   * `within` are texts of classes that their model knows, `strange` sets of texts that belong to none of those, none of them
   * empty; `share` is that
   * of the messages that are expected to be out of scope.
   */
  static async fit(
    within: readonly ScoredTexts[],
    strange: readonly (readonly ScoredTexts[])[],
    share: number,
    context: FitContext,
  ): Promise<OutOfScopeDetector> {
    const sets = [within, ...strange].map((parts) => stack(parts.map(cluesOf)));
    const x = stack(sets);
    const y = new Float64Array(x.rows).fill(1, sets[0]!.rows);
    const weight = new Float64Array(x.rows);
    let from = 0;
    // Within and strange count alike, so that the odds are those of an even chance.
    sets.forEach(({ rows }, k) => {
      weight.fill(x.rows / (k === 0 ? 2 * rows : 2 * rows * (sets.length - 1)), from, from + rows);
      from += rows;
    });
    const model = await new LogisticRegression({ l2: 1 }).fit({ x, y, weight }, context);
    return new OutOfScopeDetector(model, Math.log(share / (1 - share)));
  }

  /** One probability a text. */
  probability(texts: ScoredTexts): Float64Array {
    return this.model.decision(cluesOf(texts)).map((odds) => 1 / (1 + Math.exp(-(odds + this.prior))));
  }

  toArtifact(): Artifact {
    return {
      kind: 'customer-service.out-of-scope.v1',
      json: { prior: this.prior },
      tensors: { model: encodeArtifact(this.model.toArtifact()) },
    };
  }

  static fromArtifact({ json, tensors }: Artifact): OutOfScopeDetector {
    const model = FittedLogisticRegression.fromArtifact(decodeArtifact(tensors.model as Uint8Array));
    return new OutOfScopeDetector(model, (json as { prior: number }).prior);
  }
}

/** Of the exponentials: margins of a support vector machine lie between -1 and 1. */
const SHARPNESS = 4;

/** The largest score, its lead over the second, the log of the sum of exponentials over the largest, and the nearest class. */
function cluesOf({ rows, scores, nearest }: ScoredTexts): Matrix {
  const classes = scores.length / rows;
  const [most, lead, mass] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < rows; i++) {
    const own = scores.subarray(i * classes, (i + 1) * classes);
    let [first, second] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const score of own) {
      if (score > first) [first, second] = [score, first];
      else if (score > second) second = score;
    }
    let sum = 0;
    for (const score of own) sum += Math.exp(SHARPNESS * (score - first));
    most[i] = first;
    lead[i] = first - second;
    mass[i] = Math.log(sum);
  }
  const names = ['most', 'lead', 'mass'];
  return nearest === undefined
    ? matrix([most, lead, mass], { names })
    : matrix([most, lead, mass, nearest], { names: [...names, 'nearest'] });
}

/** Rows of matrices of the same columns, one below the other. */
function stack(parts: readonly Matrix[]): Matrix {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const columns = (parts[0]?.columns ?? []).map((_, j) => {
    const whole = new Float64Array(rows);
    let from = 0;
    for (const part of parts) {
      whole.set(part.columns[j]!, from);
      from += part.rows;
    }
    return whole;
  });
  return { ...matrix(columns, parts[0] && { names: parts[0].names }), rows };
}
