import { describe, expect, it } from 'vitest';
import { type Finding, page } from './finding.js';

const machine = {
  processor: 'A processor',
  cores: 2,
  node: 'v20.19.0',
  platform: 'linux-x64',
  load: 0.1234,
  startedAt: '2026-01-02T03:04:05.678Z',
};
const cleaning: Finding = { suite: 'cleaning', what: '  baseline', floor: '>= 0', measured: '+0.02 | -0.01' };
const start: Finding = { suite: 'start', what: 'up', floor: '< 10 s', measured: '2.0 s' };
const load: Finding = { suite: 'load', what: 'latency', floor: '', measured: '3 ms' };

describe('a page of findings', () => {
  it('says which command made it, in one table', () => {
    expect(page([cleaning], ['credit-risk', 'cleaning', '--page', 'x.md'], machine)).toBe(
      [
        '<!-- Written by `npm run bench -- credit-risk cleaning --page x.md`; do not edit. -->',
        '# Measured: cleaning',
        '',
        '| what     | asked | measured       |',
        '| -------- | ----- | -------------- |',
        '| baseline | >= 0  | +0.02 \\| -0.01 |',
        '',
      ].join('\n'),
    );
  });

  it('of what takes time names machine and day, and has a table for each suite', () => {
    const text = page([load, start], ['platform'], machine);
    expect(text.split('\n')).toEqual([
      '<!-- Written by `npm run bench -- platform`; do not edit. -->',
      '# Measured: platform',
      '',
      'On 2026-01-02: A processor, 2 cores, linux-x64, Node v20.19.0; load of the machine before: 0.12.',
      '',
      '## load',
      '',
      '| what    | asked | measured |',
      '| ------- | ----- | -------- |',
      '| latency |       | 3 ms     |',
      '',
      '## start',
      '',
      '| what | asked  | measured |',
      '| ---- | ------ | -------- |',
      '| up   | < 10 s | 2.0 s    |',
      '',
    ]);
  });
});
