import { printTrace } from '../trace.js';
import type { StoriesReport } from './run-stories.js';

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
