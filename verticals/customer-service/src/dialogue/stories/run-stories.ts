import { isDeepStrictEqual } from 'node:util';
import type { Path } from '@proofline/pipeline';
import type { Action } from '../action.js';
import { ChatSession, type ChatTurn } from '../chat/chat-session.js';
import type { Flow } from '../flow/flow-shape.js';
import { type ConversationState, knownSlots } from '../state.js';
import { printTrace, type TurnTrace } from '../trace.js';
import type { FindAnswer, Understand, Understanding } from '../understanding.js';
import type { ExpectedAction, Story, StoryFile, StoryTurn, Understood } from './story-shape.js';

/** An expectation that did not come true. */
export interface Difference {
  what: string;
  expected: string;
  got: string;
}

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
  /** Understands the messages that no `understood` stands beside; `now` is the time of the story. */
  understanding: (now: () => Date) => Understand;
  findAnswer?: FindAnswer | undefined;
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
  { flow, understanding, findAnswer }: StorySettings,
  placeOf: (turn: number) => string,
): Promise<TurnResult[]> {
  const understand = understanding(() => now);
  let given: Understood | undefined;
  const session = new ChatSession({
    flow,
    findAnswer,
    now: () => now,
    seed: story.seed,
    language: story.language,
    understand: async (text, state) =>
      given === undefined ? understand(text, state) : asUnderstanding(text, given, state),
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
      differences: compare(turn, happened, session.state),
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

function compare(turn: StoryTurn, { replies, actions, traces }: ChatTurn, state: ConversationState): Difference[] {
  const differences: Difference[] = [];
  const differ = (what: string, expected: unknown, got: unknown): void => {
    differences.push({ what, expected: shown(expected), got: shown(got) });
  };
  const said = replies.map(({ text }) => text).join('\n');
  for (const text of turn.says ?? []) if (!said.includes(text)) differ('says', text, said);
  for (const text of turn.saysNot ?? []) if (said.includes(text)) differ('says not', text, said);
  const templates = replies.map(({ template }) => template);
  if (turn.replies !== undefined && !isDeepStrictEqual(turn.replies, templates))
    differ('replies', turn.replies, templates);
  if (turn.silent === true && said !== '') differ('silent', '', said);
  const slots = knownSlots(state);
  for (const [name, expected] of Object.entries(turn.slots ?? {})) {
    const got = slots[name]?.value ?? null;
    if (!isDeepStrictEqual(got, expected)) differ(`slot ${name}`, expected, got);
  }
  if (turn.actions !== undefined && !sameActions(turn.actions, actions)) {
    differ('actions', turn.actions, actions.map(shortAction));
  }
  const task = state.stack.at(-1)?.task ?? null;
  if (turn.task !== undefined && turn.task !== task) differ('task', turn.task, task);
  const open = traces.at(-1)?.open;
  if (turn.waitsFor !== undefined && turn.waitsFor !== open) differ('waits for', turn.waitsFor, open);
  if (turn.language !== undefined && turn.language !== state.language)
    differ('language', turn.language, state.language);
  return differences;
}

/** An action has all that is expected of it; what the story does not name may be anything. */
function sameActions(expected: readonly ExpectedAction[], got: readonly Action[]): boolean {
  return (
    expected.length === got.length &&
    expected.every(({ slots = {}, summary, ...rest }, index) => {
      const action = got[index]! as unknown as Record<string, unknown> & { slots: Record<string, unknown> };
      return (
        Object.entries(rest).every(([key, value]) => action[key] === value) &&
        (summary === undefined || String(action.summary).includes(summary)) &&
        Object.entries(slots).every(([name, value]) => isDeepStrictEqual(action.slots[name], value))
      );
    })
  );
}

function shortAction(action: Action): object {
  if (action.type === 'action') return { type: action.type, name: action.name, slots: action.slots };
  const { type, team, priority, reason, summary, slots } = action;
  return { type, team, priority, reason, summary, slots };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null ? 'empty' : (JSON.stringify(value) ?? 'nothing');
}

/** The report as lines: every story, and of one that fails the turns up to the fault, what was expected and got, and why. */
export function printStories(report: StoriesReport): string {
  const lines = report.stories.flatMap((story) => {
    if (story.passed) return [`ok    ${story.story}`];
    return [
      `FAIL  ${story.story} (${story.place})`,
      ...story.turns.flatMap((turn) => [
        `      > ${turn.user}`,
        ...turn.replies.map((reply) => `        ${reply.replaceAll('\n', '\n        ')}`),
        ...turn.differences.flatMap(({ what, expected, got }) => [
          `      ${turn.place}: ${what}`,
          `        - expected ${expected}`,
          `        + got      ${got}`,
        ]),
        ...(turn.differences.length === 0
          ? []
          : turn.traces.flatMap((trace) => printTrace(trace).split('\n')).map((line) => `        | ${line}`)),
      ]),
    ];
  });
  const share = (passed: number, all: number, threshold: number): string =>
    `${passed} of ${all} (${((100 * passed) / all).toFixed(1)} %, needed ${(100 * threshold).toFixed(1)} %)`;
  const { stories, thresholds } = report;
  return [
    ...lines,
    `stories ${share(report.passedStories, stories.length, thresholds.stories)}, turns ${share(report.passedTurns, report.turns, thresholds.turns)}: ${report.passed ? 'passed' : 'FAILED'}`,
  ].join('\n');
}
