import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));
const DESK = fixture('shop-service-desk');
const CHATS = fixture('service-chats/service-chats.jsonl');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-misses-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('proofline misses', () => {
  it('proposes, waits for approval, and writes what was approved once', async () => {
    const found = await run(folder, ['misses', 'find', CHATS, '--flow', DESK, '--json']);
    expect(found.code).toBe(0);
    const { items, ...counts } = JSON.parse(found.out) as { items: { id: string }[]; [key: string]: unknown };
    expect(counts).toMatchObject({ conversations: 170, reasons: { contradicted: 0 }, proposals: items.length });
    const file = join(folder, 'proposals.yaml');
    writeFileSync(join(folder, 'train.csv'), 'text,intent\nI want a refund,refund\n');
    const apply = ['misses', 'apply', 'proposals.yaml', '--train', 'train.csv', '--faq', 'faq.csv'];
    expect((await run(folder, apply)).out).toBe('Nothing is approved, and nothing was written.\n');
    const yaml = readFileSync(file, 'utf8');
    writeFileSync(file, yaml.replace('approve: false', 'approve: true'));
    const applied = await run(folder, apply);
    expect(applied.out).toMatch(/^1 of \d+ proposals are approved: wrote 13 utterances and 0 questions/);
    expect(readFileSync(join(folder, 'train.csv'), 'utf8')).toMatch(
      /^text,intent,provenance\nI want a refund,refund,\n.*,\w+,service-chats\.jsonl: c\d+\n/,
    );
    expect((await run(folder, apply)).out).toContain('wrote 0 utterances (13 were there already)');
  });

  it('keeps what somebody may have approved, and its inputs', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'mine');
    const again = await run(folder, ['misses', 'find', CHATS, '--flow', DESK, '--out', 'mine.yaml']);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("'mine.yaml' exists") });
    const onto = await run(folder, ['misses', 'find', CHATS, '--flow', DESK, '--out', CHATS, '--force']);
    expect(onto).toMatchObject({ code: 2, err: expect.stringContaining('would replace the input') });
  });

  it('says what is wrong with what it is given', async () => {
    writeFileSync(join(folder, 'chats.csv'), 'conversation,who,text\n1,customer,hello\n');
    const wrong = await run(folder, ['misses', 'find', 'chats.csv', '--flow', DESK, '--out', 'p.yaml']);
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("Column 'from' is missing") });
    const columns = ['--from-column', 'who', '--out', 'p.yaml'];
    const right = await run(folder, ['misses', 'find', 'chats.csv', '--flow', DESK, ...columns]);
    expect(right.out).toContain('No topic is in enough of them');
    const train = await run(folder, [
      'misses',
      'find',
      'chats.csv',
      '--flow',
      DESK,
      '--train',
      'none.csv',
      '--out',
      'q.yaml',
    ]);
    expect(train.err).toContain("Column 'from' is missing");
  });
});
