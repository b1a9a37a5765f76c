import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

const DESK = fileURLToPath(new URL('../../fixtures/shop-service-desk', import.meta.url));
const THINGS = [
  'kettle',
  'lamp',
  'chair',
  'phone',
  'radio',
  'carpet',
  'mirror',
  'table',
  'clock',
  'tent',
  'bike',
  'oven',
];
const SAID: Readonly<Record<string, readonly string[]>> = {
  order_status: ['where has my THING got to', 'is the THING on its way', 'track the parcel with the THING'],
  refund: ['give me the money back for the THING', 'I return this THING for a refund', 'refund what the THING cost'],
};

let folder: string;

const csv = (rows: readonly (readonly [string, string])[]): string =>
  `message,intent\n${rows.map(([said, intent]) => `"${said}",${intent}`).join('\n')}\n`;

const clean = (): [string, string][] =>
  Object.entries(SAID).flatMap(([intent, phrases]) =>
    THINGS.flatMap((thing) => phrases.map((phrase): [string, string] => [phrase.replace('THING', thing), intent])),
  );

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-training-'));
  const rows = clean();
  rows[3]![1] = 'refund';
  writeFileSync(join(folder, 'train.csv'), csv([...rows, ['my mail is ann@example.com', 'order_status']]));
  writeFileSync(join(folder, 'clean.csv'), csv(clean()));
  writeFileSync(join(folder, 'test.csv'), csv([['Where has my lamp got to?', 'order_status']]));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FLAGS = ['--text', 'message', '--target', 'intent'];

describe('proofline lint', () => {
  it('says what is wrong with the texts, where, and what to do', async () => {
    const { code, out } = await run(folder, ['lint', 'train.csv', ...FLAGS, '--test', 'test.csv', '--json']);
    expect(code).toBe(2);
    const report = JSON.parse(out);
    const finding = (name: string) => report.findings.find((one: { code: string }) => one.code === name);
    expect(report).toMatchObject({ rows: 73, testRows: 1, classes: 2, labelsChecked: true, passed: false });
    expect(finding('CLASS_DOUBTFUL')).toMatchObject({ severity: 'warning', rows: [4] });
    expect(finding('CLASS_DOUBTFUL').examples[0]).toMatchObject([{ row: 4, label: 'refund', likely: 'order_status' }]);
    expect(finding('PERSONAL_DATA_EMAIL').rows).toEqual([73]);
    expect(finding('TEST_TEXT_LEARNT')).toMatchObject({ rows: [4], testRows: [1] });
  });

  it('says the same in Chinese, and the same again', async () => {
    const args = ['lint', 'train.csv', ...FLAGS, '--lang', 'zh'];
    const first = await run(folder, args);
    expect(first.out).toContain('警告 1 条文本可能标注有误');
    expect(first.out).toContain('（可能是 order_status）');
    expect(first.out).toContain('[EMAIL_1]');
    expect(await run(folder, args)).toEqual(first);
  });

  it('ends well where nothing must be changed', async () => {
    const { code, out } = await run(folder, ['lint', 'clean.csv', ...FLAGS]);
    expect(out).toContain('✓ clean.csv: 72 texts, 2 classes; errors: 0');
    expect(code).toBe(0);
  });

  it('holds the intents against those of a flow', async () => {
    const { code, out } = await run(folder, ['lint', 'clean.csv', ...FLAGS, '--flow', DESK]);
    expect(code).toBe(2);
    expect(out).toContain("error The data has no text of intent 'complaint'");
    expect(out).not.toContain('(CLASS_NOT_IN_FLOW)');
  });

  it('says what is wrong with the flow, too', async () => {
    mkdirSync(join(folder, 'flow'), { recursive: true });
    writeFileSync(
      join(folder, 'flow', 'flow.yaml'),
      `version: 1
languages: [en]
intents: { refund: { label: { en: a refund }, task: refund } }
responses: { done: { en: Done. } }
tasks: { refund: { label: { en: the refund }, steps: [{ reply: done }, { end: true }, { id: lost, reply: done }] } }
teams: { us: { label: { en: us } } }
`,
    );
    const { code, out } = await run(folder, ['lint', 'clean.csv', ...FLAGS, '--flow', 'flow']);
    expect(code).toBe(2);
    expect(out).toContain("flow.yaml:5: No way leads to lost of task 'refund'.");
    expect(out).toContain('(FLOW_STEP_UNREACHABLE)');
  });

  it('says which column or file is not there', async () => {
    const refused = async (...args: string[]) => (await run(folder, ['lint', ...args])).err;
    expect(await refused('clean.csv', '--text', 'said', '--target', 'intent')).toContain("'said'");
    expect(await refused('none.csv', ...FLAGS)).toContain('none.csv');
    expect(await refused('clean.csv', ...FLAGS, '--flow', '.')).toContain('There is no file');
  });
});

