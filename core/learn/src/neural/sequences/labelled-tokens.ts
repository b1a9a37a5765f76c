import { type Problem, ProoflineError } from '../../errors/proofline-error.js';
import { checkTarget } from '../../estimator/check-input.js';

/** Tokens of each text, as `tokenise` or `splitWords` give them; none may be without. */
export type Tokens = readonly (readonly string[])[];

/** Texts with their class. */
export interface LabelledTokens {
  tokens: Tokens;
  /** Class indices from 0. */
  y: Float64Array;
  /** Non-negative weights of the texts; absent means 1. */
  weight?: Float64Array;
  /** Texts for early stopping; never used for anything else. */
  validation?: { tokens: Tokens; y: Float64Array; weight?: Float64Array };
}

type Add = (code: string, message: string) => void;

/** Refuses texts and classes that cannot be learnt from, naming every problem; returns the number of classes. */
export function checkLabelledTokens({ tokens, y, weight, validation }: LabelledTokens, owner: string): number {
  return withProblems(owner, (add) => {
    if (tokens.length === 0) add('DATA_EMPTY', 'needs at least one text.');
    checkEach(tokens, add);
    const classes = checkTarget(tokens.length, y, weight, true, add);
    if (validation === undefined) return classes;
    const addOf: Add = (code, message) => add(code, `validation rows: ${message}`);
    checkEach(validation.tokens, addOf);
    checkTarget(validation.tokens.length, validation.y, validation.weight, false, addOf);
    const unknown = validation.y.findIndex((k) => !(k >= 0 && k < classes && Number.isInteger(k)));
    if (classes > 0 && unknown >= 0) {
      addOf(
        'CLASS_UNKNOWN',
        `y is ${validation.y[unknown]} in row ${unknown}; the training rows have the classes 0 to ${classes - 1}. Leave the row out, or train on rows of its class.`,
      );
    }
    return classes;
  });
}

/** Refuses texts that no answer can be given for. */
export function checkTokens(tokens: Tokens, owner: string): void {
  withProblems(owner, (add) => checkEach(tokens, add));
}

export function withProblems<T>(owner: string, check: (add: Add) => T): T {
  const problems: Problem[] = [];
  const result = check((code, message) => problems.push({ code, message: `${owner}: ${message}` }));
  if (problems.length === 0) return result;
  throw new ProoflineError('invalid-input', problems[0]!.code, problems.map(({ message }) => message).join('\n'), {
    problems,
  });
}

export function checkEach(tokens: Tokens, add: Add): void {
  const faults = { empty: [] as number[], untyped: [] as number[] };
  tokens.forEach((own, i) => {
    if (!Array.isArray(own) || !own.every((token) => typeof token === 'string')) faults.untyped.push(i);
    else if (own.length === 0) faults.empty.push(i);
  });
  const { empty, untyped } = faults;
  if (empty.length > 0) {
    add('SEQUENCE_EMPTY', `${rowsText(empty)} no token. Leave such texts out, or give them one that says so.`);
  }
  if (untyped.length > 0) {
    const row = untyped[0]!;
    const got = JSON.stringify(tokens[row])?.slice(0, 60);
    add('TOKEN_INVALID', `${rowsText(untyped)} something else than an array of strings; row ${row} is ${got}.`);
  }
}

function rowsText(rows: readonly number[]): string {
  const shown = rows.slice(0, 5).join(', ');
  const more = rows.length > 5 ? ` and ${rows.length - 5} more` : '';
  return rows.length === 1 ? `row ${shown} has` : `rows ${shown}${more} have`;
}
