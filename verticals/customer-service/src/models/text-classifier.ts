import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  type FitContext,
  FittedLinearSvm,
  LinearSvm,
  requireKind,
  rowsOf,
  type SparseFeatures,
  takeFeatures,
} from '@proofline/learn';
import { ClassCentres } from './class-centres.js';
import { knownClasses } from './known-classes.js';
import { OutOfScopeDetector, type ScoredTexts } from './out-of-scope-detector.js';
import { type TextFeatureChoice, TextFeatures } from './text-features.js';

export interface TextClassifierParameters extends TextFeatureChoice {
  /** Of the support vector machine: larger fits closer. */
  C: number;
  /** Share of messages that are expected to be out of scope. */
  outOfScopeShare: number;
}

const KIND = 'customer-service.text-classifier.v1';
/** Margins of a support vector machine lie between -1 and 1; what probability they stand for is set right by recalibration. */
const SHARPNESS = 5;
/** Groups of classes that take turns to be unknown, where the classes are enough. */
const GROUPS = 3;
/** More texts do not tell better what strange ones look like. */
const MOST_STUDIED = 9000;
const FEWEST_CLASSES = 4;

/** Texts and the class of each, an index into `classes` of them; `outOfScope` is the one that stands for none of the others. */
export interface LabelledTexts {
  texts: readonly string[];
  y: Float64Array;
  classes: number;
  outOfScope?: number;
  weight?: Float64Array;
}

/**
 * A linear support vector machine on n-grams and the meaning of a text. What is out of scope is no class of it: whether a
 * text is like any of the classes is told by a detector that has seen the machine meet classes that it was not shown.
 */
export class TextClassifier {
  private constructor(
    private readonly classes: number,
    private readonly outOfScope: number | undefined,
    /** The classes of the machine, as indices into all. */
    private readonly known: Int32Array,
    private readonly features: TextFeatures,
    private readonly machine: Scorer,
    private readonly detector: OutOfScopeDetector | undefined,
  ) {}

  static async fit(
    data: LabelledTexts,
    parameters: TextClassifierParameters,
    context: FitContext,
  ): Promise<TextClassifier> {
    const { texts, y, classes, outOfScope, weight } = data;
    const within = indices(texts.length, (i) => y[i] !== outOfScope);
    const { known, y: target } = knownClasses(within.map((i) => y[i]!));
    const { features, x: all } = await TextFeatures.fit(texts, parameters, context);
    const x = within.length === texts.length ? all : takeFeatures(all, within);
    const rows = {
      x,
      y: target,
      classes: known.length,
      ...(weight === undefined ? {} : { weight: Float64Array.from(within, (i) => weight[i]!) }),
    };
    const machine = await Scorer.fit(rows, parameters.C, { ...context, rng: context.rng.fork('machine') });
    const strange = indices(texts.length, (i) => y[i] === outOfScope);
    const detector =
      outOfScope === undefined || known.length < FEWEST_CLASSES
        ? undefined
        : await fitDetector(rows, takeFeatures(all, strange), machine, parameters, {
            ...context,
            rng: context.rng.fork('strange'),
          });
    return new TextClassifier(classes, outOfScope, known, features, machine, detector);
  }

  /** `texts * classes` probabilities, row by row. */
  predict(texts: readonly string[]): Float64Array {
    const { classes, known, outOfScope } = this;
    const out = new Float64Array(texts.length * classes);
    if (texts.length === 0) return out;
    const scored = this.machine.score(this.features.transform(texts));
    const strange = this.detector?.probability(scored);
    for (let i = 0; i < texts.length; i++) {
      const own = scored.scores.subarray(i * known.length, (i + 1) * known.length);
      const most = own.reduce((a, b) => Math.max(a, b));
      let sum = 0;
      for (const score of own) sum += Math.exp(SHARPNESS * (score - most));
      const p = strange?.[i] ?? 0;
      own.forEach((score, at) => {
        out[i * classes + known[at]!] = ((1 - p) * Math.exp(SHARPNESS * (score - most))) / sum;
      });
      if (outOfScope !== undefined) out[i * classes + outOfScope] = p;
    }
    return out;
  }

  toArtifact(): Artifact {
    const { classes, outOfScope, known, features, machine, detector } = this;
    return {
      kind: KIND,
      json: { classes, outOfScope: outOfScope ?? null },
      tensors: {
        known,
        features: encodeArtifact(features.toArtifact()),
        machine: encodeArtifact(machine.toArtifact()),
        ...(detector === undefined ? {} : { detector: encodeArtifact(detector.toArtifact()) }),
      },
    };
  }

  static fromArtifact(artifact: Artifact): TextClassifier {
    requireKind(artifact, KIND);
    const { classes, outOfScope } = artifact.json as { classes: number; outOfScope: number | null };
    const { known, features, machine, detector } = artifact.tensors;
    return new TextClassifier(
      classes,
      outOfScope ?? undefined,
      known as Int32Array,
      TextFeatures.fromArtifact(decodeArtifact(features as Uint8Array)),
      Scorer.fromArtifact(decodeArtifact(machine as Uint8Array)),
      detector === undefined ? undefined : OutOfScopeDetector.fromArtifact(decodeArtifact(detector as Uint8Array)),
    );
  }
}

