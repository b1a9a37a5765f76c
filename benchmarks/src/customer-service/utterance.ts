import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import customerService from '@proofline/customer-service';
import { pocConfigDocument, runPoc, SHIPPED_ENCODER, writePoc } from '@proofline/pipeline';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import type { AnswerTimes } from './answer-utterances.js';
import type { TextContext } from './measure-speed.js';
import { snipsIntents, snipsSlots, writeParts } from './service-sets.js';
import { openEncoders } from './text-runs.js';

const LONGEST = 5;
const MOST_MEMORY = 700;
const BUDGET = '1s';

/**
 * One utterance in a process of its own that has loaded two packages: intent by words and meaning, and entities. The texts are the
 * test part of SNIPS, none of which was encoded before.
 */
export async function measureUtterance({ say }: TextContext): Promise<Finding[]> {
  const sets = datasetsFolder()!;
  const intents = await snipsIntents(sets);
  const folder = await mkdtemp(join(RESULTS, 'utterance-'));
  const findings: Finding[] = [];
  try {
    const texts = join(folder, 'texts.json');
    await writeFile(texts, JSON.stringify(intents.test.map(([text]) => text)));
    const { train } = await writeParts('snips', intents);
    say('one utterance: entities');
    const entities = await packageOf('entities', 'crf', await conllFile(sets, folder), folder);
    for (const encoder of await openEncoders(say, folder)) {
      say(`one utterance: intent, ${encoder}`);
      const intent = await packageOf('intent', 'words-and-meaning', train, join(folder, encoder), encoder);
      const script = join(import.meta.dirname, 'answer-utterances.js');
      const { stdout } = await promisify(execFile)(process.execPath, [script, folder, texts, intent, entities]);
      findings.push(...findingsOf(encoder, JSON.parse(stdout) as AnswerTimes));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return findings;
}

function findingsOf(encoder: string, { median, slowest, medians, memory }: AnswerTimes): Finding[] {
  const what = `one utterance, intent (${encoder}) and entities`;
  const parts = medians.map((value) => value.toFixed(2)).join(' + ');
  // The bar is for one of the encoders; it is held to the shipped one, which is there by default.
  const judged = encoder === SHIPPED_ENCODER;
  return [
    {
      suite: 'speed',
      what: `${what}: p50, p99 in milliseconds`,
      floor: judged ? `p50 <= ${LONGEST}; Rasa 10.7, MiniLM 15-19` : '(shown)',
      measured: `${median.toFixed(2)} (${parts}), ${slowest.toFixed(2)}`,
      ...(judged ? { ok: median <= LONGEST } : {}),
    },
    {
      suite: 'speed',
      what: `${what}: memory of the process, MB`,
      floor: `<= ${MOST_MEMORY}; Rasa 1600, MiniLM 1100`,
      measured: memory.toFixed(0),
      ok: memory <= MOST_MEMORY,
    },
  ];
}

/** The folder of the package of one candidate. */
async function packageOf(
  task: string,
  candidate: string,
  file: string,
  folder: string,
  encoder?: string,
): Promise<string> {
  const config = pocConfigDocument.parse({
    version: 1,
    vertical: customerService.id,
    task,
    data: { file },
    ...(encoder === undefined ? {} : { columns: { target: 'label', text: ['text'] }, settings: { encoder } }),
    candidates: [candidate],
    budget: BUDGET,
  });
  const result = await runPoc({ vertical: customerService, config, baseDir: folder, productVersion: '0.1.0' });
  await writePoc(result, join(folder, task), 'en');
  return join(folder, task, 'package');
}

/** The training part of SNIPS as a file of words and tags. */
async function conllFile(sets: string, folder: string): Promise<string> {
  const { words, tags } = await snipsSlots(sets, 'train');
  const path = join(folder, 'train.conll');
  const sentences = words.map((own, i) => own.map((word, k) => `${word}\t${tags[i]![k]}\n`).join(''));
  await writeFile(path, sentences.join('\n'));
  return path;
}
