import { describe, expect, it } from 'vitest';
import { readArguments, SUITES, USAGE } from './arguments.js';

describe('arguments of the benchmark', () => {
  it('runs all suites by default', () => {
    expect(readArguments(['credit-risk'])).toEqual({
      subject: 'credit-risk',
      suites: ['quality', 'cleaning', 'speed'],
      rounds: 7,
      large: false,
    });
  });

  it('knows the suites of the platform', () => {
    expect(readArguments(['platform'])).toMatchObject({ suites: ['load', 'start', 'batch', 'fuzz'] });
    expect(readArguments(['platform', 'load'])).toMatchObject({ suites: ['load'] });
  });

  it('runs several suites in their own order, each once', () => {
    expect(readArguments(['customer-service', 'speed', 'rules', 'speed'])).toMatchObject({
      suites: ['rules', 'speed'],
    });
  });

  it('explains every suite', () => {
    for (const suite of Object.values(SUITES).flat()) expect(USAGE).toMatch(new RegExp(`^  ${suite} +[A-Za-z]`, 'm'));
    expect(USAGE.split('\n').filter((line) => !/^(npm run bench -- | {2}|$)/.test(line))).toEqual([]);
  });

  it('tells speed of one subject from that of another', () => {
    expect(readArguments(['customer-service', 'speed'])).toMatchObject({
      subject: 'customer-service',
      suites: ['speed'],
    });
  });

  it('reads a suite, its parts and the file', () => {
    const asked = readArguments([
      'credit-risk',
      'speed',
      '--only',
      'boosting,binning',
      '--rounds',
      '5',
      '--json',
      'out.json',
    ]);
    expect(asked).toEqual({
      subject: 'credit-risk',
      suites: ['speed'],
      only: ['boosting', 'binning'],
      rounds: 5,
      json: 'out.json',
      large: false,
    });
  });

  it.each([
    [[], /Name what to measure/],
    [['sales'], /Got 'sales'/],
    [['credit-risk', 'beauty'], /no suite 'beauty'/],
    [['credit-risk', 'load'], /no suite 'load'/],
    [['credit-risk', 'speed', 'qualty'], /There is no suite 'qualty'/],
    [['credit-risk', 'speed', '--rounds', '2'], /5 or more, got '2'/],
    [['credit-risk', '--fast'], /--fast/],
  ])('refuses %j', (args, message) => {
    expect(readArguments(args)).toMatch(message);
  });
});