describe('proofline lint with a class out of scope', () => {
  it('needs no examples of it, as the proof of concept does, and says that there are none', async () => {
    const { code, out } = await run(folder, ['lint', 'clean.csv', ...FLAGS, '--out-of-scope', 'other']);
    expect(out).toContain("note No row has the class 'other', which was named as out of scope.");
    expect(code).toBe(0);
  });
});

describe('proofline mask', () => {
  const TICKETS = 'said,who\n"我叫王伟，手机13812345678",a@x.com\nwhere is it,\n';

  it('writes a masked copy, and says what was masked and what was not', async () => {
    writeFileSync(join(folder, 'personal.csv'), TICKETS);
    const flags = ['mask', 'personal.csv', '--text', 'said', '--out', 'masked.csv'];
    const { code, out } = await run(folder, flags);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'masked.csv'), 'utf8')).toBe(
      'said,who\n"我叫[NAME_1]，手机[PHONE_1]",a@x.com\nwhere is it,\n',
    );
    expect(out).toMatch(/phone numbers +1\nnames +1\n/);
    expect(out).toContain("Column 'who' holds personal data in 1 cell and stays as it is.");
    expect(out).toContain('masked.csv: 1 of 2 rows were masked.');
    const again = await run(folder, flags);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("'masked.csv' exists.") });
    const forced = await run(folder, [...flags, '--force', '--lang', 'zh']);
    expect(forced.out).toContain('2 行中有 1 行已掩码');
    const counted = JSON.parse((await run(folder, [...flags, '--force', '--json'])).out);
    expect(counted).toMatchObject({ rows: 2, maskedRows: 1, counts: { phone: 1, name: 1 }, left: { who: 1 } });
  });

  it('refuses to replace what it reads, and what it does not know', async () => {
    writeFileSync(join(folder, 'personal.csv'), TICKETS);
    const said = async (...flags: string[]) => (await run(folder, ['mask', 'personal.csv', ...flags])).err;
    expect(await said('--text', 'said', '--out', 'personal.csv', '--force')).toContain('would replace the input');
    expect(await said('--text', 'said', '--out', 'other.csv', '--keep', 'faces')).toContain("--keep names 'faces'");
    expect(await said('--text', 'said', '--out', 'other.csv', '--country', 'XX')).toContain("--country is 'XX'");
    expect(readFileSync(join(folder, 'personal.csv'), 'utf8')).toBe(TICKETS);
  });
});