interface KnownRows {
  x: SparseFeatures;
  /** Class of each row, 0 … classes - 1, each of which occurs. */
  y: Float64Array;
  classes: number;
  weight?: Float64Array;
}

/** What the machine says of texts, and how near they are to its classes. */
class Scorer {
  private constructor(
    private readonly machine: FittedLinearSvm,
    private readonly centres: ClassCentres | undefined,
  ) {}

  static async fit({ x, y, classes, weight }: KnownRows, C: number, context: FitContext): Promise<Scorer> {
    const data = { x, y, ...(weight === undefined ? {} : { weight }) };
    const machine = await new LinearSvm({ C }).fit(data, context);
    return new Scorer(machine, x.dense && ClassCentres.fit(x.dense, y, classes));
  }

  score(x: SparseFeatures): ScoredTexts {
    const margins = this.machine.decision(x);
    return {
      rows: rowsOf(x),
      scores: margins,
      ...(this.centres === undefined || x.dense === undefined ? {} : { nearest: this.centres.nearest(x.dense) }),
    };
  }

  toArtifact(): Artifact {
    return {
      kind: 'customer-service.scorer.v1',
      json: null,
      tensors: {
        machine: encodeArtifact(this.machine.toArtifact()),
        ...(this.centres === undefined ? {} : { centres: encodeArtifact(this.centres.toArtifact()) }),
      },
    };
  }

  static fromArtifact({ tensors }: Artifact): Scorer {
    const centres = tensors.centres as Uint8Array | undefined;
    return new Scorer(
      FittedLinearSvm.fromArtifact(decodeArtifact(tensors.machine as Uint8Array)),
      centres && ClassCentres.fromArtifact(decodeArtifact(centres)),
    );
  }
}

/**
 * Each group of classes is unknown to one machine, which is fitted on a part of the rows of the others: its scores for the rest
 * of those are what belongs looks like, its scores for the unknown classes what does not. `outside`: rows that are known
 * to be out of scope, which no machine is fitted on. Undefined where the rows are too few to tell one from the other.
 */
async function fitDetector(
  rows: KnownRows,
  outside: SparseFeatures,
  machine: Scorer,
  { C, outOfScopeShare }: TextClassifierParameters,
  context: FitContext,
): Promise<OutOfScopeDetector | undefined> {
  const { rng } = context;
  const order = rng.shuffle(Int32Array.from({ length: rows.classes }, (_, k) => k));
  const groupOf = new Int32Array(rows.classes);
  order.forEach((k, at) => {
    groupOf[k] = at % GROUPS;
  });
  const studied = rng.shuffle(Int32Array.from(rows.y.keys())).slice(0, MOST_STUDIED);
  const within: ScoredTexts[] = [];
  const unknown: ScoredTexts[] = [];
  for (let group = 0; group < GROUPS; group++) {
    const isKnown = (at: number): boolean => groupOf[rows.y[studied[at]!]!] !== group;
    const taken = (keep: (at: number) => boolean): Int32Array =>
      Int32Array.from(indices(studied.length, keep), (at) => studied[at]!);
    const learnt = taken((at) => isKnown(at) && at % GROUPS !== group);
    const shown = someRows(rows, learnt);
    if (shown.classes < 2) continue;
    const scorer = await Scorer.fit(shown, C, { ...context, rng: rng.fork(group) });
    const others = taken((at) => isKnown(at) && at % GROUPS === group);
    const strangers = taken((at) => !isKnown(at) && at % GROUPS === group);
    if (others.length > 0) within.push(scorer.score(takeFeatures(rows.x, others)));
    if (strangers.length > 0) unknown.push(scorer.score(takeFeatures(rows.x, strangers)));
  }
  const real = rowsOf(outside) > 0 ? [machine.score(outside)] : [];
  const strange = [unknown, real].filter((some) => some.length > 0);
  if (within.length === 0 || strange.length === 0) return undefined;
  return OutOfScopeDetector.fit(within, strange, outOfScopeShare, context);
}

/** Some of the rows, their classes numbered anew. */
function someRows({ x, y, weight }: KnownRows, taken: Int32Array): KnownRows {
  const { known, y: own } = knownClasses(taken.map((i) => y[i]!));
  return {
    x: takeFeatures(x, taken),
    y: own,
    classes: known.length,
    ...(weight === undefined ? {} : { weight: Float64Array.from(taken, (i) => weight[i]!) }),
  };
}

function indices(length: number, keep: (at: number) => boolean): Int32Array {
  const kept: number[] = [];
  for (let at = 0; at < length; at++) if (keep(at)) kept.push(at);
  return Int32Array.from(kept);
}
