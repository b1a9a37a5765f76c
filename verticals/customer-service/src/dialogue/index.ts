export * from './action.js';
export { ChatSession, type ChatSettings, type ChatTurn } from './chat/chat-session.js';
export { keywordUnderstanding } from './chat/keyword-understanding.js';
export { type ChatModels, modelUnderstanding, understandingOf } from './chat/model-understanding.js';
export { type OpenedChat, type OpenSettings, openChat, readFlow } from './chat/open-chat.js';
export { type OpenedKnowledge, openKnowledgeOf } from './chat/open-knowledge.js';
export { type ActionResult, handBack, humanSays, resolve, type Step, step } from './engine/step.js';
export * from './flow/flow-shape.js';
export * from './flow/parse-flow.js';
export { platformDialogue } from './platform-dialogue.js';
export type { RewriteReplies, Rewriting } from './rewriting/reply-rewriter.js';
export { type RewriteSettings, rewriteShape } from './rewriting/rewrite-settings.js';
export {
  printSimulation,
  type SimulationReport,
  type SimulationSettings,
  simulate,
} from './simulation/simulate.js';
export * from './state.js';
export { printStories } from './stories/print-stories.js';
export { playStories } from './stories/read-stories.js';
export { runStories, type StoriesReport } from './stories/run-stories.js';
export { parseStories } from './stories/story-shape.js';
export * from './trace.js';
export type {
  Answer,
  FindAnswer,
  IntentScore,
  SlotValue,
  Understand,
  Understanding,
} from './understanding.js';
