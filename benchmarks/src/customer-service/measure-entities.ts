import {
  countSpans,
  type FittedSequenceTagger,
  Rng,
  SequenceTagger,
  spanScores,
  type TaggedWords,
} from '@proofline/learn';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { peerPython } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { time } from '../timing/stopwatch.js';
import { snipsSlots } from './service-sets.js';

const FLOOR = 0.95;
/** Published for the same split (JointBERT, unofficial): BERT with a CRF. */
const BERT_CRF = 0.9724;
const LONGEST_FIT = 120;
const LONGEST_ANSWER = 1;

interface PeerAnswer {
  version: string;
  cpu: number;
  tags: string[][];
  /** Milliseconds of the processor for one text, features and tagging. */
  answer: number;
}

/**
 * Slots of SNIPS: the tagger of the task entities with its defaults, trained on the training part and judged on the test part,
 * beside CRFsuite with the usual features. Nothing was chosen on the test part.
 */
export async function measureEntities(say: (line: string) => void): Promise<Finding[]> {
  const suite = 'entities';
  const folder = datasetsFolder();
  if (folder === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return [{ suite, what: 'SNIPS slots', floor: '', measured }];
  }
  const train = await snipsSlots(folder, 'train');
  const test = await snipsSlots(folder, 'test');
  say('SNIPS slots: fit');
  const { result: model, cpu } = await time(() => new SequenceTagger().fit(train, { rng: new Rng(7) }));
  const own = answers(model, test);
  const scores = spanScores(countSpans(test.tags, own.tags).all);
  say('SNIPS slots: CRFsuite');
  const peer = new Peer(await peerPython(say));
  const other = await peer.call<PeerAnswer>('crf.fit', { ...train, test: test.words }).finally(() => peer.end());
  const theirs = spanScores(countSpans(test.tags, other.tags).all);
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
  return [
    {
      suite,
      what: 'SNIPS slots, span F1',
      floor: `>= ${percent(FLOOR)}; BERT with a CRF, published, ${percent(BERT_CRF)}`,
      measured: `${percent(scores.f1)}; CRFsuite ${percent(theirs.f1)}`,
      ok: scores.f1 >= FLOOR,
      detail: { ours: scores, theirs, version: other.version },
    },
    {
      suite,
      what: 'SNIPS slots, seconds of the processor for a fit',
      floor: `<= ${LONGEST_FIT}`,
      measured: `${cpu.toFixed(1)}; CRFsuite ${other.cpu.toFixed(1)}`,
      ok: cpu <= LONGEST_FIT,
    },
    {
      suite,
      what: 'SNIPS slots, milliseconds for one text',
      floor: `<= ${LONGEST_ANSWER}`,
      measured: `${own.milliseconds.toFixed(2)}; CRFsuite ${other.answer.toFixed(2)}`,
      ok: own.milliseconds <= LONGEST_ANSWER,
    },
  ];
}

/** The tags of each text, and the median of what it took by the processor, a hundred texts at a time. */
function answers(model: FittedSequenceTagger, { words }: TaggedWords): { tags: string[][]; milliseconds: number } {
  for (const own of words.slice(0, 200)) model.tag(own);
  const spent: number[] = [];
  const tags: string[][] = [];
  for (let from = 0; from < words.length; from += 100) {
    const part = words.slice(from, from + 100);
    const before = process.cpuUsage();
    for (const own of part) tags.push(model.tag(own).tags);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000 / part.length);
  }
  return { tags, milliseconds: spent.sort((a, b) => a - b)[Math.floor(spent.length / 2)]! };
}
