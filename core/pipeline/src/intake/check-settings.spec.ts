import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import toy from '../../../../fixtures/toy-vertical/index.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Task } from '../task/task.js';
import { checkSettings } from './check-settings.js';
import { type PocConfigInput, parsePocConfig } from './poc-config.js';

const schema: FeatureSchema = {
  version: 1,
  columns: [
    { name: 'rain_mm', type: 'number', role: 'feature' },
    { name: 'yield', type: 'number', role: 'target' },
  ],
};

const plain = toy.tasks[0] as Task;
const shaped: Task = {
  ...plain,
  costsShape: z.strictObject({ harvest: z.number().min(0).optional() }),
  settingsShape: ({ columns }) =>
    z.strictObject({ bands: z.strictObject({ [columns[0]!.name]: z.array(z.number()).optional() }).optional() }),
  candidates: plain.candidates.map((candidate) =>
    candidate.name.includes('.linear.')
      ? { ...candidate, optionsShape: () => z.strictObject({ ridge: z.enum(['weak', 'strong']).optional() }) }
      : candidate,
  ),
};

function problems(task: Task, given: Partial<PocConfigInput>): string[] {
  const config = parsePocConfig(
    JSON.stringify({ version: 1, vertical: 'crop-yield', data: { file: 'fields.csv' }, ...given }),
  );
  try {
    checkSettings(task, config, schema);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ kind: 'invalid-input' });
    return (error as ProoflineError).problems.map(
      ({ where, message, fix }) => `${where!.path}: ${message} ${fix ?? ''}`,
    );
  }
}

describe('checkSettings', () => {
  it('lets through what the task understands', () => {
    const given = {
      costs: { harvest: 5 },
      settings: { bands: { rain_mm: [400] } },
      options: { linear: { ridge: 'weak' } },
    };
    expect(problems(shaped, given)).toEqual([]);
    expect(problems(plain, {})).toEqual([]);
  });

  it('names every problem with its path and a near miss', () => {
    const said = problems(shaped, {
      costs: { harvets: 5, harvest: -1 },
      settings: { bands: { rain: [400] } },
      options: { linear: { ridge: 'week' }, lineer: {}, blend: { weights: [1] } },
    }).join('\n');
    expect(said).toMatch(/^costs\.harvest: 'costs\.harvest' is -1/m);
    expect(said).toMatch(/^costs\.harvets: .*unknown key 'harvets'.*Did you mean 'harvest'/m);
    expect(said).toMatch(/^settings\.bands\.rain: .*unknown key 'rain'/m);
    expect(said).toMatch(/^options\.linear\.ridge: .*"week".*Did you mean 'weak'/m);
    expect(said).toMatch(/^options\.lineer: .*Did you mean 'linear'/m);
    expect(said).toMatch(/^options\.blend: Candidate 'blend' takes no options\. Remove/m);
  });

  it('refuses settings of a task that has none', () => {
    expect(problems(plain, { costs: { a: 1 }, settings: { b: 2 } })).toEqual([
      "costs: Task 'yield' knows no costs. Remove 'costs'.",
      "settings: Task 'yield' has no settings. Remove 'settings'.",
    ]);
  });
});
