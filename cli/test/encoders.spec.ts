import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { create } from 'tar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from './terminal.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/encoders');
const FILES = [
  '1_Pooling/config.json',
  'config.json',
  'encoder.json',
  'model.safetensors',
  'modules.json',
  'tokenizer.json',
  'tokenizer_config.json',
];
const root = mkdtempSync(join(tmpdir(), 'proofline-models-'));
/** What the server gives out, by path. */
const served = new Map<string, Buffer>();
let server: Server;
let address: string;
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const found = served.get(request.url!);
    if (request.url!.includes('broken')) response.writeHead(500).end();
    else if (request.url!.includes('torn')) {
      response.writeHead(200, { 'content-length': '1000' }).write('{');
      setTimeout(() => response.destroy(), 20);
    } else if (found === undefined) response.writeHead(404).end();
    else response.end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await create({ cwd: FIXTURES, file: join(root, 'tiny-roberta.tar.gz'), gzip: true }, ['tiny-roberta']);
  writeFileSync(join(root, 'Tiny RoBERTa.zip'), zip(filesBelow(join(FIXTURES, 'tiny-roberta'), 'pack/tiny/')));
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(root, 'project-'));
});

function filesBelow(path: string, prefix = ''): [string, Buffer][] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [prefix + file.slice(path.length + 1), readFileSync(file)]);
}

/** A zip with stored entries; `mode` is the Unix mode of all. */
function zip(files: readonly [name: string, content: Buffer][], mode = 0o100644): Buffer {
  let at = 0;
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const [name, content] of files) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(name));
    locals.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}

function kept(): string[] {
  return filesBelow(join(folder, '.proofline/models'))
    .map(([name]) => name)
    .sort();
}

