import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import {
  type AnsweredBy,
  type Dialogue,
  type DialogueEngine,
  type DialogueFiles,
  type DialogueModels,
  type DialogueResult,
  type DialogueState,
  type DialogueTurn,
  inputError,
  type Language,
  type PlayedStories,
} from '@proofline/pipeline';
import { ChatSession, type ChatTurn } from './chat/chat-session.js';
import { intentsUnknown, understandingOf, unknownIntents } from './chat/model-understanding.js';
import { type OpenedKnowledge, openKnowledgeAmong } from './chat/open-knowledge.js';
import type { Flow } from './flow/flow-shape.js';
import { type ParsedFlow, parseFlow } from './flow/parse-flow.js';
import type { RewriteReplies } from './rewriting/reply-rewriter.js';
import { type ConversationState, knownSlots, newConversation } from './state.js';
import { playStoryFiles } from './stories/read-stories.js';
import type { StoriesReport } from './stories/run-stories.js';
import { parseStories } from './stories/story-shape.js';
import type { Understand } from './understanding.js';

const FLOW = 'flow.yaml';
const KNOWLEDGE = /^knowledge\/(?:[^/]+\/)*[^/]+$/;
const STORIES = /^stories(?:\/[^/]+)?\.yaml$/;
/** Of all stories together: they are played while somebody waits. */
const MOST_TURNS = 5_000;
/** Lines of the transcript that a state goes on with: the platform keeps the whole of it by itself. */
const KEPT_LINES = 20;

/** The dialogue of this vertical as the platform knows dialogues. */
export const platformDialogue: DialogueEngine = {
  task: 'intent',
  helpers: ['entities', 'sentiment'],
  open: async (files, models = {}, endpoint = undefined) => {
    const read = await readFiles(files);
    const { rewrite } = read.flow;
    if (rewrite === undefined) return new OpenDialogue(read, models);
    // A flow that somebody sends names addresses and variables of the environment: neither is for the platform to follow.
    const { openRewriterOf } = await import('./rewriting/open-rewriter.js');
    const rewriter = openRewriterOf(endpoint, rewrite);
    return new OpenDialogue({ ...read, warnings: [...read.warnings, ...rewriter.warnings] }, models, rewriter.rewrite);
  },
};

class OpenDialogue implements Dialogue {
  readonly warnings: Problem[];
  readonly languages: readonly string[];
  private readonly flow: Flow;
  private readonly understand: Understand;
  private readonly knowledge: OpenedKnowledge | undefined;
  /** Texts, for what is read of them is far larger and played once. */
  private readonly stories: DialogueFiles;

  constructor(
    { flow, warnings, knowledge, stories }: ReadFiles,
    models: DialogueModels,
    private readonly rewrite?: RewriteReplies,
  ) {
    this.flow = flow;
    this.knowledge = knowledge;
    this.stories = stories;
    this.languages = flow.languages;
    const unknown = models.intent === undefined ? [] : unknownIntents(flow, models.intent);
    this.warnings = unknown.length === 0 ? warnings : [...warnings, intentsUnknown(unknown)];
    this.understand = understandingOf(flow, models);
  }

  start({ language, seed, mode = 'bot' }: Parameters<Dialogue['start']>[0]): DialogueState {
    const spoken = this.flow.languages.find((one) => one === language) ?? this.flow.languages[0]!;
    return { ...newConversation(spoken as Language, seed), mode } as unknown as Json;
  }

  async say(state: DialogueState, text: string, now: Date, answeredBy?: AnsweredBy): Promise<DialogueTurn> {
    const session = this.session(state, now, answeredBy);
    return turnOf(session, await session.say(text));
  }

  async resolve(state: DialogueState, result: DialogueResult, now: Date): Promise<DialogueTurn> {
    const session = this.session(state, now);
    return turnOf(session, await session.resolve(result as Parameters<ChatSession['resolve']>[0]));
  }

  humanSays(state: DialogueState, text: string, now: Date): DialogueState {
    const session = this.session(state, now);
    session.humanSays(text);
    return kept(session.state);
  }

  async handBack(state: DialogueState, now: Date): Promise<DialogueTurn> {
    const session = this.session(state, now);
    return turnOf(session, await session.handBack());
  }

  view(given: DialogueState): ReturnType<Dialogue['view']> {
    const state = given as unknown as ConversationState;
    const { language, mode, personal = [] } = state;
    return { language, mode, slots: Object.keys(knownSlots(state)).sort(), personal };
  }

