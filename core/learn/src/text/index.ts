export { ANALYSER_PARAMETERS, type AnalyserParameters } from './analyser.js';
export * from './bm25.js';
export * from './fitted-tfidf.js';
export * from './hashing.js';
export * from './language.js';
export * from './normalise.js';
export * from './stem.js';
export * from './tfidf.js';
export * from './tokenise.js';
