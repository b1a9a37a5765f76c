import { type Problem, ProoflineError } from '../errors/proofline-error.js';

/** At most so many of the same problem are told one by one. */
const SHOWN = 20;

/** Refuses no texts at all, and what is no text, by row. An empty text is one. */
export function checkTexts(texts: readonly string[], owner: string, { needsOne = false } = {}): void {
  if (needsOne && texts.length === 0) {
    throw new ProoflineError('invalid-input', 'DATA_EMPTY', `${owner}: needs at least one text, got none.`);
  }
  const problems: Problem[] = [];
  for (let i = 0; i < texts.length; i++) {
    const value: unknown = texts[i];
    if (typeof value === 'string') continue;
    if (problems.length < SHOWN) {
      const got = value === null ? 'null' : typeof value;
      problems.push({ code: 'TEXT_INVALID', message: `${owner}: text ${i} is ${got}; a string is needed.`, got });
    }
  }
  if (problems.length > 0) {
    throw new ProoflineError('invalid-input', 'TEXT_INVALID', problems.map((p) => p.message).join('\n'), { problems });
  }
}
