import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import type { PocConfig } from '../intake/poc-config.js';
import type { Candidate, Criterion, Task, TaskOptions } from '../task/task.js';
import type { Vertical } from '../vertical/define-vertical.js';
import { candidateNamed, findCandidate, isBlend, unknownCandidate } from './candidate-model.js';
import { RUN_MEASURES } from './run-measures.js';

/** The named task, or the vertical's first. */
export function findTask(vertical: Vertical, id: string | undefined): Task {
  const task = id === undefined ? vertical.tasks[0] : vertical.tasks.find((t) => t.id === id);
  if (task !== undefined) return task as Task;
  throw new ProoflineError(
    'not-found',
    'TASK_UNKNOWN',
    `Vertical '${vertical.id}' has no task '${id ?? ''}'. It has: ${vertical.tasks.map((t) => t.id).join(', ')}.`,
  );
}

/** Costs, constraints and settings of a run: the task's own, and over them the client's. */
export function taskOptions(task: Task, { costs, currency, constraints, settings }: PocConfig): TaskOptions {
  return {
    costs: { ...task.options?.costs, ...costs },
    currency,
    constraints,
    settings: { ...task.options?.settings, ...(settings as Record<string, Json>) },
  };
}

/**
 * The candidates that the client wants, always with the baseline; a blend brings the members it is made of. Where none are named,
 * all but those that wait to be.
 */
export function chooseCandidates<T, P>(task: Task<T, P>, names: readonly string[] | undefined): Candidate<T, P>[] {
  if (names === undefined) return task.candidates.filter(({ onRequest }) => onRequest !== true);
  const problems = names
    .filter((name) => candidateNamed(task, name) === undefined)
    .map(
      (name): Problem => ({
        code: 'CANDIDATE_UNKNOWN',
        ...unknownCandidate(task, name),
        where: { path: 'candidates' },
      }),
    );
  if (problems.length > 0) throw inputError('CANDIDATES_UNKNOWN', 'The choice of candidates', problems);
  const wanted = new Set<string>(task.candidates.filter((c) => c.baseline === true).map((c) => c.name));
  for (const name of names) {
    const candidate = findCandidate(task, name);
    wanted.add(candidate.name);
    if (isBlend(candidate)) for (const member of candidate.blend.members) wanted.add(member);
  }
  return task.candidates.filter((candidate) => wanted.has(candidate.name));
}

/** Constraints are criteria that must hold; the task says which way each of its measures is better. */
export function withConstraints<T, P>(
  task: Task<T, P>,
  criteria: readonly Criterion[],
  config: PocConfig,
): Criterion[] {
  const owned = criteria.map((criterion) =>
    criterion.owner === undefined && config.owner !== undefined ? { ...criterion, owner: config.owner } : criterion,
  );
  const constraints = Object.entries(config.constraints).map(([metric, value]): Criterion => {
    const better = task.measures?.[metric]?.better ?? task.kind.metrics[metric]?.better ?? runMeasure(metric);
    return {
      metric,
      bound: better === 'lower' ? '<=' : '>=',
      value,
      level: 'must',
      ...(config.owner === undefined ? {} : { owner: config.owner }),
    };
  });
  const isAsked = ({ metric, bound, value }: Criterion): boolean =>
    owned.some((one) => one.metric === metric && one.bound === bound && one.value === value && one.level === 'must');
  return [...owned, ...constraints.filter((constraint) => !isAsked(constraint))];
}

function runMeasure(metric: string): 'higher' | 'lower' | undefined {
  return (RUN_MEASURES as Record<string, { better: 'higher' | 'lower' }>)[metric]?.better;
}
