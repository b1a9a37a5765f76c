import { type Artifact, requireKind } from '../../estimator/artifact.js';
import type { Estimator, FitContext, FittedModel } from '../../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import type { StepWeights } from '../../sequence/chain.js';
import { ChainDecoder, type Decoded } from '../../sequence/chain-decoder.js';
import { checkTaggedWords, type TaggedWords } from '../../sequence/sequence-tagger.js';
import { TagSet } from '../../sequence/tag-set.js';
import { convertTags } from '../../sequence/tagging.js';
import { splitRows } from '../split-rows.js';
import { type LossCurve, trainNetwork } from '../train-network.js';
import { networkOf, readSequenceModel, type SequenceModel, writeSequenceModel } from './fitted-text-classifier.js';
import { checkEach, checkTokens, withProblems } from './labelled-tokens.js';
import { RECURRENT_PARAMETERS, type RecurrentParameters } from './recurrent-network.js';
import type { SequenceNetwork, TokenIds } from './sequence-network.js';
import { initialSequenceWeights, type SequenceShape, sequenceWork } from './sequence-shape.js';
import { STEP_KINDS, TaggerEngine } from './tagger-engine.js';
import { inSteps, SEQUENCE_TRAINING_PARAMETERS, type SequenceTrainingParameters } from './training-parameters.js';
import { Vocabulary } from './vocabulary.js';
import { PIECES, piecesOf } from './word-pieces.js';

export interface RecurrentTaggerParameters
  extends Omit<SequenceTrainingParameters, 'backend' | 'longest'>,
    RecurrentParameters {}

const { backend: _, longest: __, ...TRAINING } = SEQUENCE_TRAINING_PARAMETERS;

/** Defaults that differ from those of classifiers were chosen on the validation part of SNIPS. */
export const RECURRENT_TAGGER_PARAMETERS: ParameterSpecs<RecurrentTaggerParameters> = {
  ...TRAINING,
  dropout: { ...TRAINING.dropout, default: 0.3 },
  learningRate: { ...TRAINING.learningRate, default: 4e-3 },
  batchSize: { ...TRAINING.batchSize, default: 32 },
  ...RECURRENT_PARAMETERS,
};

const KIND = 'learn.recurrent-tagger.v1';
const OWNER = 'RecurrentTagger';

/**
 * Marks spans in sequences of words: a recurrent network from both ends gives each tag of each word a score, and a linear-chain
 * conditional random field weighs the steps between them (Lample et al. 2016, "Neural architectures for named entity
 * recognition"). Instead of a network over characters, a word's vector is the mean of those of the word, its first and last
 * letters and its shape, so that new words resemble known ones. Steps that BIO does not allow have probability 0.
 */
export class RecurrentTagger implements Estimator<FittedRecurrentTagger, TaggedWords> {
  readonly name = 'recurrent-tagger';
  readonly parameters: Required<RecurrentTaggerParameters>;

  constructor(parameters: RecurrentTaggerParameters = {}) {
    this.parameters = resolveParameters(OWNER, RECURRENT_TAGGER_PARAMETERS, parameters);
  }

