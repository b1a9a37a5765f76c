import { type Problem, ProoflineError } from '@proofline/learn';
import { checkRecipe } from '../clean/check-recipe.js';
import { checkSettings } from '../intake/check-settings.js';
import type { PocConfig } from '../intake/poc-config.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Task } from '../task/task.js';
import { checkCriteria } from '../verdict/check-criteria.js';
import { chooseCandidates } from './resolve-task.js';

/** Everything that a run would refuse of a configuration under a task and a schema, without reading a row. */
export function configProblems<T, P>(task: Task<T, P>, config: PocConfig, schema: FeatureSchema): Problem[] {
  const checks = [
    () => checkCriteria(task, config),
    () => chooseCandidates(task, config.candidates),
    () => checkSettings(task, config, schema),
    () => config.recipe && checkRecipe(config.recipe, schema),
  ];
  const problems = checks.flatMap(problemsOf);
  // Costs are part of the criteria and of the settings.
  return problems.filter(({ message }, i) => problems.findIndex((other) => other.message === message) === i);
}

/** What a check refuses; other errors are defects and go on. */
export function problemsOf(check: () => unknown): Problem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof ProoflineError)) throw error;
    return error.problems.length > 0 ? error.problems : [{ code: error.code, message: error.message }];
  }
}
