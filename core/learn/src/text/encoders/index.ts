export { type CacheOptions, cachedEncoder, type VectorEntry, type VectorStore } from './cached-encoder.js';
export type { EncodeOptions, EncodeProgress, ModelFiles, SentenceEncoder } from './sentence-encoder.js';
export { SentenceTransformer } from './sentence-transformer.js';
export { shippedEncoder } from './shipped-encoder.js';
export { UniversalSentenceEncoder } from './universal-sentence-encoder.js';
