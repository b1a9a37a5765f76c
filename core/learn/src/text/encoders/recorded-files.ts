import { createHash } from 'node:crypto';
import type { ModelFiles } from './sentence-encoder.js';

/** Files of a model, each read once, and a memory of which there were: those are what its vectors depend on. */
export class RecordedFiles implements ModelFiles {
  readonly place: string;
  private readonly contents = new Map<string, Uint8Array | undefined>();

  constructor(private readonly files: ModelFiles) {
    this.place = files.place;
  }

  read(name: string): Uint8Array | undefined {
    if (!this.contents.has(name)) this.contents.set(name, this.files.read(name));
    return this.contents.get(name);
  }

  /** Those that were asked for and are there, in the order of their names. */
  get names(): string[] {
    return [...this.contents.keys()].filter((name) => this.contents.get(name) !== undefined).sort();
  }

  /** SHA-256 of the names and contents, and of `revision`, which says how they are used. */
  fingerprint(revision: string): string {
    const hash = createHash('sha256').update(`${revision}\n`);
    for (const name of this.names) {
      const bytes = this.contents.get(name)!;
      hash.update(`${name} ${bytes.byteLength}\n`).update(bytes);
    }
    return hash.digest('hex');
  }
}
