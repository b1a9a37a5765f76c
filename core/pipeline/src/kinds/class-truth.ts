import { type Problem, ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { categoryValues } from '../schema/feature-schema.js';
import {
  refuseFewRows,
  refuseMissingTarget,
  refuseSmallClasses,
  refuseUnknownOutcomes,
  targetSpec,
  targetTexts,
} from './target.js';

/** The class of each row, as an index into `classes`. */
export interface MulticlassTruth {
  readonly y: Float64Array;
  /** The file's texts, in the order of the schema's categories, else sorted. */
  readonly classes: readonly string[];
  /** Which of the classes stands for none of the others, where the target names one; it need not occur. */
  readonly outOfScope?: number;
}

/** The fewest rows that a kind of classes works with: in all, and of each class. */
export interface ClassLimits {
  readonly rows: number;
  readonly rowsOfClass: number;
}

/**
 * Reads the target of a data set: at least two classes, each with enough rows, none missing. With `learnt`, its classes in
 * its order, of which some may not occur.
 */
export function readClasses(dataset: Dataset, limits: ClassLimits, learnt?: MulticlassTruth): MulticlassTruth {
  const target = targetSpec(dataset.schema);
  const texts = targetTexts(dataset, target);
  const counts = new Map<string, number>();
  const missing: number[] = [];
  texts.forEach((value, i) => {
    if (value === null) missing.push(i);
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  refuseMissingTarget(dataset, target, missing);
  if (learnt !== undefined) {
    refuseUnknownOutcomes(target, counts, learnt.classes);
    return { ...learnt, ...indexClasses(texts, learnt.classes) };
  }
  const { outOfScope } = target;
  const occurs = new Set(outOfScope === undefined ? counts.keys() : [...counts.keys(), outOfScope]);
  const listed = categoryValues(target).filter((value) => occurs.has(value));
  const classes = listed.length === occurs.size ? listed : [...occurs].sort();
  const inScope = classes.filter((name) => name !== outOfScope);
  if (inScope.length < 2) {
    const problem: Problem = {
      code: 'TARGET_ONE_CLASS',
      message: `Target '${target.name}' has the one class '${inScope[0] ?? ''}'.`,
      where: { column: target.name },
      got: inScope[0] ?? 'no class',
      allowed: 'two classes or more',
      fix: 'Add rows of the other classes: a model needs them to learn the difference.',
    };
    throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
      problems: [problem],
    });
  }
  refuseFewRows(dataset.rows, limits.rows);
  refuseSmallClasses(
    dataset.rows,
    inScope.map((name) => [name, counts.get(name)!]),
    limits.rowsOfClass,
  );
  const truth = indexClasses(texts, classes);
  return outOfScope === undefined ? truth : { ...truth, outOfScope: classes.indexOf(outOfScope) };
}

export function indexClasses(texts: readonly (string | null)[], classes: readonly string[]): MulticlassTruth {
  const index = new Map(classes.map((value, k) => [value, k]));
  return { y: Float64Array.from(texts, (value) => index.get(value!)!), classes };
}
