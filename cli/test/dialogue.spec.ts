import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

const DESK = fileURLToPath(new URL('../../fixtures/shop-service-desk', import.meta.url));

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofline-dialogue-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const typed = (...lines: string[]) => ({ input: Readable.from(lines.map((line) => `${line}\n`)) });

describe('proofline chat', () => {
  it('talks, says what is to be done, and ends with the input', async () => {
    const { code, out } = await run(
      folder,
      ['chat', DESK, '--at', '2026-03-02T10:00:00Z'],
      typed('change my delivery of AB-123456 to Friday', 'skip', 'yes', '/end', 'never read'),
    );
    expect(code).toBe(0);
    expect(out).toContain('! change_delivery_date {"order_id":"AB-123456","delivery_date":"2026-03-06"}');
    expect(out).toContain('Done: AB-123456 will be delivered on Friday 6 March.');
    expect(out).not.toContain('never read');
  });

  it('shows a handover, the silence after it, and why', async () => {
    const { out, err } = await run(
      folder,
      ['chat', DESK, '--at', '2026-03-02T02:00:00Z', '--trace'],
      typed('转人工', '在吗', '/back'),
    );
    expect(out).toContain('! handover to service_zh, normal: 原因：客户要求人工服务。');
    expect(out).toContain('  rule      customer-wants-human');
    expect(err).toContain('A human has the conversation; the bot is silent.');
    expect(out).toContain('我回来继续为您服务');
  });

  it('answers from the documents, and says why a reply is not in other words', async () => {
    const endpoint = [
      '--rewrite-url',
      'http://127.0.0.1:9/v1',
      '--rewrite-model',
      'small',
      '--rewrite-timeout',
      '2000',
    ];
    const { out } = await run(
      folder,
      ['chat', DESK, '--at', '2026-03-02T10:00:00Z', '--trace', ...endpoint],
      typed('Does my gift card expire?'),
    );
    expect(out).toContain(
      'Gift cards are valid for three years and can be used in several purchases. [Gift cards (faq.csv:5)]',
    );
    expect(out).toContain('  as it is  the endpoint: it could not be reached');
    const wrong = await run(folder, ['chat', DESK, '--rewrite-url', 'nowhere'], typed());
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('--rewrite-url: a web address');
    expect(wrong.err).toContain('--rewrite-model');
  });

  it.each([
    ['UTF-16 with a byte order mark', Buffer.from('\ufeff转人工\n', 'utf16le')],
    ['UTF-16 as Windows pipes it', Buffer.from('转人工\r\n', 'utf16le')],
    ['UTF-16, high bytes first', Buffer.from('\ufeff转人工\n', 'utf16le').swap16()],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff转人工\n')],
  ])('reads %s', async (_, bytes) => {
    const input = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]);
    const { out } = await run(folder, ['chat', DESK, '--at', '2026-03-02T02:00:00Z'], { input });
    expect(out).toContain('! handover to service_zh');
  });

  it('names what it cannot read', async () => {
    const input = Readable.from([Buffer.from([0xd7, 0xaa, 0xc8, 0xcb, 0xb9, 0xa4, 0x0a])]);
    const { code, err } = await run(folder, ['chat', DESK], { input });
    expect(code).toBe(2);
    expect(err).toContain('not text in UTF-8');
  });

  it('refuses a time that is none, and a folder without a flow', async () => {
    for (const at of ['soon', '1', '2026-02-30T10:00:00Z', '2026-12-24 20:00']) {
      expect(await run(folder, ['chat', DESK, '--at', at], typed())).toMatchObject({
        code: 2,
        err: expect.stringContaining(`--at is '${at}'`),
      });
    }
    expect((await run(folder, ['chat', '.'], typed())).err).toContain('There is no file');
  });
});

