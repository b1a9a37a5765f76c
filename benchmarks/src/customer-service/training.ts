import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import customerService from '@proofline/customer-service';
import { Rng } from '@proofline/learn';
import { type FeatureSchema, type FittedCandidate, type MulticlassTruth, useEncodersOf } from '@proofline/pipeline';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { time } from '../timing/stopwatch.js';
import type { TextContext } from './measure-speed.js';
import { clinc150 } from './service-sets.js';

const FLOORS = { 'not cached': 180, cached: 15 };
const SCHEMA: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'text', type: 'text', role: 'feature' },
    { name: 'label', type: 'category', role: 'target' },
  ],
};

/** One fit of words and meaning on the 150 intents of CLINC150, out of scope among them: first without a vector, then with all. */
export async function measureTraining({ say }: TextContext): Promise<Finding[]> {
  const { train } = await clinc150(datasetsFolder()!);
  const labels = [...new Set(train.map(([, label]) => label))].sort();
  const place = new Map(labels.map((label, k) => [label, k]));
  const candidate = customerService.tasks
    .find(({ id }) => id === 'intent')!
    .candidates.find(({ name }) => name.includes('words-and-meaning')) as FittedCandidate<MulticlassTruth, unknown>;
  const parameters = Object.fromEntries(
    Object.entries(candidate.parameters ?? {}).map(([name, { default: value }]) => [name, value]),
  );
  const input = {
    frame: {
      rows: train.length,
      columns: new Map([['text', { kind: 'text' as const, values: train.map(([text]) => text) }]]),
    },
    truth: {
      y: Float64Array.from(train, ([, label]) => place.get(label)!),
      classes: labels,
      outOfScope: place.get('oos')!,
    },
    schema: SCHEMA,
    parameters,
  };
  const home = await mkdtemp(join(RESULTS, 'vectors-'));
  const findings: Finding[] = [];
  try {
    useEncodersOf(home);
    for (const vectors of ['not cached', 'cached'] as const) {
      say(`training 150 intents: vectors ${vectors}`);
      const { cpu } = await time(() => candidate.fit({ ...input, context: { rng: new Rng(7) } }));
      findings.push({
        suite: 'speed',
        what: `training 150 intents (CLINC150, ${train.length} texts), vectors ${vectors}, seconds of the processor`,
        floor: `<= ${FLOORS[vectors]}`,
        measured: cpu.toFixed(1),
        ok: cpu <= FLOORS[vectors],
      });
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return findings;
}
