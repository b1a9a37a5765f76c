import { isUtf8 } from 'node:buffer';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { contentStream, type FormatAuthority } from './source.js';

/** How far a file is checked for being UTF-8 before the database, which checks the rest, reads it. */
const CHECKED_BYTES = 64 * 2 ** 20;

/**
 * The encoding of a text file by the name iconv knows: `utf-8`, `utf-16le`, `utf-16be`, `gb18030` or `windows-1252`. UTF-8 is
 * certain where its bytes are valid; among the others GB 18030 is told from Western text by its byte pairs, most of which
 * fall into the block of common Chinese characters (GB 2312).
 */
export async function detectEncoding(path: string, sample: Buffer, gzip: boolean): Promise<string> {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const bad = await firstInvalidUtf8(path, gzip);
  if (bad === undefined) return 'utf-8';
  return commonChineseShare(bad) > 0.9 ? 'gb18030' : 'windows-1252';
}

/**
 * The encoding to read a file in. The one that is `named` for it counts; where the `authority` is the file it counts only
 * for bytes that say nothing certain themselves: neither UTF-8 nor a byte order mark, nor Chinese pairs where one byte is a letter.
 */
export async function chooseEncoding(
  path: string,
  sample: Buffer,
  gzip: boolean,
  named: string | undefined,
  authority: FormatAuthority,
): Promise<string> {
  if (named !== undefined && authority === 'schema') return named;
  const detected = await detectEncoding(path, sample, gzip);
  if (named === undefined || detected.startsWith('utf-') || /^utf-?(8|16)/i.test(named)) return detected;
  const singleByte = /^(?:windows-?125|cp125|latin|iso-?8859)/i.test(named);
  return singleByte && detected === 'gb18030' ? detected : named;
}

/** The block in which the first byte stands that is not UTF-8; undefined when all that was checked is UTF-8. */
async function firstInvalidUtf8(path: string, gzip: boolean): Promise<Buffer | undefined> {
  const stream = contentStream(path, gzip);
  let rest: Buffer = Buffer.alloc(0);
  let checked = 0;
  for await (const chunk of stream) {
    const block = Buffer.concat([rest, chunk as Buffer]);
    // A character cut by the end of the block belongs to the next one.
    const end = completeEnd(block);
    const whole = block.subarray(0, end);
    if (!isUtf8(whole)) return block;
    rest = block.subarray(end);
    checked += whole.length;
    if (checked > CHECKED_BYTES) return undefined;
  }
  return rest.length > 0 ? rest : undefined;
}

function completeEnd(block: Buffer): number {
  for (let back = 1; back <= Math.min(3, block.length); back++) {
    const byte = block[block.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? block.length - back : block.length;
  }
  return block.length;
}

/** Of the bytes above 127, the share that stands in pairs of the GB 2312 block. */
function commonChineseShare(bytes: Buffer): number {
  let high = 0;
  let paired = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i]!;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) {
      high += 2;
      paired += 2;
      i++;
    } else high++;
  }
  return high === 0 ? 0 : paired / high;
}

/**
 * Writes the file's text as UTF-8, in a stream, without its first lines where some are skipped; optionally with every run of
 * spaces as one and none at the ends of lines.
 */
export async function transcodeToUtf8(
  from: string,
  to: string,
  options: { encoding: string; gzip: boolean; collapseSpaces: boolean; skipLines: number },
): Promise<void> {
  const { default: iconv } = await import('iconv-lite');
  const decoder = iconv.getDecoder(options.encoding);
  let rest = '';
  let skip = options.skipLines;
  const transcode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let text = rest + decoder.write(chunk);
      rest = '';
      for (; skip > 0; skip--) {
        const end = text.indexOf('\n') + 1;
        if (end === 0) break;
        text = text.slice(end);
      }
      if (skip > 0) {
        rest = text;
        done();
        return;
      }
      if (!options.collapseSpaces) {
        done(null, Buffer.from(text, 'utf8'));
        return;
      }
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      done(null, Buffer.from(collapseSpaces(text.slice(0, end)), 'utf8'));
    },
    flush(done) {
      done(null, Buffer.from(collapseSpaces(rest) + (decoder.end() ?? ''), 'utf8'));
    },
  });
  await pipeline(contentStream(from, options.gzip), transcode, createWriteStream(to));
}

/** Every run of spaces as one, none at the ends of lines. */
export function collapseSpaces(text: string): string {
  return text.replace(/^ +| +(?=\r?$)/gm, '').replace(/ {2,}/g, ' ');
}