describe('proofline chat with a trained model', () => {
  const SAID: Readonly<Record<string, readonly string[]>> = {
    order_status: [
      'has my THING left the warehouse',
      'did you dispatch the THING',
      'still waiting for the THING to show up',
    ],
    refund: ['reimburse me for the THING', 'the THING broke, give back what I paid', 'I am sending back the THING'],
    complaint: [
      'your service about the THING was awful',
      'this is outrageous, the THING was a disaster',
      'shame on you for the THING',
    ],
  };
  const THINGS = ['lamp', 'phone', 'jacket', 'chair', 'book', 'camera', 'table', 'bicycle', 'kettle', 'printer'];

  beforeAll(async () => {
    const rows = Object.entries(SAID).flatMap(([intent, wishes]) =>
      wishes.flatMap((wish) => THINGS.map((thing) => `"${wish.replace('THING', thing)}",${intent}`)),
    );
    writeFileSync(
      join(folder, 'messages.csv'),
      ['said,intent', ...rows, ...rows.slice(0, 3), '"bring me a poem",poetry', '"write a poem",poetry'].join('\n'),
    );
    const args = [
      'poc',
      'customer-service',
      '--data',
      'messages.csv',
      '--target',
      'intent',
      '--text',
      'said',
      '--out',
      'intents',
    ];
    const { code } = await run(folder, [...args, '--candidates', 'words', '--budget', '2s']);
    expect(code).toBe(0);
  }, 60_000);

  const saying = 'did you dispatch the sofa';

  it('understands what the keywords of the flow do not', async () => {
    const at = ['--at', '2026-03-02T10:00:00Z', '--trace'];
    const byKeywords = await run(folder, ['chat', DESK, ...at], typed(saying));
    expect(byKeywords.out).not.toContain('order number');
    const { code, out, err } = await run(folder, ['chat', DESK, '--intents', 'intents/package', ...at], typed(saying));
    expect(code).toBe(0);
    expect(out).toContain('order number');
    expect(out).toMatch(/order_status 0\.\d+/);
    expect(err).toContain('The model knows intents that the flow does not: poetry.');
  });

  it('refuses the package of another task', async () => {
    const { code, err } = await run(folder, ['chat', DESK, '--sentiment', 'intents/package'], typed(saying));
    expect(code).toBe(2);
    expect(err).toContain(
      "--sentiment names a package of customer-service, task 'intent'; one of customer-service, task 'sentiment', is needed.",
    );
  });
});

describe('proofline stories', () => {
  it('passes the stories of the shop', async () => {
    const { code, out } = await run(folder, ['stories', DESK]);
    expect(out).toMatch(/stories (\d+) of \1 \(100\.0 %, needed 100\.0 %\).*: passed\n$/);
    expect(code).toBe(0);
  });

  it('fails with the line and the difference, and says what is left over', async () => {
    const flow = readFileSync(join(DESK, 'flow.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'flow.yaml'),
      flow.replace('responses:\n', 'responses:\n  unsaid: { en: Hm., zh: 嗯。 }\n'),
    );
    writeFileSync(
      join(folder, 'stories.yaml'),
      'version: 1\nnow: 2026-03-02T10:00:00Z\nstories:\n  - story: greeting\n    turns:\n      - user: hello\n        replies: [goodbye]\n',
    );
    const { code, out, err } = await run(folder, ['stories', '.']);
    expect(code).toBe(2);
    expect(out).toContain('stories.yaml:6: replies\n        - expected ["goodbye"]\n        + got      ["greet"]');
    expect(err).toMatch(/warning flow\.yaml:\d+: Response 'unsaid' is never said\. Say it somewhere, or remove it\./);
    const json = JSON.parse((await run(folder, ['stories', '.', '--json'])).out);
    expect(json).toMatchObject({ passed: false, passedStories: 0, warnings: [{ code: 'FLOW_RESPONSE_UNUSED' }] });
  });
});

describe('a flow that is none', () => {
  const said = async (flow: string): Promise<string> => {
    const place = mkdtempSync(join(folder, 'flow-'));
    writeFileSync(join(place, 'flow.yaml'), flow);
    const { code, err } = await run(folder, ['chat', place], typed('hello'));
    expect(code).toBe(2);
    return err;
  };

  it('names a key that stands twice, a version, and what is empty; it quotes no whole file', async () => {
    expect(await said('version: 1\nintents: {}\nteams: {}\nintents: {}\n')).toContain(
      "flow.yaml:4: The key 'intents' stands twice.",
    );
    expect(await said('version: 2\nlanguages: [en]\nintents: {}\nteams: {}\n')).toContain(
      "'version' is 2, but it must be 1.",
    );
    expect(await said('')).toContain('The flow is empty, but it must be keys with values.');
    const list = await said(Array.from({ length: 200 }, (_, i) => `- line ${i}`).join('\n'));
    expect(list).toContain('The flow is ["line 0"');
    expect(list).not.toContain('line 150');
  });
});

describe('proofline simulate', () => {
  it('needs a conversation at least', async () => {
    const { code, err } = await run(folder, ['simulate', DESK, '--conversations', '0']);
    expect(code).toBe(2);
    expect(err).toContain('It must be a whole number of 1 or more.');
  });

  it('finds nothing wrong with the shop', async () => {
    const { code, out } = await run(folder, ['simulate', DESK, '--conversations', '20']);
    expect(out).toContain('20 conversations');
    expect(out).toContain('violations: none');
    expect(code).toBe(0);
  });
});
