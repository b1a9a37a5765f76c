import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { keywordUnderstanding, readFlow } from '@proofline/customer-service/dialogue';
import {
  examplesOf,
  findMisses,
  type LearningSettings,
  type Miss,
  measureTopics,
  type Proposal,
  propose,
  proposedTopics,
  readConversations,
  type TopicScores,
} from '@proofline/customer-service/learning';
import { Rng } from '@proofline/learn';
import { sentenceEncoder } from '@proofline/pipeline';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { banking77, clinc150, type Labelled } from './service-sets.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const CHATS = fixture('service-chats/service-chats.jsonl');
/** Intents that are hidden from what is known, as many that are known, and messages that are about none. */
const HIDDEN = 8;
const NOISE = 60;
const MESSAGES = 20;
/** What is known of the other intents. */
const KNOWN = 15;
const SEEDS = [1, 2, 3];

/** Topics that were planted in chats: how many are found again, how pure, how complete. */
export async function measureLearning(say: (line: string) => void): Promise<Finding[]> {
  say('learning: made-up chats');
  const { flow } = await readFlow(fixture('shop-service-desk'));
  const understand = keywordUnderstanding(flow);
  const now = new Date('2026-03-02T10:00:00Z');
  const { misses } = await findMisses(await readConversations(CHATS), { flow, understand, now });
  const encoderFor: LearningSettings['encoderFor'] = (language) => (language === 'en' ? sentenceEncoder() : undefined);
  const proposals = await propose(misses, { flow, known: examplesOf(flow), encoderFor });
  const scores = measureTopics(proposedTopics(proposals), await plantedIn(CHATS));
  const findings = rows('made-up chats, English and Chinese', [scores], { found: 1, purity: 0.95, recall: 0.8 });
  const folder = datasetsFolder();
  if (folder === undefined) {
    say('learning: the folder of public sets is absent; hidden intents of Banking77 are left out.');
    return findings;
  }
  const { train, test } = await banking77(folder);
  const strangers = (await clinc150(folder)).test.filter(([, label]) => label === 'oos');
  const hidden: TopicScores[] = [];
  let told = 0;
  let topics = 0;
  for (const seed of SEEDS) {
    say(`learning: hidden intents of Banking77, seed ${seed}`);
    const plan = planted(train, test, strangers, seed);
    const found = await propose(plan.misses, { flow, known: plan.known, encoderFor, seed });
    hidden.push(measureTopics(proposedTopics(found), plan.truth));
    const judged = judge(found, plan.truth, plan.hidden);
    told += judged.right;
    topics += judged.topics;
  }
  return [
    ...findings,
    ...rows(`Banking77: ${HIDDEN} hidden intents and ${HIDDEN} known ones, mean of ${SEEDS.length} draws`, hidden, {
      purity: 0.7,
    }),
    {
      suite: 'learning',
      what: '  topics told right: new, or the intent that they are about',
      floor: '>= 70 %',
      measured: `${percent(told / topics)} of ${topics}`,
      ok: told / topics >= 0.7,
    },
  ];
}

async function plantedIn(file: string): Promise<Map<string, string | undefined>> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return new Map(
    lines
      .map((line) => JSON.parse(line) as { conversation: string; planted?: string })
      .filter(({ planted }) => planted !== undefined)
      .map(({ conversation, planted }) => [conversation, planted === 'odd' ? undefined : planted]),
  );
}

interface Plan {
  misses: Miss[];
  known: LearningSettings['known'];
  truth: Map<string, string | undefined>;
  hidden: ReadonlySet<string>;
}

/** Test messages of hidden intents and of known ones, and strange ones, as misses; training messages of all but the hidden as known. */
function planted(
  train: readonly Labelled[],
  test: readonly Labelled[],
  strangers: readonly Labelled[],
  seed: number,
): Plan {
  const rng = new Rng(seed);
  const drawn = <T>(items: readonly T[], label: string): T[] =>
    Array.from(rng.fork(label).shuffle(Int32Array.from(items.keys())), (i) => items[i]!);
  const intents = drawn([...new Set(train.map(([, label]) => label))].sort(), 'intents');
  const hidden = new Set(intents.slice(0, HIDDEN));
  const missed = intents.slice(0, 2 * HIDDEN);
  const ofIntent = (rows: readonly Labelled[], intent: string, count: number): string[] =>
    drawn(
      rows.filter(([, label]) => label === intent),
      intent,
    )
      .slice(0, count)
      .map(([text]) => text);
  const messages = [
    ...missed.flatMap((intent) => ofIntent(test, intent, MESSAGES).map((text) => [text, intent] as const)),
    ...drawn(strangers, 'strangers')
      .slice(0, NOISE)
      .map(([text]) => [text, undefined] as const),
  ];
  return {
    misses: drawn(messages, 'messages').map(([text], i) => ({
      conversation: `c${i}`,
      text,
      language: 'en',
      reason: 'handed-over',
      replies: [],
    })),
    truth: new Map(drawn(messages, 'messages').map(([, intent], i) => [`c${i}`, intent])),
    known: intents
      .filter((intent) => !hidden.has(intent))
      .flatMap((intent) => ofIntent(train, intent, KNOWN).map((text) => ({ text, intent, language: 'en' as const }))),
    hidden,
  };
}

/** Of the topics that are mostly about an intent: how many are called new where it is hidden, and by its name where it is known. */
function judge(
  proposals: readonly Proposal[],
  truth: Plan['truth'],
  hidden: Plan['hidden'],
): { right: number; topics: number } {
  let right = 0;
  let topics = 0;
  for (const one of proposals) {
    if (one.kind === 'faq') continue;
    const intents = one.utterances.map(({ conversation }) => truth.get(conversation));
    const most = [...new Set(intents)].find(
      (name) => intents.filter((other) => other === name).length * 2 > intents.length,
    );
    if (most === undefined) continue;
    topics++;
    if (one.kind === 'intent' ? hidden.has(most) : one.intent === most) right++;
  }
  return { right, topics };
}

function rows(
  what: string,
  scores: readonly TopicScores[],
  floors: { found?: number; purity?: number; recall?: number },
): Finding[] {
  const mean = (of: (one: TopicScores) => number): number =>
    scores.reduce((sum, one) => sum + of(one), 0) / scores.length;
  const planted = mean((one) => one.planted);
  const found = mean((one) => one.found);
  const line = (name: string, value: number, floor: number | undefined): Finding => ({
    suite: 'learning',
    what: `  ${name}`,
    ...against(value, floor),
    measured: percent(value),
  });
  return [
    {
      suite: 'learning',
      what,
      ...against(found / planted, floors.found),
      measured: `${found.toFixed(1)} of ${planted.toFixed(0)} planted topics found`,
      detail: scores,
    },
    line(
      'purity',
      mean((one) => one.purity),
      floors.purity,
    ),
    line(
      'recall',
      mean((one) => one.recall),
      floors.recall,
    ),
    {
      suite: 'learning',
      what: '  messages about nothing else that are put into a topic',
      floor: '',
      measured: percent(mean((one) => one.noise)),
    },
  ];
}

function against(value: number, floor: number | undefined): Pick<Finding, 'floor' | 'ok'> {
  return floor === undefined ? { floor: '' } : { floor: `>= ${percent(floor)}`, ok: value >= floor };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
