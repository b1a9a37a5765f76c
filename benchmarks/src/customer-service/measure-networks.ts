import process from 'node:process';
import { ProoflineError, Rng } from '@proofline/learn';
import { RecurrentNetwork, TextConvolutionalNetwork } from '@proofline/learn/neural';
import type { Arguments } from '../arguments.js';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { peerPython } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { interleave, mean, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import { measureTaggerNetwork } from './measure-tagger-network.js';
import { snipsIntents } from './service-sets.js';

/** Chosen on the validation part of SNIPS, in few tries. */
const SHARED = { dimension: 128, dropout: 0.5, epochs: 3, learningRate: 2e-3, batchSize: 64, minCount: 2, patience: 0 };
/** Percentage points of accuracy that ours may be behind: seven of 700 texts. */
const BEHIND = 1;

interface Network {
  title: string;
  /** Time that ours may take, of PyTorch's. */
  floor: number;
  create(backend: string): TextConvolutionalNetwork | RecurrentNetwork;
}

const NETWORKS: Record<string, Network> = {
  'text-cnn': {
    title: 'text-CNN, widths 2 to 4, 128 filters each',
    floor: 1,
    create: (backend) => new TextConvolutionalNetwork({ ...SHARED, filters: 128, narrowest: 2, widest: 4, backend }),
  },
  bilstm: {
    title: 'BiLSTM, 64 units each way, largest state',
    floor: 1.2,
    create: (backend) => new RecurrentNetwork({ ...SHARED, units: 64, pooling: 'max', backend }),
  },
};

interface Texts {
  tokens: string[][];
  y: Float64Array;
}

interface PeerFit extends Timing {
  found: number[];
  version: string;
}

/**
 * Networks over tokens beside PyTorch: same texts, architecture, batches, epochs and optimiser, one thread. A fit is timed from
 * tokens to weights; PyTorch's without the vocabulary.
 */
export async function measureNetworks({ rounds, only }: Arguments, say: (line: string) => void): Promise<Finding[]> {
  const folder = datasetsFolder();
  if (folder === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return [{ suite: 'networks', what: 'networks against PyTorch', floor: '', measured }];
  }
  // Read when native TensorFlow is loaded.
  process.env.TF_NUM_INTRAOP_THREADS = '1';
  process.env.TF_NUM_INTEROP_THREADS = '1';
  const parts = await snipsIntents(folder);
  const intents = [...new Set(parts.train.map(([, label]) => label))].sort();
  const texts = (rows: typeof parts.train): Texts => ({
    tokens: rows.map(([text]) => text.split(/\s+/)),
    y: Float64Array.from(rows, ([, label]) => intents.indexOf(label)),
  });
  const [train, test] = [texts(parts.train), texts(parts.test)];
  const peer = new Peer(await peerPython(say));
  const findings: Finding[] = [];
  try {
    for (const [name, network] of Object.entries(NETWORKS)) {
      if (only === undefined || only.includes(name)) {
        findings.push(...(await measureNetwork(network, { train, test, peer, rounds, say })));
      }
    }
    if (only === undefined || only.includes('bilstm-crf')) {
      findings.push(...(await measureTaggerNetwork(folder, peer, rounds, say)));
    }
  } finally {
    peer.end();
  }
  return findings;
}

interface Context {
  train: Texts;
  test: Texts;
  peer: Peer;
  rounds: number;
  say: (line: string) => void;
}

async function measureNetwork(
  { title, floor, create }: Network,
  { train, test, peer, rounds, say }: Context,
): Promise<Finding[]> {
  say(`${title}: SNIPS, 7 intents`);
  const accuracy = { ours: [] as number[], theirs: [] as number[] };
  const shareRight = (found: ArrayLike<number>): number =>
    test.y.reduce((sum, k, i) => sum + (found[i] === k ? 1 : 0), 0) / test.y.length;
  const fit = async (backend: string): Promise<Timing & { right: number }> => {
    const seed = `round-${accuracy.ours.length}`;
    const { result: model, wall, cpu } = await time(() => create(backend).fit(train, { rng: new Rng(seed) }));
    return { wall, cpu, right: shareRight(model.predict(test.tokens)) };
  };
  let version = '';
  const compared = await interleave(
    rounds,
    async () => {
      const own = await fit('wasm');
      accuracy.ours.push(own.right);
      return own;
    },
    async () => {
      const { name, parameters } = create('wasm');
      const answer = await peer.call<PeerFit>('networks.fit', {
        model: name,
        settings: parameters,
        tokens: train.tokens,
        y: [...train.y],
        test: test.tokens,
        seed: accuracy.theirs.length,
      });
      accuracy.theirs.push(shareRight(answer.found));
      version = answer.version;
      return answer;
    },
  );
  const [ours, theirs] = [mean(accuracy.ours), mean(accuracy.theirs)];
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  const native = await fit('native').catch(absence);
  return [
    {
      suite: 'networks',
      what: `${title}: fit on our kernels, against PyTorch ${version}`,
      floor: `CPU <= ${floor}`,
      measured: ratioText(compared),
      ok: compared.cpu.median <= floor,
      detail: compared,
    },
    {
      suite: 'networks',
      what: '  its accuracy on the test part, mean of the rounds: ours, PyTorch',
      floor: `${BEHIND} points below at most`,
      measured: `${percent(ours)}, ${percent(theirs)}`,
      ok: ours >= theirs - BEHIND / 100,
      detail: accuracy,
    },
    {
      suite: 'networks',
      what: '  on native TensorFlow: CPU of one fit against PyTorch, accuracy',
      floor: '',
      measured:
        typeof native === 'string'
          ? `not measured: ${native}`
          : `${(native.cpu / compared.peer.cpu).toFixed(2)}, ${percent(native.right)}`,
    },
  ];
}

/** Why there is no native TensorFlow; any other error goes on. */
function absence(error: unknown): string {
  if (error instanceof ProoflineError && error.code === 'NATIVE_BACKEND_UNAVAILABLE') return error.message;
  throw error;
}
