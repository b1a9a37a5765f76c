import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConversations } from './transcripts.js';

const folder = mkdtempSync(join(tmpdir(), 'chats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

describe('readConversations', () => {
  it('puts lines of mixed conversations together, in their order, and leaves other columns alone', async () => {
    const path = file(
      'mixed.csv',
      'conversation;from;text;team\n7;customer;hi;a\n8;User;"where; is it";\n7;Agent;hello;b\n8;bot;a moment;\n',
    );
    expect(await readConversations(path)).toEqual([
      {
        id: '7',
        lines: [
          { from: 'customer', text: 'hi' },
          { from: 'human', text: 'hello' },
        ],
      },
      {
        id: '8',
        lines: [
          { from: 'customer', text: 'where; is it' },
          { from: 'bot', text: 'a moment' },
        ],
      },
    ]);
  });

  it('reads columns of other names, and lines of JSON', async () => {
    const path = file('other.jsonl', '{"ticket":"t1","who":"visitor","said":"发票怎么开"}\n');
    const [first] = await readConversations(path, { conversation: 'ticket', from: 'who', text: 'said' });
    expect(first).toEqual({ id: 't1', lines: [{ from: 'customer', text: '发票怎么开' }] });
  });

  it('says every problem with its first row, and how many more there are', async () => {
    const path = file('faults.csv', 'conversation,from,text\n1,robot,a\n,customer,b\n1,robot,c\n1,constructor,d\n');
    await expect(readConversations(path)).rejects.toMatchObject({
      code: 'CHATS_INVALID',
      problems: [
        { code: 'SPEAKER_UNKNOWN', got: 'robot', where: { column: 'from', row: 1 }, count: 2 },
        { code: 'CONVERSATION_MISSING', where: { column: 'conversation', row: 2 }, count: 1 },
        { code: 'SPEAKER_UNKNOWN', got: 'constructor', where: { column: 'from', row: 4 } },
      ],
    });
    await expect(readConversations(path)).rejects.toThrow("says 'robot' instead of who speaks in row 1 and 1 more.");
  });

  it('names a column that is missing, and the one that was probably meant', async () => {
    const path = file('columns.csv', 'conversaton,from,text\n1,bot,a\n');
    await expect(readConversations(path)).rejects.toThrow(/'conversation' is missing.*Did you mean 'conversaton'/);
  });
});
