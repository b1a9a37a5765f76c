import { type Problem, ProoflineError } from '@proofline/learn';
import { namedOutcome } from '../cells/outcome-text.js';
import type { Dataset } from '../dataset/dataset.js';
import { isFavourableName } from '../schema/column-names.js';
import { obviousEvent } from '../schema/target-event.js';
import { shortened } from '../text/shortened.js';
import { refuseMissingTarget, refuseTooFewRows, refuseUnknownOutcomes, targetSpec, targetTexts } from './target.js';

/** The outcome of each row: 1 where the event happened (a default), else 0. */
export interface BinaryTruth {
  readonly y: Float64Array;
  /** The file's text for 1 and for 0. */
  readonly positive: string;
  readonly negative: string;
}

/**
 * Reads the target of a data set: exactly two outcomes, the event named or obvious, no row without one. With `learnt`, its
 * two outcomes and no others.
 */
export function readBinaryTruth(dataset: Dataset, learnt?: BinaryTruth): BinaryTruth {
  const target = targetSpec(dataset.schema);
  const texts = targetTexts(dataset, target);
  const missing: number[] = [];
  const counts = new Map<string, number>();
  texts.forEach((value, i) => {
    if (value === null) missing.push(i);
    else counts.set(value, (counts.get(value) ?? 0) + 1);
  });
  refuseMissingTarget(dataset, target, missing);
  if (learnt !== undefined) {
    const { positive, negative } = learnt;
    refuseUnknownOutcomes(target, counts, [positive, negative]);
    return { y: Float64Array.from(texts, (value) => (value === positive ? 1 : 0)), positive, negative };
  }
  const found = [...counts.entries()].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const listed = found.slice(0, 8).map(([value, count]) => `${shortened(value)} (${count} rows)`);
  if (counts.size !== 2) {
    const problem: Problem = {
      code: counts.size < 2 ? 'TARGET_ONE_CLASS' : 'TARGET_TOO_MANY_CLASSES',
      message: `Target '${target.name}' has ${counts.size} outcome${counts.size === 1 ? '' : 's'}: ${listed.join(', ')}${found.length > 8 ? ' …' : ''}. A yes/no outcome has exactly two.`,
      where: { column: target.name },
      got: listed.join(', '),
      allowed: 'exactly two outcomes',
      fix:
        counts.size < 2
          ? 'Add rows with the other outcome: a model needs both to learn the difference.'
          : 'Leave the undecided rows out, or name another target column with --target.',
    };
    throw new ProoflineError('invalid-input', problem.code, `${problem.message} ${problem.fix}`, {
      problems: [problem],
    });
  }
  refuseTooFewRows(dataset.rows, { name: found[1]![0], rows: found[1]![1] });
  const positive = choosePositive(target.name, target.positive, [found[0]![0], found[1]![0]]);
  const negative = found.find(([value]) => value !== positive)![0];
  return { y: Float64Array.from(texts, (value) => (value === positive ? 1 : 0)), positive, negative };
}

function choosePositive(column: string, named: string | undefined, values: readonly [string, string]): string {
  if (named !== undefined) {
    // '1' names the event also where the file writes 1.0, and 'yes' where it writes Yes.
    const match = namedOutcome(named, values);
    if (match !== undefined) return match;
    // 'true' of a configuration is the file's True; not where the file tells the two apart.
    const alike = values.filter((v) => v.toLowerCase() === named.toLowerCase());
    if (alike.length === 1) return alike[0]!;
    // Programs that write YAML 1.1 turn an unquoted yes into true.
    const unquoted = /^(true|false)$/i.test(named) && values.some((v) => /^(yes|no|y|n|on|off)$/i.test(v));
    throw new ProoflineError(
      'invalid-input',
      'POSITIVE_UNKNOWN',
      `The event '${named}' does not occur in target '${column}'. Its outcomes are '${shortened(values[0])}' and '${shortened(values[1])}'; name one with --positive.${unquoted ? ` Some programs turn an unquoted yes or no of a YAML file into true or false: write it in quotes, positive: "${shortened(values[0])}".` : ''}`,
    );
  }
  const obvious = obviousEvent(column, values);
  if (obvious !== undefined) return obvious;
  const why = isFavourableName(column) ? ' Its name stands for the welcome outcome, so yes need not be the event.' : '';
  throw new ProoflineError(
    'invalid-input',
    'POSITIVE_NOT_NAMED',
    `Target '${column}' has the outcomes '${shortened(values[0])}' and '${shortened(values[1])}'; which one is the event?${why} Name it with --positive.`,
  );
}
