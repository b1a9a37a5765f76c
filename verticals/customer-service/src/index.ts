export * from './entities/entity.js';
export * from './entities/extract-entities.js';
export * from './entities/interpret.js';
export type { ListDefinition, ListEntry } from './entities/lists.js';
export * from './entities/minimal-pairs.js';
export type { Checksum, IdDefinition, PatternDefinition } from './entities/patterns.js';
export * from './entities/slot-value.js';
export * from './grounding/check-reply.js';
export * from './grounding/generate-replies.js';
