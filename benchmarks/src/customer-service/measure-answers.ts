import { fileURLToPath } from 'node:url';
import customerService from '@proofline/customer-service';
import { KnowledgeBase, type Passage } from '@proofline/customer-service/knowledge';
import { Rng } from '@proofline/learn';
import { type EvaluationReport, pocConfigDocument, runPoc, SHIPPED_ENCODER } from '@proofline/pipeline';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { ROOT } from '../peers/environment.js';
import { banking77, fewShot, writeParts } from './service-sets.js';
import { openEncoders } from './text-runs.js';

const SUITE = 'answers';
const FAQ = fileURLToPath(new URL('../../../fixtures/shop-faq', import.meta.url));
const CANDIDATES = ['bm25', 'meaning', 'hybrid'];
/** Seconds of tuning: there is nothing to tune. */
const BUDGET = '20s';
const EXAMPLES = 10;
const PASSAGES = 1000;
const QUESTIONS = 200;
const NOW = new Date('2026-03-02T10:00:00Z');

interface Parts {
  data: { file: string; test: string };
  columns: { target: string; text: string[]; outOfScope?: string };
}

/** Answers of an FAQ, through the same run that `proofline poc` makes, and how long a question to many documents takes. */
export async function measureAnswers(say: (line: string) => void): Promise<Finding[]> {
  const encoders = await openEncoders(say);
  const findings: Finding[] = [];
  const shop = {
    data: { file: `${FAQ}/questions.csv`, test: `${FAQ}/test.csv` },
    columns: { target: 'answer', text: ['question'], outOfScope: 'none' },
  };
  findings.push(...(await ofSet('FAQ of a made-up shop, English and Chinese', shop, encoders, say)));
  const folder = datasetsFolder();
  if (folder === undefined) say('answers: the folder of public sets is absent; Banking77 is left out.');
  else {
    const { train, test } = await banking77(folder);
    const { train: file, test: testFile } = await writeParts('banking77-faq', {
      train: fewShot(train, EXAMPLES, 1),
      test,
    });
    const parts = { data: { file, test: testFile }, columns: { target: 'label', text: ['text'] } };
    findings.push(...(await ofSet(`Banking77 as an FAQ, ${EXAMPLES} questions an answer`, parts, encoders, say)));
  }
  say('answers: latency');
  findings.push(await latency());
  return findings;
}

async function ofSet(
  name: string,
  parts: Parts,
  encoders: readonly string[],
  say: (line: string) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const candidate of CANDIDATES) {
    for (const encoder of candidate === 'bm25' ? [SHIPPED_ENCODER] : encoders) {
      say(`answers: ${name}, ${candidate}, ${encoder}`);
      const config = pocConfigDocument.parse({
        version: 1,
        vertical: customerService.id,
        task: 'answer',
        ...parts,
        candidates: [candidate],
        settings: { encoder },
        budget: BUDGET,
      });
      const { report } = await runPoc({ vertical: customerService, config, baseDir: ROOT, productVersion: '0.1.0' });
      findings.push(findingOf(`${name}: ${candidate}${candidate === 'bm25' ? '' : `, ${encoder}`}`, report));
    }
  }
  return findings;
}

function findingOf(what: string, { champion }: EvaluationReport): Finding {
  const measure = (id: string): number | undefined => champion.measures?.[id]?.value;
  const percent = (id: string): string => {
    const value = measure(id);
    return value === undefined ? 'none' : `${(100 * value).toFixed(1)} %`;
  };
  return {
    suite: SUITE,
    what: `${what}: right first / among 3 / among 5; answered, of these wrong`,
    floor: '',
    measured: `${percent('recallAt1')} / ${percent('recallAt3')} / ${percent('recallAt5')}; ${percent('answeredShare')}, ${percent('wrongAnswerShare')}`,
    detail: champion.measures,
  };
}

const THINGS = ['kettle', 'lamp', 'jacket', 'phone', 'table', 'bicycle', 'camera', 'blender', 'mattress', 'backpack'];
const TOPICS = ['guarantee', 'delivery', 'return', 'repair', 'cleaning', 'size', 'colour', 'price', 'stock', 'manual'];
const PLACES = ['Leeds', 'York', 'Hull', 'Bath', 'Derby', 'Oxford', 'Dover', 'Truro', 'Ely', 'Wells'];

/** Questions that were not asked before, to a thousand passages. */
async function latency(): Promise<Finding> {
  const rng = new Rng(5);
  const draw = (from: readonly string[]): string => from[rng.int(from.length)]!;
  const passages = Array.from({ length: PASSAGES }, (_, i): Passage => {
    const [thing, topic, place] = [THINGS[i % 10]!, TOPICS[Math.floor(i / 10) % 10]!, PLACES[Math.floor(i / 100)]!];
    return {
      title: 'Made up',
      file: 'made-up.md',
      line: i + 1,
      headings: [`${topic} of the ${thing} in ${place}`],
      questions: [],
      sentences: [
        { text: `In our shop in ${place} the ${topic} of the ${thing} is explained at desk ${i}.`, line: i + 1 },
        { text: `Ask for the ${thing} before you leave ${place}.`, line: i + 1 },
      ],
      language: 'en',
    };
  });
  const base = await KnowledgeBase.of(passages);
  const whole: number[] = [];
  const found: number[] = [];
  let right = 0;
  for (let i = 0; i < QUESTIONS; i++) {
    const [thing, topic, place] = [draw(THINGS), draw(TOPICS), draw(PLACES)];
    const question = `question ${i}: where in ${place} can I read about the ${topic} of a ${thing}?`;
    whole.push(processorTime(() => base.find(question, NOW)));
    // Asked again, the vector of the question is there.
    found.push(processorTime(() => base.find(question, NOW)));
    if (base.find(question, NOW)?.passage.headings[0] === `${topic} of the ${thing} in ${place}`) right++;
  }
  const [all, finding] = [whole, found].map((times) => times.sort((a, b) => a - b)[QUESTIONS / 2]!) as [number, number];
  return {
    suite: SUITE,
    what: `a question to ${PASSAGES} passages, p50 of processor time, without and with its vector`,
    floor: '<= 10 ms without',
    measured: `${finding.toFixed(1)} ms / ${all.toFixed(1)} ms (${right} of ${QUESTIONS} found)`,
    ok: finding <= 10,
    detail: { whole, found },
  };
}

/** Milliseconds. */
function processorTime(call: () => void): number {
  const begun = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}
