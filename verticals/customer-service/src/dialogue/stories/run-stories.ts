import type { Path } from '@proofline/pipeline';
import { ChatSession, type ChatTurn } from '../chat/chat-session.js';
import type { Flow } from '../flow/flow-shape.js';
import type { ConversationState } from '../state.js';
import type { TurnTrace } from '../trace.js';
import type { FindAnswer, Understand, Understanding } from '../understanding.js';
import { compareTurn, type Difference } from './compare-turn.js';
import type { Story, StoryFile, StoryTurn, Understood } from './story-shape.js';

export interface TurnResult {
  /** `stories.yaml:12` */
  place: string;
  user: string;
  replies: string[];
  differences: Difference[];
  traces: TurnTrace[];
}

export interface StoryResult {
  story: string;
  place: string;
  passed: boolean;
  turns: TurnResult[];
}

export interface StoriesReport {
  stories: StoryResult[];
  passedStories: number;
  turns: number;
  passedTurns: number;
  thresholds: StoryFile['thresholds'];
  /** Both shares reach their thresholds. */
  passed: boolean;
}

export interface StorySettings {
  flow: Flow;
  /** Understands the messages that no `understood` stands beside. */
  understand: Understand;
  /** Looks messages up in documents, which are as old as they are at the time of the story. */
  answering?: ((now: () => Date) => FindAnswer) | undefined;
}

/** Plays every story against a flow, turn by turn, and holds what happens against what the story expects. */
export async function runStories(
  file: { value: StoryFile; placeOf: (path: Path) => string },
  settings: StorySettings,
): Promise<StoriesReport> {
  const stories: StoryResult[] = [];
  for (const [index, story] of file.value.stories.entries()) {
    const now = new Date(story.now ?? file.value.now);
    const turns = await play(story, now, settings, (turn) => file.placeOf(['stories', index, 'turns', turn]));
    stories.push({
      story: story.story,
      place: file.placeOf(['stories', index]),
      passed: turns.every(({ differences }) => differences.length === 0),
      turns,
    });
  }
  return reportOf(stories, file.value.thresholds);
}

function reportOf(stories: StoryResult[], thresholds: StoryFile['thresholds']): StoriesReport {
  const turns = stories.flatMap((story) => story.turns);
  const passedTurns = turns.filter(({ differences }) => differences.length === 0).length;
  const passedStories = stories.filter(({ passed }) => passed).length;
  return {
    stories,
    passedStories,
    turns: turns.length,
    passedTurns,
    thresholds,
    passed: passedStories >= thresholds.stories * stories.length && passedTurns >= thresholds.turns * turns.length,
  };
}

/** One report of several files; the strictest thresholds hold. */
export function joinReports(reports: readonly StoriesReport[]): StoriesReport {
  const strictest = (key: 'stories' | 'turns'): number => Math.max(...reports.map(({ thresholds }) => thresholds[key]));
  const joined = reportOf(
    reports.flatMap(({ stories }) => stories),
    { stories: strictest('stories'), turns: strictest('turns') },
  );
  return { ...joined, passed: reports.every(({ passed }) => passed) };
}

async function play(
  story: Story,
  now: Date,
  { flow, understand, answering }: StorySettings,
  placeOf: (turn: number) => string,
): Promise<TurnResult[]> {
  let given: Understood | undefined;
  const session = new ChatSession({
    flow,
    findAnswer: answering?.(() => now),
    now: () => now,
    seed: story.seed,
    language: story.language,
    understand: async (text, state, at) =>
      given === undefined ? understand(text, state, at) : asUnderstanding(text, given, state),
    perform: ({ name }) => {
      const result = Object.hasOwn(story.returns, name) ? story.returns[name] : undefined;
      if (result === undefined) return undefined;
      return result === 'failed' ? { action: name, failed: true } : { action: name, slots: result };
    },
  });
  const results: TurnResult[] = [];
  for (const [index, turn] of story.turns.entries()) {
    given = turn.understood;
    const happened = await take(session, turn);
    results.push({
      place: placeOf(index),
      user: turn.user ?? turn.human ?? '(handed back)',
      replies: happened.replies.map(({ text }) => text),
      differences: compareTurn(turn, happened, session.state),
      traces: happened.traces,
    });
  }
  return results;
}

async function take(session: ChatSession, turn: StoryTurn): Promise<ChatTurn> {
  if (turn.user !== undefined) return session.say(turn.user);
  if (turn.handBack === true) return session.handBack();
  session.humanSays(turn.human ?? '');
  return { replies: [], actions: [], traces: [] };
}

function asUnderstanding(text: string, given: Understood, state: ConversationState): Understanding {
  const one = given.intent === undefined ? [] : [{ name: given.intent, confidence: given.confidence }];
  return {
    text,
    language: given.language ?? state.language,
    intents:
      given.intents?.map(({ negated, ...score }) => ({ ...score, ...(negated === undefined ? {} : { negated }) })) ??
      one,
    outOfScope: given.outOfScope,
    entities: given.entities.map(({ text: words, role, negated, corrects, ...entity }) => {
      const said = words ?? String(entity.value);
      const start = Math.max(0, text.indexOf(said));
      return {
        ...entity,
        text: said,
        start,
        end: start + said.length,
        ...(role === undefined ? {} : { role }),
        ...(negated === undefined ? {} : { negated }),
        ...(corrects === undefined
          ? {}
          : { corrects: corrects as NonNullable<Understanding['entities'][number]['corrects']> }),
      } as Understanding['entities'][number];
    }),
    ...(given.sentiment === undefined ? {} : { sentiment: { label: given.sentiment, score: 1 } }),
    ...(given.urgency === undefined ? {} : { urgency: given.urgency }),
    ...(given.answer === undefined ? {} : { answer: given.answer }),
  };
}
