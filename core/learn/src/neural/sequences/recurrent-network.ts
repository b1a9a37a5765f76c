import type { Artifact } from '../../estimator/artifact.js';
import type { Estimator, FitContext } from '../../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import { fitTextClassifier } from './fit-text-classifier.js';
import { type FittedText, FittedTextClassifier, readSequenceModel } from './fitted-text-classifier.js';
import type { LabelledTokens } from './labelled-tokens.js';
import type { Pooling } from './sequence-shape.js';
import {
  CLASS_WEIGHT_PARAMETER,
  type ClassWeightParameter,
  inSteps,
  SEQUENCE_TRAINING_PARAMETERS,
  type SequenceTrainingParameters,
} from './training-parameters.js';

/** What every recurrent network lets choose. */
export interface RecurrentParameters {
  /** `lstm`: long short-term memory (Hochreiter and Schmidhuber 1997); `rnn`: a simple recurrent network (Elman 1990). */
  cell?: string;
  /** Reads each text from both ends. */
  bidirectional?: boolean;
  /** Units of each direction. */
  units?: number;
}

export const RECURRENT_PARAMETERS = {
  cell: { type: 'choice', choices: ['lstm', 'rnn'], default: 'lstm', doc: 'What remembers: LSTM or Elman cell.' },
  bidirectional: { type: 'boolean', default: true, doc: 'Reads each text from both ends.' },
  units: { type: 'integer', min: 8, max: 1024, default: 64, log: true, doc: 'Units of a direction, in steps of 8.' },
} as const satisfies ParameterSpecs<RecurrentParameters>;

export interface RecurrentNetworkParameters
  extends SequenceTrainingParameters,
    ClassWeightParameter,
    RecurrentParameters {
  /** What of the states stands for a text: the largest of each unit, their mean, or the last of each direction. */
  pooling?: string;
}

export const RECURRENT_NETWORK_PARAMETERS: ParameterSpecs<RecurrentNetworkParameters> = {
  ...SEQUENCE_TRAINING_PARAMETERS,
  ...CLASS_WEIGHT_PARAMETER,
  ...RECURRENT_PARAMETERS,
  pooling: { type: 'choice', choices: ['max', 'mean', 'last'], default: 'max', doc: 'What stands for a text.' },
};

const KIND = 'learn.recurrent-network.v1';
const OWNER = 'RecurrentNetwork';

/**
 * Recurrent network for texts: token vectors, one or two networks that read them (Schuster and Paliwal 1997 where two), a pooling
 * of their states, and a softmax, with dropout before and behind. Trained on the cross-entropy with Adam.
 */
export class RecurrentNetwork implements Estimator<FittedRecurrentNetwork, LabelledTokens> {
  readonly name = 'recurrent-network';
  readonly parameters: Required<RecurrentNetworkParameters>;

  constructor(parameters: RecurrentNetworkParameters = {}) {
    this.parameters = resolveParameters(OWNER, RECURRENT_NETWORK_PARAMETERS, parameters);
  }

  async fit(data: LabelledTokens, context: FitContext): Promise<FittedRecurrentNetwork> {
    const { cell, bidirectional, units, pooling } = this.parameters;
    const encoder = {
      kind: 'recurrent',
      cell: cell as 'lstm' | 'rnn',
      bidirectional,
      units: inSteps(units),
      pooling: pooling as Pooling,
    } as const;
    return new FittedRecurrentNetwork(await fitTextClassifier(data, encoder, this.parameters, OWNER, context));
  }
}

export class FittedRecurrentNetwork extends FittedTextClassifier {
  constructor(fitted: FittedText) {
    super(fitted, KIND, OWNER);
  }

  static fromArtifact(artifact: Artifact): FittedRecurrentNetwork {
    return new FittedRecurrentNetwork(readSequenceModel<FittedText>(artifact, KIND));
  }
}
