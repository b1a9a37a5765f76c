import { type Artifact, type Json, requireKind, type TensorData } from '../../estimator/artifact.js';
import type { FittedModel } from '../../estimator/estimator.js';
import type { TrainingRecord } from '../choose-engine.js';
import { addSoftmax } from '../fitted-multilayer-perceptron.js';
import type { LossCurve } from '../train-network.js';
import { checkTokens, type Tokens } from './labelled-tokens.js';
import { SequenceNetwork } from './sequence-network.js';
import { type SequenceShape, sequenceSlots } from './sequence-shape.js';
import { Vocabulary } from './vocabulary.js';

// This file must not import TensorFlow.js, nor anything that does: it is all that serving loads.

/** What every fit of a network over sequences leaves. */
export interface SequenceModel {
  vocabulary: Vocabulary;
  shape: SequenceShape;
  /** In the order of `sequenceSlots`. */
  weights: readonly Float32Array[];
  curve: LossCurve;
}

export interface FittedText extends SequenceModel {
  /** Tokens of a text that are read. */
  longest: number;
  classes: number;
  training: TrainingRecord;
}

/** Texts that are answered together. */
const BLOCK = 64;

/** A trained classifier of tokens, whatever its architecture. */
export abstract class FittedTextClassifier implements FittedModel {
  private network: SequenceNetwork | undefined;

  constructor(
    protected readonly fitted: FittedText,
    private readonly kind: string,
    private readonly owner: string,
  ) {}

  get classes(): number {
    return this.fitted.classes;
  }

  /** Training and validation loss of each epoch. */
  get curve(): LossCurve {
    return this.fitted.curve;
  }

  get training(): TrainingRecord {
    return this.fitted.training;
  }

  /** Two classes: the probability of class 1, one number a text. More: texts * classes numbers, text by text. */
  predictProbability(tokens: Tokens): Float64Array {
    checkTokens(tokens, this.owner);
    const { vocabulary, shape, longest } = this.fitted;
    this.network ??= networkOf(this.fitted);
    const { network } = this;
    const out = new Float64Array(tokens.length * shape.outputs);
    for (let from = 0; from < tokens.length; from += BLOCK) {
      const texts = vocabulary.encode(tokens.slice(from, from + BLOCK), longest);
      const count = (texts.offsets.length - 1) * shape.outputs;
      const scores = network.memory.f32(network.forward(texts), count);
      const own = out.subarray(from * shape.outputs);
      if (shape.outputs === 1) for (let i = 0; i < count; i++) own[i] = 1 / (1 + Math.exp(-scores[i]!));
      else for (let at = 0; at < count; at += shape.outputs) addSoftmax(scores, at, shape.outputs, own);
    }
    return out;
  }

  /** The likeliest class of each text. */
  predict(tokens: Tokens): Float64Array {
    const { classes } = this.fitted;
    const p = this.predictProbability(tokens);
    if (classes === 2) return p.map((own) => (own >= 0.5 ? 1 : 0));
    return Float64Array.from(tokens, (_, i) => {
      const own = p.subarray(i * classes, (i + 1) * classes);
      return own.indexOf(own.reduce((most, value) => Math.max(most, value), 0));
    });
  }

  toArtifact(): Artifact {
    const { longest, classes, training } = this.fitted;
    return writeSequenceModel(this.kind, this.fitted, { longest, classes, training: { ...training } });
  }
}

/** Ready to answer. */
export function networkOf({ shape, weights }: SequenceModel): SequenceNetwork {
  const network = new SequenceNetwork(shape, false);
  network.memory.setWeights(weights);
  return network;
}

export function writeSequenceModel(kind: string, model: SequenceModel, extra: Record<string, Json>): Artifact {
  const { vocabulary, shape, weights, curve } = model;
  const tensors: Record<string, TensorData> = {};
  sequenceSlots(shape).forEach(({ name }, i) => {
    tensors[name] = weights[i]!;
  });
  const json = { words: vocabulary.words, shape, curve, ...extra };
  return { kind, json: json as unknown as Json, tensors };
}

/** What `writeSequenceModel` wrote, and what was added; refuses an artefact of another kind. */
export function readSequenceModel<Extra>(artifact: Artifact, kind: string): SequenceModel & Extra {
  requireKind(artifact, kind);
  const { words, ...json } = artifact.json as unknown as { words: string[] } & Pick<SequenceModel, 'shape' | 'curve'> &
    Extra;
  const weights = sequenceSlots(json.shape).map(({ name }) => artifact.tensors[name] as Float32Array);
  return { ...json, vocabulary: Vocabulary.from(words), weights } as unknown as SequenceModel & Extra;
}
