import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applyProposals } from './apply-proposals.js';
import { formatProposals, type Proposal, parseProposals } from './proposal.js';

const folder = mkdtempSync(join(tmpdir(), 'proposals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const file = (content: string | Buffer, ending = 'csv'): string => {
  const path = join(folder, `${++files}.${ending}`);
  writeFileSync(path, content);
  return path;
};
const about = {
  topic: 'gift wrap',
  language: 'en',
  messages: 2,
  conversations: 2,
  reasons: { 'handed-over': 2 },
  confidence: 0.5,
  change: 'More.',
} as const;
const INTENT: Proposal = {
  id: 'en-1-intent',
  approve: true,
  kind: 'intent',
  intent: 'gift_wrap',
  ...about,
  utterances: [
    { text: 'wrap it, please', conversation: 'c1' },
    { text: 'a "present"', conversation: 'c2' },
  ],
};
const FAQ: Proposal = {
  id: 'en-1-faq',
  approve: true,
  kind: 'faq',
  ...about,
  questions: ['wrap it, please', 'gift wrap?'],
  answer: 'Tick “gift wrap”.',
  citations: ['c1', 'c2'],
};
const columns = { text: 'message', target: 'intent' };
const apply = (training: string | undefined, faq: string | undefined, ...proposals: Proposal[]) =>
  applyProposals(
    { version: 1, chats: 'chats.jsonl', proposals },
    {
      ...(training === undefined ? {} : { training: { path: training, columns } }),
      ...(faq === undefined ? {} : { faq }),
    },
  );

describe('applyProposals', () => {
  it('writes behind what is there, in its form, with where it comes from, and never twice', async () => {
    const before = 'id;message;intent\r\n1;"two\r\nlines; here";refund\r\n2;Wrap  IT, please;gift_wrap';
    const training = file(before);
    expect(await apply(training, undefined, INTENT)).toMatchObject({ utterances: { written: 1, there: 1 } });
    expect(readFileSync(training, 'utf8')).toBe(
      'id;message;intent;provenance\r\n1;"two\r\nlines; here";refund;\r\n2;Wrap  IT, please;gift_wrap;\r\n' +
        ';"a ""present""";gift_wrap;chats.jsonl: c2\r\n',
    );
    expect(await apply(training, undefined, INTENT)).toMatchObject({ utterances: { written: 0, there: 2 } });
    expect(readFileSync(training, 'utf8').startsWith('id;message;intent;provenance\r\n1;')).toBe(true);
  });

  it('leaves cells whole where a sign of inches stands in another', async () => {
    const training = file('message,intent\nI need a 5" pipe,plumbing\n"he said ""no"",\nreally",other\n"",other\n');
    await apply(training, undefined, INTENT);
    expect(readFileSync(training, 'utf8')).toBe(
      'message,intent,provenance\nI need a 5" pipe,plumbing,\n"he said ""no"",\nreally",other,\n"",other,\n' +
        '"wrap it, please",gift_wrap,chats.jsonl: c1\n"a ""present""",gift_wrap,chats.jsonl: c2\n',
    );
  });

  it('only appends where the column of provenance is there', async () => {
    const before = '\ufeffmessage,intent,provenance\nmoney back,refund,me\n';
    const training = file(before);
    await apply(training, undefined, INTENT);
    expect(readFileSync(training, 'utf8')).toBe(
      `${before}"wrap it, please",gift_wrap,chats.jsonl: c1\n"a ""present""",gift_wrap,chats.jsonl: c2\n`,
    );
  });

  it('appends lines of JSON', async () => {
    const training = file('{"message":"money back","intent":"refund"}', 'jsonl');
    await apply(training, undefined, INTENT);
    expect(readFileSync(training, 'utf8').split('\n')[1]).toBe(
      '{"message":"wrap it, please","intent":"gift_wrap","provenance":"chats.jsonl: c1"}',
    );
  });

  it('begins a file of questions and answers, and adds to it', async () => {
    const faq = join(folder, 'faq.csv');
    expect(await apply(undefined, faq, FAQ)).toMatchObject({ answers: { written: 2, there: 0 } });
    expect(readFileSync(faq, 'utf8')).toBe(
      'question,answer,provenance\n"wrap it, please",Tick “gift wrap”.,"chats.jsonl: c1, c2"\ngift wrap?,Tick “gift wrap”.,"chats.jsonl: c1, c2"\n',
    );
    expect(await apply(undefined, faq, FAQ)).toMatchObject({ answers: { written: 0, there: 2 } });
  });

  it('writes nothing without approval', async () => {
    const training = file('message,intent\nmoney back,refund\n');
    const applied = await apply(training, undefined, { ...INTENT, approve: false }, { ...FAQ, approve: false });
    expect(applied.approved).toBe(0);
    expect(readFileSync(training, 'utf8')).toBe('message,intent\nmoney back,refund\n');
  });

  it('writes nothing where anything is wrong, and says everything', async () => {
    const before = 'message,intent\nWrap it, please,refund\n'.replace('Wrap it, please', '"Wrap it, please"');
    const training = file(before);
    const personal: Proposal = { ...FAQ, answer: 'Dear [NAME_1], tick it.' };
    await expect(apply(training, undefined, INTENT, personal)).rejects.toMatchObject({
      problems: [{ code: 'UTTERANCE_ELSEWHERE', got: 'gift_wrap', allowed: 'refund' }, { code: 'FAQ_NOT_NAMED' }],
    });
    await expect(apply(training, join(folder, 'none.csv'), personal)).rejects.toMatchObject({
      code: 'ANSWER_PERSONAL',
    });
    await expect(apply(undefined, undefined, INTENT)).rejects.toMatchObject({ code: 'TRAINING_NOT_NAMED' });
    expect(readFileSync(training, 'utf8')).toBe(before);
  });

  it('refuses a training file in another encoding', async () => {
    const training = file(Buffer.from('\ufeffmessage,intent\nmoney back,refund\n', 'utf16le'));
    await expect(apply(training, undefined, INTENT)).rejects.toThrow(/no text in UTF-8.*Save it as CSV in UTF-8/);
  });
});

describe('a file of proposals', () => {
  it('is read as it was written', () => {
    const proposals = { version: 1 as const, chats: 'chats.jsonl', proposals: [INTENT, FAQ] };
    expect(parseProposals(formatProposals(proposals), 'proposals.yaml')).toEqual(proposals);
  });

  it('says what is wrong after it was edited, with the line', () => {
    const text = formatProposals({ version: 1, chats: 'chats.jsonl', proposals: [INTENT] }).replace(
      'approve: true',
      'approve: yes',
    );
    expect(() => parseProposals(text, 'proposals.yaml')).toThrow(
      /proposals\.yaml:\d+: 'proposals\[0\]\.approve' is "yes"/,
    );
  });
});
