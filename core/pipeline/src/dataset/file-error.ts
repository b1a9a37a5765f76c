import { type Problem, ProoflineError } from '@proofline/learn';

/** The error of a file that cannot be read as a whole: `File 'x.csv' <what>. <fix>` */
export function fileError(code: string, path: string, what: string, fix: string, cause?: unknown): ProoflineError {
  const problem: Problem = { code, message: `File '${path}' ${what}.`, where: { file: path }, fix };
  return new ProoflineError('invalid-input', code, `${problem.message} ${fix}`, {
    problems: [problem],
    ...(cause === undefined ? {} : { cause }),
  });
}