describe('proofline impact', () => {
  const impact = (...args: string[]) =>
    run(folder, ['impact', '--package', 'out/package', '--data', 'clean.csv', ...FLAGS, ...args]);

  beforeAll(async () => {
    const args = ['--data', 'clean.csv', ...FLAGS, '--candidates', 'words', '--budget', '1s', '--out', 'out'];
    expect((await run(folder, ['poc', 'customer-service', '--task', 'intent', ...args])).code).toBe(0);
  }, 60_000);

  it('finds nothing to say where a text is added that fits', async () => {
    writeFileSync(join(folder, 'good.csv'), csv([['where has my sofa got to', 'order_status']]));
    const { code, out } = await impact('--add', 'good.csv', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      verdict: 'safe',
      candidate: 'customer-service.intent.words.v1',
      change: { added: 1, removed: 0, relabelled: 0 },
      flips: [],
    });
    expect(report.added[0]).toMatchObject({ label: 'order_status', before: { label: 'order_status' } });
  });

  it('lists what breaks where texts are put into a wrong class', async () => {
    const bad = THINGS.map((thing): [string, string] => [`where has my ${thing} got to`, 'refund']);
    writeFileSync(join(folder, 'bad.csv'), csv(bad.flatMap((one) => [one, one, one])));
    const { code, out } = await impact('--add', 'bad.csv', '--test', 'test.csv');
    expect(code).toBe(2);
    expect(out).toContain(' HARMFUL  added: 36');
    expect(out).toMatch(/broken: train \d+ “where has my kettle got to”: order_status [\d.]+ → refund/);
    expect(out).toContain('broken: test 1 “Where has my lamp got to?”');
  });

  it('takes the whole file as it is to be, and says it in Chinese', async () => {
    const next = clean().filter(([said]) => !said.startsWith('track'));
    writeFileSync(join(folder, 'next.csv'), csv(next.reverse()));
    const { out } = await impact('--new-data', 'next.csv', '--lang', 'zh');
    expect(out).toContain('新增 0 条，删除 12 条，改类 0 条');
  });

  it('counts whose answer changes in a log, where nobody says what is right', async () => {
    writeFileSync(join(folder, 'log.csv'), 'message\nwhere has my lamp got to\nmoney back please\n');
    const { out } = await impact('--add', 'bad.csv', '--log', 'log.csv', '--json');
    const flips = JSON.parse(out).flips.filter(({ source }: { source: string }) => source === 'log');
    expect(flips).toMatchObject([{ row: 1, label: null, kind: 'other', after: { label: 'refund' } }]);
  });

  it('wants to know what is changed, and a text that is there', async () => {
    expect((await impact()).err).toContain('Name the change');
    const encoder = async (name: string) => (await impact('--add', 'good.csv', '--encoder', name)).err;
    expect(await encoder('nowhere')).toContain("'nowhere'");
    expect(await encoder('universal-sentence-encoder-lite')).toMatch(
      /'universal-sentence-encoder-lite'.* reads no meaning of sentences/,
    );
    expect((await impact('--add', 'good.csv', '--new-data', 'next.csv')).err).toContain('Name the change');
    writeFileSync(join(folder, 'gone.csv'), csv([['never said', 'refund']]));
    expect(await impact('--remove', 'gone.csv')).toMatchObject({ code: 2, err: expect.stringContaining('never said') });
  });
});

describe('proofline poc of sentiment', () => {
  it('has the lists of words beside the others, and says urgency and language with each answer', async () => {
    const said = {
      angry: ['the THING is terrible', 'useless THING, I hate it', 'worst THING ever'],
      calm: ['where is my THING', 'does the THING come in blue', 'I ordered a THING'],
    };
    const rows = Object.entries(said).flatMap(([mood, phrases]) =>
      THINGS.flatMap((thing) => phrases.map((phrase) => [phrase.replace('THING', thing), mood] as const)),
    );
    writeFileSync(join(folder, 'moods.csv'), csv(rows));
    const args = ['--data', 'moods.csv', ...FLAGS, '--candidates', 'lexicon', '--budget', '1s', '--out', 'moods'];
    expect((await run(folder, ['poc', 'customer-service', '--task', 'sentiment', ...args])).code).toBe(0);
    const report = await run(folder, ['report', 'moods', '--format', 'md']);
    expect(report.out).toContain('## Urgency and language');
    const row = JSON.stringify({ message: 'This awful lamp caught fire' });
    const { out } = await run(folder, ['predict', '--package', 'moods/package', '--row', row]);
    expect(JSON.parse(out).prediction).toMatchObject({
      class: 'angry',
      language: 'en',
      urgency: 'high',
      urgencyReasons: 'safety “caught fire”',
    });
    const scored = await run(folder, [
      'predict',
      '--package',
      'moods/package',
      '--data',
      'moods.csv',
      '--out',
      'scored.csv',
    ]);
    expect(scored.code).toBe(0);
    expect(readFileSync(join(folder, 'scored.csv'), 'utf8').split('\n')[0]).toContain('urgency');
  }, 60_000);
});
