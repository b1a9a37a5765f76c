import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ProoflineError } from '@proofline/learn';
import { timeOrderedId } from '../persistence/time-ordered-id.js';
import { beat, claim, FENCE_MS, giveUp, isAbandoned } from './spool-owner.js';

const SEGMENT = '.jsonl';
/** A segment is closed beyond this size. */
const SEGMENT_BYTES = 8e6;
const PIECE_BYTES = 256 * 1024;
const NEWLINE = 10;
/** Segments with lines that are neither whole nor the torn end are kept here for somebody to look at. */
const DAMAGED = 'damaged';

/**
 * Lines that wait on the disk of this machine to be worked off, in files that are appended to and never changed.
 *
 * `append` returns after write(2) has. The bytes are then the kernel's, so that the process may be killed at once and loses
 * nothing; what a power cut takes is the last moments that the kernel had not written yet. The write is synchronous: it
 * copies a few kilobytes into the page cache, which is done before a round through the thread pool would have begun.
 *
 * Each process writes into a folder of its own and takes over the folders of processes that are gone.
 */
export class Spool {
  private folder: string | undefined;
  private lastName = '';
  private active: { file: number; name: string; bytes: number } | undefined;
  private touched = 0;
  private held = 0;

  /** `root` holds the folders of all processes; together they of one process hold at most `limit` bytes. */
  constructor(
    private readonly root: string,
    private readonly limit: number,
  ) {}

  /** Bytes that wait here. */
  get bytes(): number {
    return this.held;
  }

  /** Makes a folder of our own. It appears with its owner's name in it. */
  async open(): Promise<void> {
    const id = timeOrderedId(new Date());
    const draft = join(this.root, `.${id}`);
    try {
      await mkdir(draft, { recursive: true });
      await claim(draft);
      await rename(draft, join(this.root, id));
    } catch (cause) {
      throw unavailable(
        'SPOOL_NOT_WRITABLE',
        `The prediction log cannot be kept in '${this.root}': ${(cause as Error).message}. Give PROOFLINE_HOME a folder that can be written.`,
        cause,
      );
    }
    this.folder = join(this.root, id);
    this.touched = Date.now();
  }

  /** Appends lines of JSON in one write. Throws `unavailable` where there is no room or no disk; nothing of them is kept then. */
  append(lines: readonly string[]): void {
    const folder = this.folder;
    if (folder === undefined || Date.now() - this.touched > FENCE_MS) {
      throw unavailable('SPOOL_CLOSED', 'The prediction log of this process is not open.');
    }
    const bytes = framed(lines);
    if (this.held + bytes.length > this.limit) {
      throw unavailable(
        'PREDICTION_LOG_FULL',
        `The prediction log holds ${Math.round(this.held / 1e6)} MB that the database has not taken yet, and takes no more. See that the database runs, or set PROOFLINE_SPOOL_MB higher.`,
      );
    }
    try {
      this.write(folder, bytes);
    } catch (cause) {
      throw unavailable(
        'PREDICTION_LOG_NOT_WRITTEN',
        `The prediction log in '${folder}' cannot be written: ${(cause as Error).message}. Free some space or give PROOFLINE_HOME another folder.`,
        cause,
      );
    }
    this.held += bytes.length;
  }

