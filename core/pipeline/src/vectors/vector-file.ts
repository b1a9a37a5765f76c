import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { VectorEntry, VectorStore } from '@proofline/learn/encoders';

export interface VectorFileOptions {
  path: string;
  dimensions: number;
  /** The file is halved, the oldest vectors first, before it grows beyond this. Default: 256 MiB. */
  mostBytes?: number;
  /** Called once with a sentence when the file cannot be read or written; the vectors are then computed again each time. */
  onProblem?: (message: string) => void;
}

/** Begins every record, so that a reader finds the next one behind a torn one. */
const MARK = Buffer.from([0x9f, 0x50, 0x4c, 0x56]);
const KEY_BYTES = 16;
const HEAD = MARK.length + 4 + KEY_BYTES;
const CHUNK = 2 ** 22;

/**
 * Vectors of one encoder in a file that is only appended to: mark, CRC-32 of the rest, key, numbers (f32, little-endian).
 *
 * Several processes may write at once: each block of records is one append. A record that a killed process left torn is
 * recognised by its checksum and skipped, wherever in the file it is. When the file is halved, a new one takes its place at
 * once; what another process appends in that moment may be lost, which costs it time and nothing else.
 */
export class VectorFile implements VectorStore {
  private readonly path: string;
  private readonly recordBytes: number;
  private readonly mostBytes: number;
  private readonly places = new Map<string, number>();
  /** The file that `places` speaks of, and how far it was read. */
  private inode = 0;
  private scanned = 0;
  private problem: ((message: string) => void) | undefined;

  constructor({ path, dimensions, mostBytes = 2 ** 28, onProblem }: VectorFileOptions) {
    this.path = path;
    this.recordBytes = HEAD + 4 * dimensions;
    this.mostBytes = mostBytes;
    this.problem = onProblem;
  }

  read(keys: readonly string[]): (Float32Array | undefined)[] {
    return this.attempt('read', () => this.readRecords(keys)) ?? keys.map(() => undefined);
  }

  write(entries: readonly VectorEntry[]): void {
    if (entries.length === 0) return;
    this.attempt('written', () => this.append(Buffer.concat(entries.map((entry) => toRecord(entry)))));
  }

  private readRecords(keys: readonly string[]): (Float32Array | undefined)[] {
    const file = openIfThere(this.path);
    if (file === undefined) return keys.map(() => undefined);
    try {
      this.scan(file);
      const record = Buffer.alloc(this.recordBytes);
      return keys.map((key) => {
        const at = this.places.get(key);
        if (at === undefined) return undefined;
        readSync(file, record, 0, record.length, at);
        return keyOfRecord(record) === key ? vectorOf(record) : undefined;
      });
    } finally {
      closeSync(file);
    }
  }

  /** Looks at what was appended since the last time, by whomever; at everything when the file is another one. */
  private scan(file: number): void {
    const { ino, size } = fstatSync(file);
    if (ino !== this.inode || size < this.scanned) {
      this.places.clear();
      this.inode = ino;
      this.scanned = 0;
    }
    const chunk = Buffer.alloc(Math.min(Math.max(CHUNK, 2 * this.recordBytes), size - this.scanned));
    while (size - this.scanned >= this.recordBytes) {
      const length = readSync(file, chunk, 0, Math.min(chunk.length, size - this.scanned), this.scanned);
      const read = this.scanChunk(chunk.subarray(0, length));
      if (read === 0) return;
      this.scanned += read;
    }
  }

  /** Returns how many bytes are dealt with; a record that is cut off at the end is for the next time. */
  private scanChunk(chunk: Buffer): number {
    let at = 0;
    while (chunk.length - at >= this.recordBytes) {
      const key = keyOfRecord(chunk.subarray(at, at + this.recordBytes));
      if (key !== undefined) {
        this.places.set(key, this.scanned + at);
        at += this.recordBytes;
      } else {
        const next = chunk.indexOf(MARK, at + 1);
        // A mark may be cut off as well.
        at = next < 0 ? Math.max(at + 1, chunk.length - MARK.length + 1) : next;
      }
    }
    return Math.min(at, chunk.length);
  }

  private append(records: Buffer): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const size = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    if (size + records.length > this.mostBytes) this.halve();
    const file = openSync(this.path, 'a');
    try {
      writeSync(file, records);
    } finally {
      closeSync(file);
    }
  }

  /** Puts a file with the newest records, half of what is allowed, in the place of this one. */
  private halve(): void {
    const file = openIfThere(this.path);
    if (file === undefined) return;
    const draft = `${this.path}.${randomUUID()}.draft`;
    try {
      this.scan(file);
      const kept = [...this.places.values()].sort((a, b) => a - b);
      this.copyRecords(file, kept.slice(-Math.floor(this.mostBytes / 2 / this.recordBytes)), draft);
      renameSync(draft, this.path);
      this.removeDrafts();
    } finally {
      closeSync(file);
      rmSync(draft, { force: true });
    }
  }

  private copyRecords(file: number, places: readonly number[], target: string): void {
    const copy = openSync(target, 'wx');
    try {
      const record = Buffer.alloc(this.recordBytes);
      for (const at of places) {
        readSync(file, record, 0, record.length, at);
        writeSync(copy, record);
      }
    } finally {
      closeSync(copy);
    }
  }

  /** What a process left that was killed while it halved the file. */
  private removeDrafts(): void {
    const folder = dirname(this.path);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${basename(this.path)}.`) || !name.endsWith('.draft')) continue;
      const path = join(folder, name);
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 3_600_000) rmSync(path, { force: true });
    }
  }

  private attempt<T>(done: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (cause) {
      this.problem?.(
        `The vectors in '${this.path}' cannot be ${done}: ${(cause as Error).message}. They are computed again each time.`,
      );
      this.problem = undefined;
      return undefined;
    }
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function toRecord({ key, vector }: VectorEntry): Buffer {
  const record = Buffer.alloc(HEAD + 4 * vector.length);
  MARK.copy(record);
  record.write(key, MARK.length + 4, 'hex');
  for (const [i, value] of vector.entries()) record.writeFloatLE(value, HEAD + 4 * i);
  record.writeUInt32LE(crc32(record.subarray(MARK.length + 4)), MARK.length);
  return record;
}

/** The key of a whole record; undefined where the bytes are none. */
function keyOfRecord(record: Buffer): string | undefined {
  if (!record.subarray(0, MARK.length).equals(MARK)) return undefined;
  const body = record.subarray(MARK.length + 4);
  if (crc32(body) !== record.readUInt32LE(MARK.length)) return undefined;
  return body.toString('hex', 0, KEY_BYTES);
}

function vectorOf(record: Buffer): Float32Array {
  const vector = new Float32Array((record.length - HEAD) / 4);
  for (let i = 0; i < vector.length; i++) vector[i] = record.readFloatLE(HEAD + 4 * i);
  return vector;
}
