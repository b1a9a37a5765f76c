import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pocConfigDocument, SHIPPED_ENCODER, shortName } from '@proofline/pipeline';
import { afterAll, describe, expect, it } from 'vitest';
import { RESULTS } from '../peers/environment.js';
import { outcomeOf } from './judge-encoders.js';
import type { Labelled, SplitTexts } from './service-sets.js';
import { type Asked, configOf, reportsOf } from './text-runs.js';

const FILES = { train: 'train.jsonl', test: 'test.jsonl' };
const NAME = 'spec of text runs';

afterAll(async () => {
  for (const part of ['train', 'test'])
    await rm(join(RESULTS, 'texts', `${NAME.replaceAll(' ', '-')}-${part}.jsonl`), { force: true });
});

describe('what a measured run is asked for', () => {
  it('is what the command asks for: candidates, budget, seed and folds keep their defaults', () => {
    const { vertical, task, data, columns, settings, ...rest } = configOf({ task: 'intent' }, FILES, SHIPPED_ENCODER);
    const bare = pocConfigDocument.parse({ version: 1, vertical, data: { file: 'any' } });
    expect(bare).toMatchObject(rest);
    expect(rest.candidates).toBeUndefined();
    expect(rest.budget).toBe(bare.budget);
    expect({ task, test: data.test, target: columns.target, text: columns.text, settings }).toEqual({
      task: 'intent',
      test: 'test.jsonl',
      target: 'label',
      text: ['text'],
      settings: { encoder: SHIPPED_ENCODER },
    });
  });

  it('is more where more is asked for', () => {
    const asked: Asked = { task: 'intent', candidates: ['words'], budget: '20s', outOfScope: 'oos' };
    const { candidates, budget, columns } = configOf(asked, FILES, 'added');
    expect({ candidates, budget, outOfScope: columns.outOfScope }).toEqual({
      candidates: ['words'],
      budget: '20s',
      outOfScope: 'oos',
    });
  });
});

const THINGS = ['kettle', 'lamp', 'jacket', 'phone', 'table', 'bicycle', 'camera', 'blender'];
const SAID: [label: string, words: string][] = [
  ['refund', 'please give me my money back for the'],
  ['delivery', 'when does the parcel arrive with the'],
  ['repair', 'who can mend the broken'],
];

/** A few texts of each intent; the test part has other wording around the same things. */
function madeUp(): SplitTexts {
  const rows = (end: string): Labelled[] =>
    THINGS.flatMap((thing) => SAID.map(([label, words]) => [`${words} ${thing}${end}`, label] as const));
  return { train: [...rows(''), ...rows(' today'), ...rows(', please')], test: rows(' of last week') };
}

describe('a measured run', () => {
  it('chooses among all candidates but those that must be asked for, and says which', async () => {
    const said: string[] = [];
    const asked: Asked = { task: 'intent', budget: '1s' };
    const reports = await reportsOf(NAME, madeUp(), asked, [SHIPPED_ENCODER], (line) => said.push(line));
    const report = reports[SHIPPED_ENCODER]!;
    const tried = report.candidates.map(({ name }) => shortName(name));
    expect([...tried].sort()).toEqual(['most-frequent', 'naive-bayes', 'words', 'words-and-meaning']);
    const { chosen, value } = outcomeOf(report, ({ champion }) => champion.name.length);
    expect(tried).toContain(chosen);
    expect(value).toBe(report.champion.name.length);
    expect(said[0]).toBe(`${NAME}: ${SHIPPED_ENCODER}`);
  });
});
