export * from './entities/entity.js';
export * from './entities/extract-entities.js';
export type { ListDefinition, ListEntry } from './entities/lists.js';
export type { Checksum, IdDefinition, PatternDefinition } from './entities/patterns.js';
