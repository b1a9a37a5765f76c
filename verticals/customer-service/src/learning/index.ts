export { type Applied, type ApplyTargets, applyProposals } from './apply-proposals.js';
export { type Bot, findMisses, MISS_REASONS, type Miss, type MissReason } from './find-misses.js';
export { examplesOf, type KnownUtterance, readTraining, type TrainingColumns } from './known-utterances.js';
export { measureTopics, proposedTopics, type TopicScores } from './measure-topics.js';
export { formatProposals, type Proposal, type Proposals, parseProposals } from './proposal.js';
export { type LearningSettings, propose } from './propose.js';
export { type ChatColumns, type Conversation, readConversations } from './transcripts.js';
