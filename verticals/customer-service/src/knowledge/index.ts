export { citationOf, type Passage } from './passage.js';
export { type Knowledge, readKnowledge } from './read-knowledge.js';
