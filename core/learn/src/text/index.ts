export * from './language.js';
export * from './normalise.js';
export * from './stem.js';
export * from './tokenise.js';
