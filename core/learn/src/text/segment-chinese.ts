import { createRequire } from 'node:module';
import type { Jieba } from '@node-rs/jieba';
import { ProoflineError } from '../errors/proofline-error.js';

const require = createRequire(import.meta.url);
let jieba: Jieba | undefined;

/**
 * Words of a run of Chinese characters; together they are the run. The dictionary (some 60 MB, a quarter of a second) is
 * loaded with the first run. A word that is not in it comes as single characters rather than as a guess of jieba's hidden
 * Markov model: the guess depends on the neighbours, and takes negations in (没到, 不要了). See docs/decisions/.
 */
export function segmentChinese(run: string): string[] {
  jieba ??= load();
  return jieba.cut(run, false);
}

function load(): Jieba {
  try {
    const library = require('@node-rs/jieba') as typeof import('@node-rs/jieba');
    const { dict } = require('@node-rs/jieba/dict.js') as typeof import('@node-rs/jieba/dict.js');
    return library.Jieba.withDict(dict);
  } catch (cause) {
    throw new ProoflineError(
      'unavailable',
      'SEGMENTER_MISSING',
      `Chinese text cannot be divided into words: @node-rs/jieba has no binary for ${process.platform}-${process.arch}, or its optional package was left out. Install again without --omit=optional.`,
      { cause },
    );
  }
}