describe('models add, list, remove', () => {
  it('keeps a folder, shows it and removes it', async () => {
    const added = await run(folder, ['models', 'add', join(FIXTURES, 'tiny-roberta')]);
    expect(added).toMatchObject({ code: 0, err: '' });
    expect(added.out).toMatch(
      /^Added 'tiny-roberta': 32 dimensions, at most 20 tokens, 0.1 MB, \d+\.\d ms a sentence\.\n/,
    );
    expect(kept()).toEqual(FILES.map((name) => `tiny-roberta/${name}`));
    const listed = JSON.parse((await run(folder, ['models', 'list', '--json'])).out);
    expect(listed.items).toEqual([
      expect.objectContaining({ name: 'universal-sentence-encoder-lite', dimensions: 512 }),
      expect.objectContaining({ name: 'tiny-roberta', dimensions: 32, source: join(FIXTURES, 'tiny-roberta') }),
    ]);
    const shown = await run(folder, ['models', 'list']);
    expect(shown.out).toMatch(/\ntiny-roberta +32 +20 +0\.1 MB +[0-9a-f]{12} /);
    expect(await run(folder, ['models', 'remove', 'tiny-roberta'])).toMatchObject({ code: 0 });
    expect(kept()).toEqual([]);
    const again = await run(folder, ['models', 'remove', 'tiny-roberta']);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining("no encoder 'tiny-roberta'") });
  });

  it('is asked for before anything is trained', async () => {
    const texts = Array.from(
      { length: 80 },
      (_, i) => `${i % 2 === 0 ? 'where is parcel' : 'refund order'} ${i},${i % 2}`,
    );
    writeFileSync(join(folder, 'texts.csv'), `text,intent\n${texts.join('\n')}\n`);
    const poc = ['poc', 'customer-service', '--data', 'texts.csv', '--text', 'text', '--target', 'intent'];
    const { code, err } = await run(folder, [...poc, '--encoder', 'absent']);
    expect(code).toBe(2);
    expect(err).toContain("'settings.encoder' is \"absent\", but there is no encoder 'absent'");
    expect(err).not.toContain('Training');
  });

  it('keeps it where PROOFLINE_HOME says, under a name of choice, and replaces it when told to', async () => {
    const add = (...more: string[]) =>
      run(folder, ['models', 'add', join(FIXTURES, 'tiny-bert'), '--name', 'mine', '--json', ...more], {
        env: { PROOFLINE_HOME: 'data' },
      });
    const { out } = await add();
    expect(JSON.parse(out)).toMatchObject({ name: 'mine', dimensions: 32, milliseconds: expect.any(Number) });
    expect(readdirSync(join(folder, 'data/models'))).toEqual(['mine']);
    expect(await add()).toMatchObject({ code: 2, err: expect.stringContaining('or add --replace') });
    expect(await add('--replace')).toMatchObject({ code: 0 });
  });

  it.each(['tiny-roberta.tar.gz', 'Tiny RoBERTa.zip'])('takes %s from the disk and over HTTP', async (archive) => {
    served.set(`/files/${encodeURIComponent(archive)}`, readFileSync(join(root, archive)));
    const local = await run(folder, ['models', 'add', join(root, archive), '--name', 'local']);
    expect(local).toMatchObject({ code: 0 });
    const fetched = await run(folder, ['models', 'add', `${address}/files/${encodeURIComponent(archive)}`]);
    expect(fetched).toMatchObject({ code: 0 });
    const { items } = JSON.parse((await run(folder, ['models', 'list', '--json'])).out);
    expect(items.map(({ name }: { name: string }) => name).sort()).toEqual(
      ['local', 'tiny-roberta', 'universal-sentence-encoder-lite'].sort(),
    );
    expect(items[1].fingerprint).toBe(items[2].fingerprint);
  });

  it('takes the files below an address', async () => {
    for (const [name, content] of filesBelow(join(FIXTURES, 'tiny-bert'))) served.set(`/tiny-bert/${name}`, content);
    expect(await run(folder, ['models', 'add', `${address}/tiny-bert/`])).toMatchObject({ code: 0, err: '' });
    expect(kept()).toContain('tiny-bert/1_Pooling/config.json');
  });

  it('says what cannot be had or used, and keeps nothing', async () => {
    const broken = join(folder, 'broken');
    cpSync(join(FIXTURES, 'tiny-bert'), broken, { recursive: true });
    rmSync(join(broken, 'vocab.txt'));
    writeFileSync(
      join(broken, 'model.safetensors'),
      readFileSync(join(broken, 'model.safetensors')).subarray(0, 20_000),
    );
    writeFileSync(join(folder, 'cut.tar.gz'), readFileSync(join(root, 'tiny-roberta.tar.gz')).subarray(0, 5000));
    writeFileSync(join(folder, 'cut.zip'), readFileSync(join(root, 'Tiny RoBERTa.zip')).subarray(0, 5000));
    for (const [source, message] of [
      ['nowhere', /nowhere' cannot be \w+: it, or a folder/],
      ['broken', /tokenizer\.json is missing/],
      ['broken/config.json', /neither a folder nor a \.zip/],
      ['cut.tar.gz', /cut\.tar\.gz' cannot be unpacked/],
      ['cut.zip', /cut\.zip' cannot be unpacked/],
      ['ftp://example.org/model', /has to begin with https/],
      ['https://user:secret@example.org/model', /without a user or password/],
      [`${address}/nothing`, /config\.json is missing\. tokenizer\.json is missing\. model\.safetensors is missing/],
      [`${address}/nothing.zip`, /nothing\.zip cannot be fetched: status 404/],
      [`${address}/broken`, /broken\/modules\.json cannot be fetched: status 500/],
      [`${address}/torn`, /torn\/modules\.json cannot be fetched: the connection ended early/],
    ] as const) {
      const { code, err } = await run(folder, ['models', 'add', source]);
      expect(err.replaceAll(/\s+/g, ' ')).toMatch(message);
      expect(code).toBe(String(message).includes('fetched') ? 1 : 2);
    }
    expect(readdirSync(folder).includes('.proofline')).toBe(false);
  });

  it('takes no link out of an archive, and nothing to a place outside', async () => {
    const evil = join(folder, 'evil');
    mkdirSync(join(evil, 'model'), { recursive: true });
    symlinkSync('/etc/hostname', join(evil, 'model/config.json'));
    await create({ cwd: evil, file: join(folder, 'links.tar.gz'), gzip: true }, ['model']);
    writeFileSync(join(folder, 'links.zip'), zip([['model/config.json', Buffer.from('/etc/hostname')]], 0o120777));
    writeFileSync(join(folder, 'outside.zip'), zip([['../config.json', Buffer.from('{}')]]));
    for (const archive of ['links.tar.gz', 'links.zip']) {
      const { code, err } = await run(folder, ['models', 'add', archive]);
      expect(err).toMatch(/config\.json is missing/);
      expect(code).toBe(2);
    }
    const { err } = await run(folder, ['models', 'add', 'outside.zip']);
    expect(err).toMatch(/outside\.zip' cannot be unpacked: .*relative path/);
  });
});
