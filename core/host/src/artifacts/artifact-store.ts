import type { Readable } from 'node:stream';

/** What was stored of a stream. */
export interface Stored {
  key: string;
  bytes: number;
  /** `sha256:…` of the content. */
  sha256: string;
}

/**
 * Where files are kept: data sets, packages, reports. A key is a path with slashes. An artefact is there in full or not at all,
 * and is never changed.
 */
export interface ArtifactStore {
  /** Keeps a stream. Throws `too-large` beyond `limit` bytes, and what the stream throws; nothing is left behind then. */
  put(key: string, content: Readable, limit?: number): Promise<Stored>;
  /** Keeps every file of a folder, below the key. */
  putFolder(key: string, folder: string): Promise<void>;
  /** Path of a local file or folder with the content; throws `not-found`. It is not to be changed. */
  fetch(key: string): Promise<string>;
  /** With everything below the key; nothing where it is not there. */
  remove(key: string): Promise<void>;
  /** Removes what processes had begun to keep when they were killed: drafts that nobody has written to since a time. How many. */
  removeDrafts(before: Date): Promise<number>;
  /** Keys of what is stored whole and was written before a time; of a folder, its own or those of its files. */
  writtenBefore(time: Date): AsyncIterable<string>;
  /** Throws `unavailable`, in a sentence, where the store cannot be used. */
  check?(): Promise<void>;
}
