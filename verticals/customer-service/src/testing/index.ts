export * from './generate-replies.js';
export * from './minimal-pairs.js';
