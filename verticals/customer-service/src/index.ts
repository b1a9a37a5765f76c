export * from './dialogue/index.js';
