import { FittedRecurrentTagger, RECURRENT_TAGGER_PARAMETERS, RecurrentTagger } from '@proofline/learn/neural';
import {
  type CandidateModel,
  type FittedCandidate,
  type Frame,
  type SequencePrediction,
  type SequenceTruth,
  text,
} from '@proofline/pipeline';
import { asEntity, markedColumn, tagWords, textsOf } from './marked-words.js';
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
  async fit({ frame, truth, schema, parameters, context }) {
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
    return new NetworkModel(column, tagger);
  },
  load(artifact) {
    const { column, tagger } = artifact.json as { column: string; tagger: never };
    return new NetworkModel(column, FittedRecurrentTagger.fromArtifact({ ...artifact, json: tagger }));
  },
};

class NetworkModel implements CandidateModel<SequencePrediction> {
  readonly uses: readonly string[];

  constructor(
    private readonly column: string,
    private readonly tagger: FittedRecurrentTagger,
  ) {
    this.uses = [column];
  }

  predict(frame: Frame): SequencePrediction {
    return {
      entities: textsOf(frame, this.column).map((own) => {
        const { words } = tagWords(own, []);
        const { spans } = this.tagger.tag(words.map(({ word }) => word));
        return spans.map((span) => asEntity(own, words, span));
      }),
    };
  }

  toArtifact() {
    const { kind, json, tensors } = this.tagger.toArtifact();
    return { kind, json: { column: this.column, tagger: json }, tensors };
  }
}
