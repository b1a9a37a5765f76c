import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keywordUnderstanding } from '../chat/keyword-understanding.js';
import { readFlow } from '../chat/open-chat.js';
import { printStories } from './print-stories.js';
import { playStories } from './read-stories.js';
import { joinReports, runStories } from './run-stories.js';
import { parseStories } from './story-shape.js';

const desk = fileURLToPath(new URL('../../../../../fixtures/shop-service-desk', import.meta.url));
const { flow } = await readFlow(desk);
const settings = { flow, understand: keywordUnderstanding(flow) };

const FILE = `version: 1
now: 2026-03-02T10:00:00Z
stories:
  - story: right
    turns:
      - user: I want a refund
        task: refund
  - story: wrong
    turns:
      - user: I want a refund
        says: a unicorn
        saysNot: order
        replies: [greet]
        slots: { order_id: AB-123456 }
        task: null
        waitsFor: confirm
        language: zh
        silent: true
        actions: [{ type: handover, team: service }]
      - user: AB-123456
        slots: { order_id: AB-123456 }
`;

describe('runStories', () => {
  it('says with its line what was expected and what came, and why', async () => {
    const report = await runStories(parseStories(FILE, 'stories.yaml'), settings);
    expect(report).toMatchObject({ passedStories: 1, turns: 3, passedTurns: 2, passed: false });
    const [, wrong] = report.stories;
    expect(wrong?.turns[0]?.place).toBe('stories.yaml:10');
    expect(wrong?.turns[0]?.differences.map(({ what }) => what)).toEqual([
      'says',
      'says not',
      'replies',
      'silent',
      'slot order_id',
      'actions',
      'task',
      'waits for',
      'language',
    ]);
    const printed = printStories(report);
    expect(printed).toContain('ok    right');
    expect(printed).toContain('FAIL  wrong (stories.yaml:8)');
    expect(printed).toContain('        - expected AB-123456\n        + got      empty');
    expect(printed).toContain('        |   rule      start-task: refund');
    expect(printed).toContain('stories 1 of 2 (50.0 %, needed 100.0 %), turns 2 of 3 (66.7 %, needed 100.0 %): FAILED');
  });

  it('passes at the thresholds of the file', async () => {
    const lenient = FILE.replace('stories:\n', 'thresholds: { stories: 0.5, turns: 0.6 }\nstories:\n');
    const report = await runStories(parseStories(lenient, 'stories.yaml'), settings);
    expect(report.passed).toBe(true);
    const strict = await runStories(parseStories(FILE, 'other.yaml'), settings);
    expect(joinReports([report, strict])).toMatchObject({
      passed: false,
      turns: 6,
      thresholds: { stories: 1, turns: 1 },
    });
  });

  it('expects of an action only what the story names', async () => {
    const story = (action: string): string => `version: 1
now: 2026-03-02T10:00:00Z
stories: [{ story: s, turns: [{ user: human, actions: [${action}] }] }]
`;
    const passes = async (action: string): Promise<boolean> =>
      (await runStories(parseStories(story(action), 's.yaml'), settings)).passed;
    expect(await passes('{ type: handover }')).toBe(true);
    expect(await passes('{ type: handover, summary: asked for a human }')).toBe(true);
    expect(await passes('{ type: handover, team: security }')).toBe(false);
    expect(await passes('{ type: handover, slots: { order_id: X } }')).toBe(false);
    expect(await passes('')).toBe(false);
  });
});

describe('parseStories', () => {
  it('says every problem with its line', () => {
    const broken = FILE.replace('task: refund', 'tsk: refund').replace('user: AB-123456', 'usr: AB-123456');
    expect(() => parseStories(broken, 'stories.yaml')).toThrow(
      /stories\.yaml:7: .*unknown key 'tsk'[\s\S]*stories\.yaml:20: .*unknown key 'usr'[\s\S]*stories\.yaml:20: Nobody says anything/,
    );
  });
});

describe('playStories', () => {
  it('says so where a folder has no stories', async () => {
    const loanBook = fileURLToPath(new URL('../../../../../fixtures/loan-book', import.meta.url));
    await expect(playStories(loanBook)).rejects.toThrow('flow.yaml');
  });
});
