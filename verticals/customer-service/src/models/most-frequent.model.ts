import { type Artifact, requireKind } from '@proofline/learn';
import {
  type CandidateModel,
  type FittedCandidate,
  type Frame,
  type MulticlassPrediction,
  type MulticlassTruth,
  text,
} from '@proofline/pipeline';

const KIND = 'customer-service.most-frequent.v1';

/** The trivial model: whatever is said, the most frequent class, as sure as it is frequent. */
export function mostFrequent(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.most-frequent.v1`,
    title: text('Most frequent class', '最常见类别'),
    baseline: true,
    complexity: 0,
    cost: () => 0.001,
    async fit({ truth: { y, classes }, weight }) {
      const share = new Float64Array(classes.length);
      y.forEach((k, i) => {
        share[k]! += weight?.[i] ?? 1;
      });
      const total = share.reduce((sum, one) => sum + one, 0);
      return new MostFrequentModel(
        classes,
        share.map((one) => one / total),
      );
    },
    load(artifact) {
      requireKind(artifact, KIND);
      return new MostFrequentModel(artifact.json as string[], artifact.tensors.share as Float64Array);
    },
  };
}

class MostFrequentModel implements CandidateModel<MulticlassPrediction> {
  constructor(
    private readonly classes: readonly string[],
    private readonly share: Float64Array,
  ) {}

  predict({ rows }: Frame): MulticlassPrediction {
    const k = this.classes.length;
    const probability = new Float64Array(rows * k);
    for (let row = 0; row < rows; row++) probability.set(this.share, row * k);
    return { probability, classes: this.classes };
  }

  toArtifact(): Artifact {
    return { kind: KIND, json: [...this.classes], tensors: { share: this.share } };
  }
}