  async playStories(): Promise<PlayedStories | undefined> {
    if (Object.keys(this.stories).length === 0) return undefined;
    const report = await playStoryFiles(this.stories, {
      flow: this.flow,
      findAnswer: this.knowledge?.findAnswer,
      understand: async (...message) => {
        // Hundreds of stories must not keep the other requests of the process waiting.
        await nextTurn();
        return this.understand(...message);
      },
    });
    return outcomeOf(report);
  }

  private session(state: DialogueState, now: Date, answeredBy?: AnsweredBy): ChatSession {
    return new ChatSession({
      flow: this.flow,
      understand: this.understand,
      findAnswer: this.knowledge?.findAnswer,
      rewrite: this.rewrite,
      perform: 'later',
      now: () => now,
      answeredBy,
      state: state as unknown as ConversationState,
    });
  }
}

function turnOf(session: ChatSession, { replies, actions, traces }: ChatTurn): DialogueTurn {
  return {
    state: kept(session.state),
    replies,
    actions: actions.map((action) => {
      if (action.type === 'action') return action as DialogueTurn['actions'][number];
      const { transcript: _, ...handover } = action;
      return handover as DialogueTurn['actions'][number];
    }),
    traces: traces as unknown as Json[],
    fallback: traces.some(({ rules }) => rules.some(({ rule }) => rule === 'ladder')),
  };
}

function kept(state: ConversationState): DialogueState {
  return { ...state, transcript: state.transcript.slice(-KEPT_LINES) } as unknown as Json;
}

interface ReadFiles extends ParsedFlow {
  knowledge: OpenedKnowledge | undefined;
  stories: DialogueFiles;
}

/** Throws the faults of all files at once. */
async function readFiles(files: DialogueFiles): Promise<ReadFiles> {
  const problems: Problem[] = [];
  const read = async <T>(parse: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await parse();
    } catch (error) {
      if (!(error instanceof ProoflineError) || error.kind !== 'invalid-input') throw error;
      const { code, message } = error;
      problems.push(...(error.problems.length === 0 ? [{ code, message }] : error.problems));
      return undefined;
    }
  };
  const parsed = files[FLOW] === undefined ? undefined : await read(() => parseFlow(files[FLOW]!));
  if (files[FLOW] === undefined) {
    problems.push({
      code: 'FLOW_MISSING',
      message: `There is no file '${FLOW}'.`,
      where: { file: FLOW },
      got: Object.keys(files).join(', ') || 'no files',
      fix: 'Send it among the files, by this name.',
    });
  }
  for (const path of Object.keys(files)) {
    if (path === FLOW || STORIES.test(path) || KNOWLEDGE.test(path)) continue;
    problems.push({
      code: 'DIALOGUE_FILE_UNKNOWN',
      message: `Nothing reads a file '${path}'.`,
      where: { file: path },
      allowed: 'flow.yaml, stories.yaml, stories/NAME.yaml, knowledge/…',
      fix: 'Leave it out, or give it one of these names.',
    });
  }
  const stories = Object.fromEntries(Object.entries(files).filter(([path]) => STORIES.test(path)));
  let turns = 0;
  for (const [path, text] of Object.entries(stories)) {
    const told = (await read(() => parseStories(text, path)))?.value.stories ?? [];
    turns += told.reduce((sum, story) => sum + story.turns.length, 0);
  }
  if (turns > MOST_TURNS) problems.push(tooManyTurns(turns));
  const knowledge = await read(() => openKnowledgeAmong(files, parsed?.flow, new Date()));
  if (parsed !== undefined && problems.length === 0) {
    return { flow: parsed.flow, knowledge, stories, warnings: [...parsed.warnings, ...(knowledge?.warnings ?? [])] };
  }
  throw inputError('DIALOGUE_INVALID', 'The dialogue', problems);
}

function tooManyTurns(turns: number): Problem {
  return {
    code: 'STORIES_TOO_MANY',
    message: `The stories have ${turns} turns together.`,
    got: String(turns),
    allowed: `at most ${MOST_TURNS}`,
    fix: "Push those that matter most; 'proofline stories' plays all of them.",
  };
}

function outcomeOf({ passed, stories, passedStories, turns, passedTurns }: StoriesReport): PlayedStories {
  return {
    passed,
    stories: stories.length,
    passedStories,
    turns,
    passedTurns,
    failed: stories
      .filter((story) => !story.passed)
      .map(({ story, place, turns: of }) => ({
        story,
        place,
        turns: of
          .filter(({ differences }) => differences.length > 0)
          .map(({ place: at, user, replies, differences }) => ({ place: at, said: user, replies, differences })),
      })),
  };
}
