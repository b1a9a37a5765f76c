import { type Problem, ProoflineError } from '@proofline/learn';
import { proposableRepairs } from '../clean/propose-recipe.js';
import { cellRepairs } from '../clean/recipe.js';
import type { ReadOptions } from '../dataset/scan-file.js';
import { type PocConfig, splitsByTime } from '../intake/poc-config.js';
import type { Profile } from '../profile/profile.js';
import { profileFile } from '../profile/profile-file.js';
import { applyRoles } from '../schema/apply-roles.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import { inferSchema } from '../schema/infer-schema.js';
import type { Task } from '../task/task.js';
import { unreadableFile, type ValidationReport, validateFile } from './validate-file.js';

/** A schema that a file is checked against. */
export interface CheckedSchema {
  schema: FeatureSchema;
  /** Whether nobody wrote it: a run then repairs without being asked what it allows. */
  inferred: boolean;
  /** What the file leaves open and a run would ask. */
  questions: readonly Problem[];
}

/** How a file is read to be validated: its times where a run splits by them, and what a run would repair is no fault of it. */
export function validationReading(
  { schema, inferred, questions }: CheckedSchema,
  byTime: boolean,
  recipe: PocConfig['recipe'],
): Pick<ReadOptions, 'repairs' | 'timeRequired' | 'known'> {
  const proposed = inferred ? proposableRepairs(schema) : undefined;
  const repairs = recipe === undefined ? proposed : cellRepairs(recipe);
  return {
    ...(byTime ? { timeRequired: true, known: questions } : {}),
    ...(repairs === undefined ? {} : { repairs }),
  };
}

export interface DatasetCheck {
  validation: ValidationReport;
  /** Of a valid file. */
  profile: Profile | null;
}

/**
 * Validates a file and its outcomes as `proofline validate` does, and profiles it where it is valid. `given` is the schema of the
 * solution, or that of its model, whose training file may have been written otherwise; without one it is inferred from the file.
 */
export async function checkDataset(
  path: string,
  config: PocConfig,
  task: Task,
  given: { schema: FeatureSchema; of: 'solution' | 'model' } | undefined,
  options: Pick<ReadOptions, 'signal' | 'onProgress'>,
): Promise<DatasetCheck> {
  try {
    const roles = config.columns;
    const signal = options.signal === undefined ? {} : { signal: options.signal };
    const known: CheckedSchema =
      given === undefined
        ? { ...(await inferSchema(path, { roles, kind: task.kind, ...signal })), inferred: true }
        : { schema: applyRoles(given.schema, roles), inferred: given.of === 'model', questions: [] };
    const reading = {
      ...options,
      ...validationReading(known, splitsByTime(config, task), config.recipe),
      ...(given?.of === 'model' ? { format: 'file' as const } : {}),
    };
    const validation = await validateFile(path, known.schema, { ...reading, kind: task.kind });
    return { validation, profile: validation.valid ? await profileFile(path, known.schema, reading) : null };
  } catch (error) {
    if (!(error instanceof ProoflineError) || error.problems.length === 0) throw error;
    return { validation: unreadableFile(path, error.problems), profile: null };
  }
}
