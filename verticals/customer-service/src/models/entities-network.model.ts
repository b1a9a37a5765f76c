import { FittedRecurrentTagger, RECURRENT_TAGGER_PARAMETERS, RecurrentTagger } from '@proofline/learn/neural';
import { type FittedCandidate, type SequencePrediction, type SequenceTruth, text } from '@proofline/pipeline';
import { markedColumn, tagWords, textsOf } from './marked-words.js';
import { TaggedWordsModel } from './marking-model.js';
import { passesOver } from './passes.js';

/** A recurrent network with a conditional random field on top. It takes minutes to train, so only where it is asked for. */
export const entitiesNetwork: FittedCandidate<SequenceTruth, SequencePrediction> = {
  name: 'customer-service.entities.bilstm-crf.v1',
  title: text('Recurrent network with a conditional random field', '循环神经网络加条件随机场'),
  complexity: 2,
  onRequest: true,
  parameters: RECURRENT_TAGGER_PARAMETERS,
  tuned: [],
  cost: (rows) => 1 + 5e-3 * passesOver(rows, rows),
  async fit({ frame, truth, schema, parameters, settings, context }) {
    const column = markedColumn(schema);
    const rows = textsOf(frame, column)
      .map((own, i) => tagWords(own, truth.entities[i]!))
      .filter(({ words }) => words.length > 0);
    const words = rows.map((own) => own.words.map(({ word }) => word));
    const epochs = passesOver(words.length, Number(parameters.epochs));
    const tagger = await new RecurrentTagger({ ...parameters, epochs }).fit(
      { words, tags: rows.map(({ tags }) => tags) },
      context,
    );
    return new TaggedWordsModel(column, tagger, settings);
  },
  load: (artifact) => new TaggedWordsModel(...TaggedWordsModel.parts(artifact, FittedRecurrentTagger.fromArtifact)),
};
