export type { EncodeOptions, EncodeProgress, ModelFiles, SentenceEncoder } from './sentence-encoder.js';
export { shippedEncoder } from './shipped-encoder.js';
export { UniversalSentenceEncoder } from './universal-sentence-encoder.js';
