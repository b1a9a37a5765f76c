import { type Artifact, decodeArtifact, encodeArtifact, requireKind } from '@proofline/learn';
import { FittedTextConvolutionalNetwork, TextConvolutionalNetwork } from '@proofline/learn/neural';
import { tokenise } from '@proofline/learn/text';
import {
  type CandidateModel,
  type FittedCandidate,
  type Frame,
  type MulticlassPrediction,
  type MulticlassTruth,
  type Reason,
  takeFrame,
  text,
} from '@proofline/pipeline';
import { joinedText, textColumns } from './joined-text.js';
import { passesOver } from './passes.js';
import { wordReasons } from './word-reasons.js';

const KIND = 'customer-service.text-network.v1';
/** What a text without any word says: a network needs something to read. */
const NOTHING = '';

/**
 * A convolutional network on the words of a text. It takes many times as long as linear models, so it is trained only where it is
 * asked for. What is out of scope is a class of its own here, learnt from examples alone.
 */
export function textNetwork(task: string): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  return {
    name: `customer-service.${task}.text-cnn.v1`,
    title: text('Convolutional network on words', '词语卷积神经网络'),
    complexity: 30,
    onRequest: true,
    calibrate: true,
    cost: (rows) => 2e-3 * passesOver(rows, rows) + 0.5,
    async fit({ frame, truth, weight, schema, context }) {
      const columns = textColumns(schema);
      const { epochs } = new TextConvolutionalNetwork().parameters;
      const known = [...new Set(truth.y)].sort((a, b) => a - b);
      const place = new Map(known.map((k, at) => [k, at]));
      const network = await new TextConvolutionalNetwork({ epochs: passesOver(frame.rows, epochs) }).fit(
        {
          tokens: joinedText(frame, columns).map(tokensOf),
          y: truth.y.map((k) => place.get(k)!),
          ...(weight === undefined ? {} : { weight }),
        },
        context,
      );
      return new TextNetworkModel(columns, truth.classes, known, network);
    },
    load(artifact) {
      requireKind(artifact, KIND);
      const { columns, classes, known } = artifact.json as { columns: string[]; classes: string[]; known: number[] };
      const network = decodeArtifact(artifact.tensors.network as Uint8Array);
      return new TextNetworkModel(columns, classes, known, FittedTextConvolutionalNetwork.fromArtifact(network));
    },
  };
}

function tokensOf(said: string): string[] {
  const tokens = tokenise(said).map((token) => token.text);
  return tokens.length === 0 ? [NOTHING] : tokens;
}

class TextNetworkModel implements CandidateModel<MulticlassPrediction> {
  constructor(
    readonly uses: readonly string[],
    private readonly classes: readonly string[],
    /** The classes of the network, as indices into all. */
    private readonly known: readonly number[],
    private readonly network: FittedTextConvolutionalNetwork,
  ) {}

  predict(frame: Frame): MulticlassPrediction {
    return { probability: this.probabilityOf(joinedText(frame, this.uses)), classes: this.classes };
  }

  explain(frame: Frame, row: number, limit?: number): Reason[] {
    const [said] = joinedText(takeFrame(frame, [row]), this.uses);
    return wordReasons(said!, this.uses[0]!, this.classes, (texts) => this.probabilityOf(texts), limit);
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { columns: [...this.uses], classes: [...this.classes], known: [...this.known] },
      tensors: { network: encodeArtifact(this.network.toArtifact()) },
    };
  }

  /** `texts * classes` probabilities, row by row. */
  private probabilityOf(texts: readonly string[]): Float64Array {
    const { known } = this;
    const own = this.network.predictProbability(texts.map(tokensOf));
    const out = new Float64Array(texts.length * this.classes.length);
    texts.forEach((_, i) => {
      const row = i * this.classes.length;
      if (known.length === 2) {
        out[row + known[0]!] = 1 - own[i]!;
        out[row + known[1]!] = own[i]!;
      } else {
        known.forEach((k, at) => {
          out[row + k] = own[i * known.length + at]!;
        });
      }
    });
    return out;
  }
}
