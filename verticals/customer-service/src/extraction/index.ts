export * from './entity.js';
export * from './extract-entities.js';
export * from './interpret.js';
export * from './join-entities.js';
export type { ListDefinition, ListEntry } from './lists.js';
export * from './minimal-pairs.js';
export type { Checksum, IdDefinition, PatternDefinition } from './patterns.js';
export * from './slot-value.js';
