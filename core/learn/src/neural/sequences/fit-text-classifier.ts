import { balanceClasses } from '../../estimator/class-weights.js';
import type { FitContext } from '../../estimator/estimator.js';
import { chooseEngine } from '../choose-engine.js';
import { priorBias, rowWeights, usedRows } from '../row-weights.js';
import { splitRows } from '../split-rows.js';
import { trainNetwork } from '../train-network.js';
import type { FittedText } from './fitted-text-classifier.js';
import { checkLabelledTokens, type LabelledTokens, type Tokens } from './labelled-tokens.js';
import { SequenceKernelEngine, type TextData } from './sequence-kernel-engine.js';
import { initialSequenceWeights, type SequenceShape, sequenceWork } from './sequence-shape.js';
import { type ClassWeightParameter, inSteps, type SequenceTrainingParameters } from './training-parameters.js';
import { Vocabulary } from './vocabulary.js';

type Parameters = Required<SequenceTrainingParameters & ClassWeightParameter>;

/** Trains one network on texts; what is between tokens and classes is `encoder`. */
export async function fitTextClassifier(
  given: LabelledTokens,
  encoder: SequenceShape['encoder'],
  parameters: Parameters,
  owner: string,
  context: FitContext,
): Promise<FittedText> {
  const classes = checkLabelledTokens(given, owner);
  const data = parameters.classWeight === 'balanced' ? balanceClasses(given, classes) : given;
  const { rng } = context;
  const used = usedRows(data.tokens.length, data.weight);
  const extra = data.validation && Int32Array.from(data.validation.y, (_, i) => data.tokens.length + i);
  const { trainRows, validationRows } = splitRows(used, extra, data.y, parameters, rng.fork('validation'));
  const vocabulary = Vocabulary.learn(tokensOf(data, trainRows), parameters.minCount);
  const block = textData(data, vocabulary, parameters.longest);
  const shape: SequenceShape = {
    vocabulary: vocabulary.size,
    dimension: inSteps(parameters.dimension),
    encoder,
    outputs: classes === 2 ? 1 : classes,
    dropout: parameters.dropout,
  };
  const { engine, record } = await chooseEngine(parameters.backend as 'auto' | 'wasm' | 'native', {
    kernels: () => new SequenceKernelEngine(shape, block),
    tensors: async (opened) =>
      new (await import('./sequence-tensor-engine.js')).SequenceTensorEngine(opened, shape, block),
    nativeIsFaster: false,
  });
  try {
    const lengths = Int32Array.from(block.y, (_, i) => block.offsets[i + 1]! - block.offsets[i]!);
    const { weights, curve } = await trainNetwork({
      engine,
      start: initialSequenceWeights(shape, rng.fork('weights'), priorBias(data.y, data.weight, classes)),
      trainRows,
      validationRows,
      weight: block.weight,
      parameters,
      lengths,
      rowWork: (sequenceWork(shape) * block.ids.length) / lengths.length,
      rng: rng.fork('steps'),
      context,
    });
    return { vocabulary, shape, weights, longest: parameters.longest, classes, curve, training: record };
  } finally {
    engine.dispose();
  }
}

function tokensOf({ tokens }: LabelledTokens, rows: Int32Array): Tokens {
  return Array.from(rows, (i) => tokens[i]!);
}

/** Training texts, then those of validation. */
function textData(
  { tokens, y, weight, validation }: LabelledTokens,
  vocabulary: Vocabulary,
  longest: number,
): TextData {
  const all = validation === undefined ? tokens : [...tokens, ...validation.tokens];
  const classes = new Float32Array(all.length);
  classes.set(y);
  if (validation !== undefined) classes.set(validation.y, y.length);
  return { ...vocabulary.encode(all, longest), y: classes, weight: rowWeights(y.length, weight, validation) };
}
