import { countSpans, Rng, spanScores } from '@proofline/learn';
import { RecurrentTagger } from '@proofline/learn/neural';
import type { Finding } from '../finding.js';
import type { Peer } from '../peers/peer.js';
import { interleave, mean, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import { snipsSlots } from './service-sets.js';

/** Chosen on the validation part of SNIPS, in few tries. */
const TAGGER = new RecurrentTagger({
  dimension: 128,
  units: 64,
  dropout: 0.3,
  epochs: 4,
  learningRate: 4e-3,
  batchSize: 32,
  minCount: 2,
  patience: 0,
});
/** Percentage points of F1 that ours may be behind. */
const BEHIND = 1;

/** A fit of the peer takes minutes. */
const MOST_ROUNDS = 3;

interface PeerFit extends Timing {
  tags: string[][];
  version: string;
}

/** A BiLSTM-CRF on slots of SNIPS beside PyTorch with pytorch-crf: time of a fit, and F1 of spans on the test part. */
export async function measureTaggerNetwork(
  folder: string,
  peer: Peer,
  rounds: number,
  say: (line: string) => void,
): Promise<Finding[]> {
  const [train, test] = [await snipsSlots(folder, 'train'), await snipsSlots(folder, 'test')];
  const title = 'BiLSTM-CRF, 64 units each way';
  say(`${title}: SNIPS slots`);
  const f1 = { ours: [] as number[], theirs: [] as number[] };
  const f1Of = (tags: string[][]): number => spanScores(countSpans(test.tags, tags).all).f1;
  let version = '';
  const compared = await interleave(
    Math.min(rounds, MOST_ROUNDS),
    async () => {
      const rng = new Rng(`round-${f1.ours.length}`);
      const timed = await time(() => TAGGER.fit(train, { rng }));
      f1.ours.push(f1Of(test.words.map((words) => timed.result.tag(words).tags)));
      return timed;
    },
    async () => {
      const answer = await peer.call<PeerFit>('networks.fit_tagger', {
        settings: TAGGER.parameters,
        ...train,
        test: test.words,
        seed: f1.theirs.length,
      });
      f1.theirs.push(f1Of(answer.tags));
      version = answer.version;
      return answer;
    },
  );
  const [ours, theirs] = [mean(f1.ours), mean(f1.theirs)];
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
  return [
    {
      suite: 'networks',
      what: `${title}: fit on our kernels, against PyTorch ${version} with pytorch-crf`,
      floor: '',
      measured: ratioText(compared),
      detail: compared,
    },
    {
      suite: 'networks',
      what: `  its F1 of spans on the test part after ${TAGGER.parameters.epochs} epochs, mean of the rounds: ours, PyTorch`,
      floor: `${BEHIND} points below at most`,
      measured: `${percent(ours)}, ${percent(theirs)}`,
      ok: ours >= theirs - BEHIND / 100,
      detail: f1,
    },
  ];
}
