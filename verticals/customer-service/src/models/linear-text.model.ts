import { type Artifact, decodeArtifact, encodeArtifact, type ParameterSpec, requireKind } from '@proofline/learn';
import {
  type FittedCandidate,
  type Localized,
  type MulticlassPrediction,
  type MulticlassTruth,
  SHIPPED_ENCODER,
} from '@proofline/pipeline';
import { joinedText, textColumns } from './joined-text.js';
import { TextClassifier } from './text-classifier.js';
import { TextModel } from './text-model.js';

const KIND = 'customer-service.linear-text.v1';

const C: ParameterSpec = {
  type: 'number',
  min: 0.05,
  max: 20,
  default: 1,
  log: true,
  doc: 'Of the support vector machine: larger fits closer.',
};
const scale: ParameterSpec = {
  type: 'number',
  min: 0.5,
  max: 6,
  default: 2.2,
  log: true,
  doc: 'How much the meaning of a text counts beside its words.',
};

/** What candidates of this family differ in. */
interface LinearTextHead {
  algorithm: string;
  title: Localized;
  complexity: number;
  ngrams: boolean;
  encoder: boolean;
}

/** The share of messages that are expected to be out of scope, where the client's settings do not say; chosen on the validation part of CLINC150. */
const EXPECTED_OUT_OF_SCOPE = 0.02;

/** A linear support vector machine on the words of a text, on its meaning, or on both. */
export function linearText(
  task: string,
  { algorithm, title, complexity, ngrams, encoder }: LinearTextHead,
): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.${algorithm}.v1`,
    title,
    complexity,
    parameters: { C, ...(encoder && ngrams ? { scale } : {}) },
    tuned: ['C', ...(encoder && ngrams ? ['scale'] : [])],
    calibrate: true,
    cost: (rows) => (encoder ? 5e-4 : 2e-4) * rows + 0.05,
    async fit({ frame, truth, weight, schema, parameters, settings, context }) {
      const columns = textColumns(schema);
      const { y, classes, outOfScope } = truth;
      const classifier = await TextClassifier.fit(
        {
          texts: joinedText(frame, columns),
          y,
          classes: classes.length,
          ...(outOfScope === undefined ? {} : { outOfScope }),
          ...(weight === undefined ? {} : { weight }),
        },
        {
          ngrams,
          scale: Number(parameters.scale ?? 1),
          ...(encoder ? { encoder: String(settings?.encoder ?? SHIPPED_ENCODER) } : {}),
          C: Number(parameters.C),
          outOfScopeShare: Number(settings?.outOfScopeShare ?? EXPECTED_OUT_OF_SCOPE),
        },
        context,
      );
      return new LinearTextModel(columns, classes, classifier);
    },
    load(artifact) {
      requireKind(artifact, KIND);
      const { columns, classes } = artifact.json as { columns: string[]; classes: string[] };
      const classifier = TextClassifier.fromArtifact(decodeArtifact(artifact.tensors.classifier as Uint8Array));
      return new LinearTextModel(columns, classes, classifier);
    },
  };
}

class LinearTextModel extends TextModel {
  constructor(
    uses: readonly string[],
    classes: readonly string[],
    private readonly classifier: TextClassifier,
  ) {
    super(uses, classes);
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { columns: [...this.uses], classes: [...this.classes] },
      tensors: { classifier: encodeArtifact(this.classifier.toArtifact()) },
    };
  }

  protected probabilityOf(texts: readonly string[]): Float64Array {
    return this.classifier.predict(texts);
  }
}