  private write(folder: string, bytes: Buffer): void {
    const active = this.active ?? this.openSegment(folder);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(active.file, bytes, done);
    } catch (error) {
      // What was written in part was not answered.
      ftruncateSync(active.file, active.bytes);
      this.seal();
      throw error;
    }
    active.bytes += bytes.length;
    if (active.bytes >= SEGMENT_BYTES) this.seal();
  }

  /** Segments are worked off by name. Ids of one millisecond stand in no order: one is drawn that comes after the last. */
  private nextName(): string {
    let name: string;
    do name = timeOrderedId(new Date()) + SEGMENT;
    while (name <= this.lastName);
    this.lastName = name;
    return name;
  }

  private openSegment(folder: string): { file: number; name: string; bytes: number } {
    const name = this.nextName();
    this.active = { file: openSync(join(folder, name), 'ax'), name, bytes: 0 };
    return this.active;
  }

  /** Ends the segment that is written to; the next line begins another. */
  seal(): void {
    if (this.active === undefined) return;
    closeSync(this.active.file);
    this.active = undefined;
  }

  /** Paths of the segments that are ended, the oldest first. */
  async sealed(): Promise<string[]> {
    const { folder } = this;
    if (folder === undefined) return [];
    const names = (await readdir(folder)).filter((name) => name.endsWith(SEGMENT) && name !== this.active?.name);
    return names.sort().map((name) => join(folder, name));
  }

  /** Removes a segment that was worked off. */
  async discard(segment: string): Promise<void> {
    const { size } = await stat(segment);
    await rm(segment);
    this.held -= size;
  }

  /** Puts a segment aside; it is not worked off again. */
  async setAside(segment: string): Promise<string> {
    const { size } = await stat(segment);
    const kept = join(this.root, DAMAGED, `${timeOrderedId(new Date())}${SEGMENT}`);
    await mkdir(join(this.root, DAMAGED), { recursive: true });
    await rename(segment, kept);
    this.held -= size;
    return kept;
  }

  /** Takes over the segments of processes that are gone. Returns how many. */
  async adopt(): Promise<number> {
    const { folder } = this;
    if (folder === undefined) return 0;
    let taken = 0;
    for (const entry of await readdir(this.root, { withFileTypes: true })) {
      const other = join(this.root, entry.name);
      const passed = !entry.isDirectory() || other === folder || entry.name === DAMAGED || entry.name.startsWith('.');
      if (!passed && (await isAbandoned(other))) taken += await this.take(other, folder);
    }
    return taken;
  }

  /** Others may take from it at the same time: each segment goes to one of us. */
  private async take(other: string, folder: string): Promise<number> {
    let taken = 0;
    for (const name of await readdir(other).catch(() => [])) {
      if (!name.endsWith(SEGMENT)) continue;
      const moved = await rename(join(other, name), join(folder, name)).then(
        () => true,
        () => false,
      );
      if (!moved) continue;
      taken++;
      this.held += (await stat(join(folder, name))).size;
    }
    await giveUp(other);
    return taken;
  }

  /** Says that we live. Where the folder was taken over in the meantime, another one is opened. */
  async beat(): Promise<void> {
    const { folder } = this;
    if (folder === undefined) return;
    try {
      const now = Date.now();
      if (now - this.touched > FENCE_MS) throw new Error('It may have been taken over.');
      await beat(folder);
      this.touched = now;
    } catch {
      this.seal();
      this.held = 0;
      await giveUp(folder);
      await this.open();
    }
  }

  /** What is left stays for whoever comes next. */
  async close(): Promise<void> {
    const { folder } = this;
    this.seal();
    this.folder = undefined;
    if (folder !== undefined) await giveUp(folder);
  }
}

/** A sum of a line's bytes in hexadecimal and a space stand before it: a line that was written in part is told from a whole one. */
const FRAME = 9;

function framed(lines: readonly string[]): Buffer {
  const bytes = Buffer.from(lines.map((line) => `........ ${line}\n`).join(''));
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from);
    bytes.write(sumOf(bytes.subarray(from + FRAME, end)), from, 'latin1');
    from = end + 1;
  }
  return bytes;
}

/** Lines of a segment as they were framed; the last one of all may be torn. */
export interface FramedLines {
  lines: Buffer[];
  torn: boolean;
}

/** A segment's lines, those of a piece of the file at a time. They are bytes of the file: whoever reads them decides what is parsed. */
export async function* framedLines(segment: string): AsyncGenerator<FramedLines> {
  const file = await open(segment);
  try {
    let rest = Buffer.alloc(0);
    for await (const piece of file.createReadStream({ highWaterMark: PIECE_BYTES, autoClose: false })) {
      rest = Buffer.concat([rest, piece as Buffer]);
      const lines: Buffer[] = [];
      let from = 0;
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
        lines.push(rest.subarray(from, end));
        from = end + 1;
      }
      rest = rest.subarray(from);
      yield { lines, torn: false };
    }
    if (rest.length > 0) yield { lines: [rest], torn: true };
  } finally {
    await file.close();
  }
}

/** The line, or undefined where it is not what was written. */
export function unframed(bytes: Buffer): Buffer | undefined {
  const line = bytes.subarray(FRAME);
  return bytes.length > FRAME && bytes.toString('latin1', 0, FRAME) === `${sumOf(line)} ` ? line : undefined;
}

function sumOf(line: Buffer): string {
  return crc32(line).toString(16).padStart(8, '0');
}

function unavailable(code: string, message: string, cause?: unknown): ProoflineError {
  return new ProoflineError('unavailable', code, message, cause === undefined ? {} : { cause });
}
