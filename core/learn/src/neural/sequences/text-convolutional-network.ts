import type { Artifact } from '../../estimator/artifact.js';
import type { Estimator, FitContext } from '../../estimator/estimator.js';
import { type ParameterSpecs, resolveParameters } from '../../estimator/parameter.js';
import { fitTextClassifier } from './fit-text-classifier.js';
import { type FittedText, FittedTextClassifier, readSequenceModel } from './fitted-text-classifier.js';
import { type LabelledTokens, withProblems } from './labelled-tokens.js';
import {
  CLASS_WEIGHT_PARAMETER,
  type ClassWeightParameter,
  inSteps,
  SEQUENCE_TRAINING_PARAMETERS,
  type SequenceTrainingParameters,
} from './training-parameters.js';

export interface TextConvolutionalNetworkParameters extends SequenceTrainingParameters, ClassWeightParameter {
  /** Filters of each width. */
  filters?: number;
  /** Tokens that the narrowest filters see. */
  narrowest?: number;
  /** Tokens that the widest filters see; there are filters of every width between. */
  widest?: number;
}

export const TEXT_CONVOLUTIONAL_NETWORK_PARAMETERS: ParameterSpecs<TextConvolutionalNetworkParameters> = {
  ...SEQUENCE_TRAINING_PARAMETERS,
  ...CLASS_WEIGHT_PARAMETER,
  filters: {
    type: 'integer',
    min: 8,
    max: 1024,
    default: 128,
    log: true,
    doc: 'Filters of each width, in steps of 8.',
  },
  narrowest: { type: 'integer', min: 1, max: 5, default: 2, doc: 'Tokens that the narrowest filters see.' },
  widest: { type: 'integer', min: 1, max: 16, default: 4, doc: 'Tokens that the widest filters see.' },
};

const KIND = 'learn.text-convolutional-network.v1';
const OWNER = 'TextConvolutionalNetwork';

/**
 * Convolutional network for texts (Kim 2014, "Convolutional neural networks for sentence classification", the variant whose
 * token vectors are learnt from the start): token vectors, filters of several widths over them, of each filter the largest
 * answer, dropout, and a softmax. Trained on the cross-entropy with Adam.
 */
export class TextConvolutionalNetwork implements Estimator<FittedTextConvolutionalNetwork, LabelledTokens> {
  readonly name = 'text-convolutional-network';
  readonly parameters: Required<TextConvolutionalNetworkParameters>;

  constructor(parameters: TextConvolutionalNetworkParameters = {}) {
    this.parameters = resolveParameters(OWNER, TEXT_CONVOLUTIONAL_NETWORK_PARAMETERS, parameters);
    const { narrowest, widest } = this.parameters;
    withProblems(OWNER, (add) => {
      if (widest < narrowest) {
        add('PARAMETERS_INVALID', `'widest' is ${widest}; it must be 'narrowest', which is ${narrowest}, or more.`);
      }
    });
  }

  async fit(data: LabelledTokens, context: FitContext): Promise<FittedTextConvolutionalNetwork> {
    const { narrowest, widest, filters } = this.parameters;
    const widths = Array.from({ length: widest - narrowest + 1 }, (_, k) => narrowest + k);
    const encoder = { kind: 'convolution', widths, filters: inSteps(filters) } as const;
    return new FittedTextConvolutionalNetwork(await fitTextClassifier(data, encoder, this.parameters, OWNER, context));
  }
}

export class FittedTextConvolutionalNetwork extends FittedTextClassifier {
  constructor(fitted: FittedText) {
    super(fitted, KIND, OWNER);
  }

  static fromArtifact(artifact: Artifact): FittedTextConvolutionalNetwork {
    return new FittedTextConvolutionalNetwork(readSequenceModel<FittedText>(artifact, KIND));
  }
}
