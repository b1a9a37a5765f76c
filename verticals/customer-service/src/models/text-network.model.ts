import { type Artifact, decodeArtifact, encodeArtifact, requireKind } from '@proofline/learn';
import { FittedTextConvolutionalNetwork, TextConvolutionalNetwork } from '@proofline/learn/neural';
import { tokenise } from '@proofline/learn/text';
import { type FittedCandidate, type MulticlassPrediction, type MulticlassTruth, text } from '@proofline/pipeline';
import { joinedText, textColumns } from './joined-text.js';
import { amongAll, knownClasses } from './known-classes.js';
import { passesOver } from './passes.js';
import { TextModel } from './text-model.js';

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
      const { known, y } = knownClasses(truth.y);
      const network = await new TextConvolutionalNetwork({ epochs: passesOver(frame.rows, epochs) }).fit(
        {
          tokens: joinedText(frame, columns).map(tokensOf),
          y,
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

class TextNetworkModel extends TextModel {
  constructor(
    uses: readonly string[],
    classes: readonly string[],
    /** The classes of the network, as indices into all. */
    private readonly known: ArrayLike<number>,
    private readonly network: FittedTextConvolutionalNetwork,
  ) {
    super(uses, classes);
  }

  toArtifact(): Artifact {
    return {
      kind: KIND,
      json: { columns: [...this.uses], classes: [...this.classes], known: Array.from(this.known) },
      tensors: { network: encodeArtifact(this.network.toArtifact()) },
    };
  }

  protected probabilityOf(texts: readonly string[]): Float64Array {
    const { network, known, classes } = this;
    const own = network.predictProbability(texts.map(tokensOf));
    // Of two classes the network tells the second alone.
    const each = known.length === 2 ? Float64Array.from(Array.from(own).flatMap((p) => [1 - p, p])) : own;
    return amongAll(each, known, classes.length);
  }
}
