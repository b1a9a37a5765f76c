import { describe, expect, it } from 'vitest';
import { parseFlow } from '../dialogue/flow/parse-flow.js';
import { suspectLabels } from './check-labels.js';
import type { LabelledRows } from './labelled-rows.js';
import { lintTexts } from './lint-texts.js';

type Row = readonly [text: string, label: string | null];

/** Data rows are counted from 1. */
const labelled = (rows: readonly Row[]): LabelledRows => ({
  texts: rows.map(([text]) => text),
  labels: rows.map(([, label]) => label),
  rowNumbers: rows.map((_, i) => i + 1),
});

/** Texts of a class that have little in common. */
const OTHERS: readonly Row[] = [
  ['does the shop open on sundays', 'hours'],
  ['until what time can I come tonight', 'hours'],
  ['I would like my money back', 'refund'],
  ['this kettle leaks, return it', 'refund'],
];

async function found(rows: readonly Row[], more: Partial<Parameters<typeof lintTexts>[0]> = {}) {
  const findings = await lintTexts({ train: labelled([...rows, ...OTHERS]), ...more });
  return Object.fromEntries(findings.map((finding) => [finding.code, finding]));
}

describe('the lint of training texts', () => {
  it('finds the same and nearly the same text in two classes', async () => {
    const { SAME_TEXT_IN_CLASSES: same, NEAR_TEXT_IN_CLASSES: near } = await found([
      ['Where is my parcel?', 'status'],
      ['where is my parcel', 'complaint'],
      ['I want to cancel the order of yesterday', 'cancel'],
      ['I want to cancel the order of yesterday now', 'status'],
    ]);
    expect(same).toMatchObject({ severity: 'error', rows: [1, 2] });
    expect(near).toMatchObject({ severity: 'warning', rows: [3, 4] });
    expect(near!.examples[0]!.map(({ label }) => label)).toEqual(['cancel', 'status']);
  });

  it('finds texts that are repeated in their class', async () => {
    const {
      REPEATED_TEXT: same,
      NEARLY_REPEATED_TEXT: near,
      SAME_TEXT_IN_CLASSES: none,
    } = await found([
      ['Where is my parcel?', 'status'],
      ['where is my parcel', 'status'],
      ['I want to cancel the order of yesterday', 'cancel'],
      ['I want to cancel the order of yesterday now', 'cancel'],
    ]);
    expect(same).toMatchObject({ severity: 'info', rows: [1, 2] });
    expect(near).toMatchObject({ severity: 'info', rows: [3, 4] });
    expect(none).toBeUndefined();
  });

  it('finds test texts that were learnt, and nearly so', async () => {
    const test = labelled([
      ['WHERE is my parcel', 'status'],
      ['I want to cancel the order of yesterday now', 'cancel'],
      ['something else altogether', 'status'],
    ]);
    const { TEST_TEXT_LEARNT: same, TEST_TEXT_NEARLY_LEARNT: near } = await found(
      [
        ['Where is my parcel?', 'status'],
        ['I want to cancel the order of yesterday', 'cancel'],
      ],
      { test },
    );
    expect(same).toMatchObject({ severity: 'error', rows: [1], testRows: [1] });
    expect(near).toMatchObject({ severity: 'warning', rows: [2], testRows: [2] });
    expect(near!.message.en).toContain('33.3');
  });

  it('finds classes that are missing, small, unbalanced and spelled twice', async () => {
    const many = Array.from({ length: 45 }, (_, i): Row => [`question number ${i} about it`, 'status']);
    const findings = await found([...many, ['no class', null], ['alone', 'lonely'], ['my money', 'Refund']]);
    expect(findings.CLASS_MISSING).toMatchObject({ severity: 'error', rows: [46] });
    expect(findings.CLASS_WITH_ONE_EXAMPLE).toMatchObject({ severity: 'error', rows: [47, 48] });
    expect(findings.CLASS_WITH_FEW_EXAMPLES).toMatchObject({ severity: 'warning', rows: [49, 50, 51, 52] });
    expect(findings.CLASSES_UNBALANCED!.message.en).toContain('45 times');
    expect(findings.CLASS_SPELLED_TWICE).toMatchObject({ severity: 'error', rows: [48] });
    const without = await found([...many, ['odd', 'other']], { outOfScope: 'other' });
    expect(without.CLASS_WITH_ONE_EXAMPLE).toBeUndefined();
  });

  it('finds a class that is alone, beside what is out of scope or not', async () => {
    const rows: Row[] = Array.from({ length: 12 }, (_, i) => [`question number ${i} about it`, 'status']);
    const codesOf = async (more: readonly Row[], outOfScope?: string): Promise<string[]> => {
      const train = labelled([...rows, ...more]);
      const findings = await lintTexts({ train, ...(outOfScope === undefined ? {} : { outOfScope }) });
      return findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    };
    expect(await codesOf([])).toEqual(['ONE_CLASS']);
    expect(await codesOf([['odd', 'other']], 'other')).toEqual(['ONE_CLASS']);
    expect(await codesOf(OTHERS)).toEqual([]);
  });

  it('finds texts that are empty, of signs only, short, long or in two alphabets', async () => {
    const findings = await found([
      ['  ', 'status'],
      ['😡😡!', 'status'],
      ['ok', 'status'],
      ['好', 'status'],
      ['退款', 'refund'],
      [`it is late ${'and later '.repeat(80)}`, 'status'],
      ['my pаrcel is late', 'status'],
    ]);
    expect(findings.TEXT_EMPTY).toMatchObject({ severity: 'error', rows: [1] });
    expect(findings.TEXT_WITHOUT_WORDS!.rows).toEqual([2]);
    expect(findings.TEXT_SHORT!.rows).toEqual([3, 4]);
    expect(findings.TEXT_LONG!.rows).toEqual([6]);
    expect(findings.WORD_IN_TWO_ALPHABETS!.rows).toEqual([7]);
  });

  it('counts personal data by kind, and masks it in what it shows', async () => {
    const findings = await found([
      ['write to ann.lee@example.com please', 'status'],
      ['my card is 4111 1111 1111 1111', 'status'],
      ['and bob@example.org, too', 'status'],
    ]);
    expect(findings.PERSONAL_DATA_EMAIL).toMatchObject({ severity: 'warning', rows: [1, 3] });
    expect(findings.PERSONAL_DATA_CARD!.rows).toEqual([2]);
    expect(JSON.stringify(findings)).not.toContain('ann.lee');
  });

  it('shows whole characters of a long text', async () => {
    const long = `where is it? ${'🎁'.repeat(100)}`;
    const findings = await found([
      [long, 'status'],
      [long, 'hours'],
    ]);
    for (const { text } of findings.SAME_TEXT_IN_CLASSES!.examples.flat())
      expect(text).toMatch(/^where is it\? 🎁+…$/u);
  });

  it('finds strays of another language, and classes that lack a language', async () => {
    const english = Array.from({ length: 30 }, (_, i): Row => [`a question about thing ${i}`, 'status']);
    expect((await found([...english, ['我的包裹在哪里', 'status']])).LANGUAGE_STRAY!.rows).toEqual([31]);
    const chinese = Array.from({ length: 10 }, (_, i): Row => [`第${i}个问题在哪里`, 'status']);
    const { CLASS_LACKS_LANGUAGE: lacks } = await found([...english, ...chinese]);
    expect(lacks!.message.en).toContain('hours (Chinese), refund (Chinese)');
    expect(lacks!.message.en).not.toContain('status (');
  });

  it('holds the classes against the flow', async () => {
    const { flow, warnings } = parseFlow(`
version: 1
languages: [en]
intents:
  refund: { label: { en: a refund }, reply: refunded }
  change: { label: { en: a change }, task: change }
  bye: { label: { en: to say goodbye }, act: goodbye }
responses: { refunded: { en: Yes. }, changed: { en: Done. } }
tasks: { change: { label: { en: the change }, steps: [{ reply: changed }] } }
teams: { service: { label: { en: the team } } }
`);
    const findings = await found([], { flow: { flow, errors: [], warnings } });
    expect(findings.CLASS_NOT_IN_FLOW).toMatchObject({ severity: 'error', rows: [1, 2] });
    expect(findings.INTENT_WITHOUT_TEXTS!.message.en).toContain("'change'");
    expect(findings.INTENT_WITHOUT_TEXTS!.message.en).toContain("nothing else starts task 'change'");
  });

  it('says nothing of texts that are in order', async () => {
    const topics = { status: 'parcel', refund: 'money', hours: 'shop' };
    const verbs = ['find', 'lose', 'want', 'see', 'like', 'miss', 'need', 'ask', 'get', 'bring', 'drop'];
    const rows = Object.entries(topics).flatMap(([label, noun]) =>
      verbs.map((verb, i): Row => [`${verb} ${noun} ${label}${i} ${'abcdefghijk'[i]!.repeat(4)}`, label]),
    );
    expect(await lintTexts({ train: labelled(rows) })).toEqual([]);
  });
});

