import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cachedEncoder, type SentenceEncoder } from '@proofline/learn/encoders';
import { cachedInFolder } from '../vectors/cached-in-folder.js';
import { openEncoder, refuseUnknownEncoder, SHIPPED_ENCODER } from './encoder-library.js';

/** Vectors in memory: those of 32,000 texts of the shipped encoder. */
const MEMORY_BYTES = 2 ** 26;

let home = '.proofline';
const opened = new Map<string, SentenceEncoder>();

/** Where this process finds added encoders and keeps vectors: PROOFLINE_HOME. Whoever starts a process calls it once, before models are used. */
export function useEncodersOf(folder: string): void {
  home = folder;
  opened.clear();
}

/** What `useEncodersOf` was told. */
export function encodersHome(): string {
  return home;
}

/**
 * The encoder of this name, the shipped one by default, with a memory. Vectors are kept in a file as well where there is a
 * PROOFLINE_HOME already: a proof of concept leaves nothing behind but its results. Throws as `openEncoder` does.
 */
export function sentenceEncoder(name: string = SHIPPED_ENCODER): SentenceEncoder {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const encoder = openEncoder(home, name);
  const remembering = existsSync(home)
    ? cachedInFolder(join(home, 'vectors'), encoder)
    : cachedEncoder(encoder, { memoryBytes: MEMORY_BYTES });
  opened.set(name, remembering);
  return remembering;
}

/** Throws as `sentenceEncoder` does where there is none of this name, without loading it. */
export function refuseUnknownSentenceEncoder(name: string): void {
  refuseUnknownEncoder(home, name);
}
