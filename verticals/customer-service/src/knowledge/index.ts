export type { KnowledgeScales } from './default-scales.js';
export { decodeText } from './document-facts.js';
export { type KnowledgeAnswer, KnowledgeBase, type KnowledgeSettings } from './knowledge-base.js';
export { learnScales } from './learn-scales.js';
export { citationOf, type Passage, sentencesOf } from './passage.js';
export {
  documentsBelow,
  isRead,
  type Knowledge,
  type KnowledgeFile,
  readKnowledge,
  readKnowledgeFiles,
} from './read-knowledge.js';