describe('labels that are doubted', () => {
  const all = (labels: readonly unknown[]): number[] => [...labels.keys()];

  it('leave rows out of account that the model did not answer', () => {
    // With ten rows of a more, as 0, the mean of a would be 0.3, and the row of b as sure of a as usual.
    const labels = [...Array.from({ length: 15 }, () => 'a'), ...Array.from({ length: 6 }, () => 'b')];
    const rows = [0, 1, 2, 3, 4, 15, 16, 17, 18, 19, 20];
    const probability = Float64Array.from([
      ...Array.from({ length: 5 }, () => [0.9, 0.1]).flat(),
      ...[0.55, 0.45],
      ...Array.from({ length: 5 }, () => [0.1, 0.9]).flat(),
    ]);
    expect(suspectLabels(labels, { rows, probability, classes: ['a', 'b'] })).toEqual([]);
  });

  it('are those of rows that look as sure of another class as its own rows do', () => {
    // Mean probability of the own class: a (0.9·5 + 0.2) / 6 = 0.783, b (0.8·5) / 5 = 0.8.
    const labels = [...Array.from({ length: 6 }, () => 'a'), ...Array.from({ length: 5 }, () => 'b')];
    const probability = Float64Array.from([
      ...Array.from({ length: 5 }, () => [0.9, 0.1]).flat(),
      ...[0.2, 0.8],
      ...Array.from({ length: 5 }, () => [0.2, 0.8]).flat(),
    ]);
    const [suspect, ...others] = suspectLabels(labels, { rows: all(labels), probability, classes: ['a', 'b'] });
    expect(suspect).toMatchObject({ row: 5, likely: 'b' });
    expect(suspect!.margin).toBeCloseTo(0.6, 12);
    expect(others).toEqual([]);
  });

  it('are not those of classes with hardly any rows, nor of a model that is less sure than usual', () => {
    const labels = [...Array.from({ length: 4 }, () => 'a'), ...Array.from({ length: 6 }, () => 'b')];
    const probability = Float64Array.from([
      ...[0.1, 0.9],
      ...Array.from({ length: 3 }, () => [0.9, 0.1]).flat(),
      ...Array.from({ length: 6 }, () => [0.1, 0.9]).flat(),
    ]);
    expect(suspectLabels(labels, { rows: all(labels), probability, classes: ['a', 'b'] })).toEqual([]);
    const unsure = Float64Array.from([
      ...Array.from({ length: 5 }, () => [0.9, 0.1]).flat(),
      0.4,
      0.6,
      ...Array.from({ length: 5 }, () => [0.1, 0.9]).flat(),
    ]);
    const both = [...Array.from({ length: 6 }, () => 'a'), ...Array.from({ length: 5 }, () => 'b')];
    expect(suspectLabels(both, { rows: all(both), probability: unsure, classes: ['a', 'b'] })).toEqual([]);
  });
});
