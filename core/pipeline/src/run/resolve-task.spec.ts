import type { ProoflineError } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import toy from '../../../../fixtures/toy-vertical/index.js';
import { parsePocConfig } from '../intake/poc-config.js';
import type { Criterion, Task } from '../task/task.js';
import { chooseCandidates, withConstraints } from './resolve-task.js';

const task = toy.tasks[0] as Task;
const shortNames = task.candidates.map(({ name }) => name.split('.').at(-2)!);

describe('chooseCandidates', () => {
  it('takes short and full names, and adds the baseline', () => {
    const baseline = task.candidates.find((one) => one.baseline === true)!;
    const names = chooseCandidates(task, ['linear']).map(({ name }) => name);
    expect(names).toHaveLength(2);
    expect(names).toContain(baseline.name);
    expect(chooseCandidates(task, names).map(({ name }) => name)).toEqual(names);
  });

  it('leaves out what is trained on request, unless it is named', () => {
    const asked = task.candidates.find((one) => one.baseline !== true)!;
    const some: Task = {
      ...task,
      candidates: task.candidates.map((one) => (one === asked ? { ...one, onRequest: true } : one)),
    };
    const names = (wanted?: string[]) => chooseCandidates(some, wanted).map(({ name }) => name);
    expect(names()).toEqual(task.candidates.map(({ name }) => name).filter((name) => name !== asked.name));
    expect(names([asked.name])).toContain(asked.name);
  });

  it('names every unknown one at once, with a near miss and the short names', () => {
    let error: ProoflineError | undefined;
    try {
      chooseCandidates(task, ['liner', 'linear', 'oracle']);
    } catch (thrown) {
      error = thrown as ProoflineError;
    }
    expect(error).toMatchObject({ kind: 'invalid-input', code: 'CANDIDATES_UNKNOWN' });
    const list = `Candidates: ${shortNames.join(', ')}.`;
    expect(error!.problems.map(({ got, fix }) => `${got}: ${fix}`)).toEqual([
      `liner: Did you mean 'linear'? ${list}`,
      `oracle: ${list}`,
    ]);
  });
});

describe('withConstraints', () => {
  const config = (constraints: Record<string, number>) => ({
    ...parsePocConfig('version: 1\nvertical: toy\ndata: { file: a.csv }\n'),
    constraints,
  });

  it('keeps a constraint beside a criterion on the same measure, and says the same thing once', () => {
    const criteria: Criterion[] = [{ metric: 'modelMB', bound: '<=', value: 9, level: 'must' }];
    const judged = (value: number): string[] =>
      withConstraints(task, criteria, config({ modelMB: value })).map(
        (one) => `${one.metric} ${one.bound} ${one.value} ${one.level}`,
      );
    expect(judged(3)).toEqual(['modelMB <= 9 must', 'modelMB <= 3 must']);
    expect(judged(9)).toEqual(['modelMB <= 9 must']);
  });
});