  async fit({ words, tags }: TaggedWords, context: FitContext): Promise<FittedRecurrentTagger> {
    checkTaggedWords({ words, tags }, OWNER);
    withProblems(OWNER, (add) => {
      checkEach(words, add);
      if (!tags.some((own) => own.some((tag) => tag !== 'O'))) {
        add('DATA_EMPTY', `needs at least one span to learn from; ${words.length} sequences have none.`);
      }
    });
    const { parameters } = this;
    const { rng } = context;
    const bio = tags.map((own) => convertTags(own, 'BIO'));
    const tagSet = new TagSet(bio.flat());
    const all = Int32Array.from({ length: words.length }, (_, i) => i);
    const { trainRows, validationRows } = splitRows(all, undefined, undefined, parameters, rng.fork('validation'));
    const pieces = words.map(piecesOf);
    const vocabulary = Vocabulary.learn(
      Array.from(trainRows, (i) => pieces[i]!),
      parameters.minCount,
    );
    const shape = this.shapeOf(vocabulary, tagSet);
    const data = {
      ...encodePieces(vocabulary, pieces),
      truth: bio.map((own) => Int32Array.from(own, (tag) => tagSet.code(tag)!)),
    };
    const lengths = Int32Array.from(words, (own) => own.length);
    const noSteps = STEP_KINDS.map((kind) => new Float32Array(stepCount(tagSet, kind)));
    const engine = new TaggerEngine(shape, tagSet, data);
    try {
      const { weights, curve } = await trainNetwork({
        engine,
        start: [...initialSequenceWeights(shape, rng.fork('weights'), new Float32Array(shape.outputs)), ...noSteps],
        trainRows,
        validationRows,
        weight: new Float32Array(words.length).fill(1),
        parameters,
        lengths,
        rowWork: (sequenceWork(shape) * data.ids.length) / PIECES / words.length,
        rng: rng.fork('steps'),
        context,
      });
      const [starts, moves, links] = weights.slice(-STEP_KINDS.length).map((values) => Float64Array.from(values));
      return new FittedRecurrentTagger(
        { vocabulary, shape, weights: weights.slice(0, -STEP_KINDS.length), curve },
        tagSet,
        { starts: starts!, moves: moves!, links: links! },
      );
    } finally {
      engine.dispose();
    }
  }

  private shapeOf(vocabulary: Vocabulary, tagSet: TagSet): SequenceShape {
    const { dimension, dropout, cell, bidirectional, units } = this.parameters;
    return {
      vocabulary: vocabulary.size,
      dimension: inSteps(dimension),
      encoder: {
        kind: 'recurrent',
        cell: cell as 'lstm' | 'rnn',
        bidirectional,
        units: inSteps(units),
        pooling: 'none',
      },
      // As wide as a row of the field's scores.
      outputs: 4 * Math.ceil(tagSet.tags.length / 4),
      dropout,
    };
  }
}

export class FittedRecurrentTagger implements FittedModel {
  private readonly decoder: ChainDecoder;
  private network: SequenceNetwork | undefined;

  constructor(
    private readonly model: SequenceModel,
    tagSet: TagSet,
    steps: StepWeights,
  ) {
    this.decoder = new ChainDecoder(tagSet, steps);
  }

  /** The labels that spans can have. */
  get labels(): string[] {
    return [...new Set(this.decoder.tagSet.tags.slice(1).map((tag) => tag.slice(2)))];
  }

  /** Training and validation loss of each epoch: the mean negative log likelihood of a sequence. */
  get curve(): LossCurve {
    return this.model.curve;
  }

  /** Tags in BIO, and the spans with their probability. */
  tag(words: readonly string[]): Decoded {
    if (words.length === 0) return { tags: [], spans: [] };
    checkTokens([words], OWNER);
    this.network ??= networkOf(this.model);
    const { network } = this;
    const z = network.forward(encodePieces(this.model.vocabulary, [piecesOf(words)]));
    const count = words.length * network.shape.outputs;
    const chain = this.decoder.chainOf(words.length);
    chain.f32('scores', count).set(network.memory.f32(z, count));
    return this.decoder.decode(chain, words.length);
  }

  toArtifact(): Artifact {
    const { tagSet, steps } = this.decoder;
    const artifact = writeSequenceModel(KIND, this.model, { tags: [...tagSet.tags] });
    return { ...artifact, tensors: { ...artifact.tensors, ...steps } };
  }

  static fromArtifact(artifact: Artifact): FittedRecurrentTagger {
    requireKind(artifact, KIND);
    const { tags, ...model } = readSequenceModel<{ tags: string[] }>(artifact, KIND);
    const [starts, moves, links] = STEP_KINDS.map((kind) => artifact.tensors[kind] as Float64Array);
    return new FittedRecurrentTagger(model, new TagSet(tags), { starts: starts!, moves: moves!, links: links! });
  }
}

/** Ids of the pieces of each word; offsets count words. */
function encodePieces(vocabulary: Vocabulary, pieces: readonly (readonly string[])[]): TokenIds {
  const { ids, offsets } = vocabulary.encode(pieces);
  return { ids, offsets: offsets.map((piece) => piece / PIECES) };
}

function stepCount({ open, tags, links }: TagSet, kind: keyof StepWeights): number {
  return { starts: open, moves: tags.length * open, links: links.length }[kind];
}
