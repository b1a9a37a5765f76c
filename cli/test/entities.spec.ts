import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ran, run } from './terminal.js';

let folder: string;
let first: Ran;

/** Each in one sentence only, some of two words: none can be looked up. */
const CITIES = ['Ro', 'Pa', 'Os', 'Kyo', 'Li', 'Cor', 'Bon', 'Gra', 'Ti', 'Qui'].flatMap((first) =>
  ['me', 'ris', 'lo', 'to', 'ma', 'ki', 'na', 'za', 'ra', 'tona', 'mo ville', 'ka bay'].map((rest) => first + rest),
);
const TESTED = [
  'Quebec',
  'New Delhi',
  'Vienna',
  'Tirana',
  'Berlin',
  'San Juan',
  'Sofia',
  'Dakar',
  'Lagos',
  'Kabul',
  'Suva',
  'Hanoi',
];
const DAYS = ['monday', 'friday', 'next week', 'tomorrow'];

/** Sentences as parts, of which some have a label. */
function sentences(cities: readonly string[]): (readonly [string, string?])[][] {
  return cities.map((city, i) => {
    const day = DAYS[i % DAYS.length]!;
    const place = [city, 'city'] as const;
    const time = [day, 'day'] as const;
    const shapes = [
      [['please send it to'], place, ['on'], time],
      [['is my parcel in'], place, ['already']],
      [['can it come'], time, ['from'], place],
    ] as const;
    return [...shapes[i % shapes.length]!];
  });
}

function asConll(parts: readonly (readonly [string, string?])[]): string {
  return parts
    .flatMap(([text, label]) =>
      text.split(' ').map((token, k) => `${token}\t${label === undefined ? 'O' : `${k === 0 ? 'B' : 'I'}-${label}`}`),
    )
    .join('\n');
}

function asJson(parts: readonly (readonly [string, string?])[]): string {
  let text = '';
  const entities: object[] = [];
  for (const [own, label] of parts) {
    if (text !== '') text += ' ';
    if (label !== undefined) entities.push({ start: text.length, end: text.length + own.length, label });
    text += own;
  }
  return JSON.stringify({ text, entities });
}

const TASK = ['poc', 'customer-service', '--task', 'entities', '--json'];
const json = (ran: Ran) => JSON.parse(ran.out);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-entities-'));
  writeFileSync(join(folder, 'train.conll'), sentences(CITIES).map(asConll).join('\n\n'));
  writeFileSync(join(folder, 'train.jsonl'), sentences(CITIES).map(asJson).join('\n'));
  writeFileSync(join(folder, 'test.conll'), sentences(TESTED).map(asConll).join('\n\n'));
  first = await run(folder, [...TASK, '--data', 'train.conll', '--test', 'test.conll', '--out', 'first']);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('refuses an event where there are several classes', async () => {
  writeFileSync(join(folder, 'moods.csv'), `said,mood\n${'fine,good\nawful,bad\nblue,neutral\n'.repeat(10)}`);
  const flags = ['--text', 'said', '--target', 'mood', '--positive', 'bad', '--data', 'moods.csv', '--out', 'moods'];
  const ran = await run(folder, ['poc', 'customer-service', '--task', 'sentiment', ...flags]);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain("--positive names 'bad' as the event, but this task predicts all values of 'mood'");
});

describe('proofline poc customer-service --task entities', () => {
  it('learns from marked texts and is judged on spans of others', () => {
    expect(first.code, first.err).toBe(0);
    const answer = json(first);
    expect(answer.primary.metric).toBe('spanF1');
    expect(answer.champion).toBe('customer-service.entities.crf.v1');
    const [dictionary, crf] = answer.candidates;
    expect(dictionary.baseline).toBe(true);
    // All cities are new, which a dictionary cannot know.
    expect(dictionary.metrics.spanF1).toBeLessThan(0.8);
    expect(crf.metrics.spanF1).toBeGreaterThan(0.9);
    expect(answer.warnings).toEqual([]);
    const report = readFileSync(join(folder, 'first', 'report.md'), 'utf8');
    expect(report).toContain('CoNLL, utf-8');
    expect(report).toContain('## Each label');
    expect(report).toContain('## What went wrong');
  });

  it('comes to the same model from JSON lines', async () => {
    const ran = await run(folder, [...TASK, '--data', 'train.jsonl', '--test', 'test.conll', '--out', 'second']);
    expect(ran.code, ran.err).toBe(0);
    const [one, other] = [json(first), json(ran)];
    expect(other.modelHash).toBe(one.modelHash);
    expect(other.fingerprint).toBe(one.fingerprint);
  });

  it('writes a package that answers for a text as it was typed', async () => {
    const row = JSON.stringify({ text: 'Is my parcel in Tirana already?' });
    const ran = await run(folder, ['predict', '--package', 'first/package', '--row', row]);
    expect(ran.code, ran.err).toBe(0);
    const { prediction, reasons } = json(ran);
    expect(prediction.entities).toEqual([
      { label: 'city', value: 'Tirana', start: 16, end: 22, confidence: expect.any(Number) },
    ]);
    expect(reasons[0].text).toMatch(/^'Tirana' is city: /);
  });

  it('warns of texts that are repeated between train and test', async () => {
    const few = sentences(CITIES).slice(0, 20).map(asJson);
    writeFileSync(join(folder, 'repeated.jsonl'), Array.from({ length: 200 }, (_, i) => few[i % 20]).join('\n'));
    const ran = await run(folder, [...TASK, '--data', 'repeated.jsonl', '--out', 'repeated', '--budget', '5s']);
    expect(ran.code, ran.err).toBe(0);
    expect(json(ran).warnings).toContainEqual(
      expect.stringMatching(/test texts \(100\.0 %\) are also among the training/),
    );
  });

  it('says what is wrong with a file, all at once, with lines', async () => {
    writeFileSync(join(folder, 'bad.conll'), 'to\tO\nRome\n\nby\tO\nnow\tday\n');
    const ran = await run(folder, [...TASK, '--data', 'bad.conll', '--out', 'bad']);
    expect(ran.code).toBe(2);
    const { error } = json(ran);
    expect(error.problems.map(({ code, where }: { code: string; where: object }) => ({ code, ...where }))).toEqual([
      { code: 'COLUMNS_DIFFER', file: join(folder, 'bad.conll'), row: 2 },
      { code: 'TAG_INVALID', file: join(folder, 'bad.conll'), row: 5 },
    ]);
  });
});
