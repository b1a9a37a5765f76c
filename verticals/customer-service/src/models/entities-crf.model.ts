import { FittedSequenceTagger, SEQUENCE_TAGGER_PARAMETERS, SequenceTagger } from '@proofline/learn';
import {
  type FittedCandidate,
  type Frame,
  type Reason,
  type SequencePrediction,
  type SequenceTruth,
  text,
} from '@proofline/pipeline';
import { asEntity, markedColumn, tagWords, textsOf } from './marked-words.js';
import { TaggedWordsModel } from './marking-model.js';
import { featureInWords } from './span-reasons.js';

/** Reasons that are given for one span. */
const REASONS_OF_SPAN = 3;

/** A conditional random field on words, what stands around them, and what training says of them. */
export const entitiesCrf: FittedCandidate<SequenceTruth, SequencePrediction> = {
  name: 'customer-service.entities.crf.v1',
  title: text('Conditional random field', '条件随机场'),
  complexity: 1,
  parameters: SEQUENCE_TAGGER_PARAMETERS,
  tuned: [],
  cost: (rows) => 1 + 3e-3 * rows,
  async fit({ frame, truth, schema, parameters, settings, context }) {
    const column = markedColumn(schema);
    const rows = textsOf(frame, column).map((own, i) => tagWords(own, truth.entities[i]!));
    const words = rows.map((own) => own.words.map(({ word }) => word));
    const tagger = await new SequenceTagger(parameters).fit({ words, tags: rows.map(({ tags }) => tags) }, context);
    return new CrfModel(column, tagger, settings);
  },
  load: (artifact) => new CrfModel(...TaggedWordsModel.parts(artifact, FittedSequenceTagger.fromArtifact)),
};

class CrfModel extends TaggedWordsModel<FittedSequenceTagger> {
  /** For each span what spoke for it most, against the label that came next. */
  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const own = textsOf(frame, this.column)[row]!;
    const { words } = tagWords(own, []);
    const texts = words.map(({ word }) => word);
    const reasons = this.tagger.tag(texts).spans.flatMap((span) => {
      const { value } = asEntity(own, words, span);
      const spoke = this.tagger.explain(texts, span).flatMap((reason): Reason[] => {
        const words = featureInWords(reason);
        if (words === undefined || reason.contribution <= 0) return [];
        return [
          {
            feature: this.column,
            code: `${this.column}.${span.label}`,
            text: text(`'${value}' is ${span.label}: ${words.en}`, `“${value}”是 ${span.label}：${words.zh}`),
            contribution: reason.contribution,
            value,
          },
        ];
      });
      return spoke.slice(0, REASONS_OF_SPAN);
    });
    reasons.sort((a, b) => b.contribution - a.contribution);
    return limit === undefined ? reasons : reasons.slice(0, limit);
  }
}
