import { type Problem, ProoflineError } from '@proofline/learn';
import { passesLuhn, passesMod97 } from '@proofline/pipeline';
import { RE2JS } from 're2js';
import type { Found } from './entity.js';

/** Something a client writes in a form of its own. */
export interface PatternDefinition {
  label: string;
  /** Regular expression in the syntax of RE2: no look-around, no back-references, and so linear time for every text. */
  pattern: string;
  ignoreCase?: boolean;
}

/** How the last characters of an id follow from the others. */
export const CHECKSUMS = { luhn: passesLuhn, mod97: passesMod97 } as const;
export type Checksum = keyof typeof CHECKSUMS;

/** Order, ticket or customer numbers. A text of the form with a wrong checksum is refused, not taken. */
export interface IdDefinition extends PatternDefinition {
  checksum?: Checksum;
}

interface Compiled {
  label: string;
  type: 'id' | 'pattern';
  form: RE2JS;
  checksum?: Checksum;
}

/** Finds ids and patterns. Compiled once, used for every message. */
export class PatternMatcher {
  private readonly compiled: readonly Compiled[];

  constructor(ids: readonly IdDefinition[], patterns: readonly PatternDefinition[]) {
    const problems: Problem[] = [];
    const compile = (type: 'id' | 'pattern', { label, pattern, ignoreCase, checksum }: IdDefinition): Compiled[] => {
      try {
        const form = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
        if (form.matches('')) throw new Error('it matches nothing at all, and would be found everywhere');
        return [{ label, type, form, ...(checksum && { checksum }) }];
      } catch (error) {
        problems.push({
          code: 'PATTERN_INVALID',
          message: `The pattern of '${label}' cannot be used: ${(error as Error).message}.`,
          where: { path: label },
          got: pattern,
          allowed: 'RE2 syntax (no look-around, no back-references) that matches at least one character',
          fix: 'Write the pattern without look-around and back-references.',
        });
        return [];
      }
    };
    this.compiled = [...ids.flatMap((id) => compile('id', id)), ...patterns.flatMap((one) => compile('pattern', one))];
    if (problems.length > 0) {
      const message = problems.map((problem) => problem.message).join(' ');
      throw new ProoflineError('invalid-input', 'PATTERN_INVALID', message, { problems });
    }
  }

  /** @param text folded to ASCII width; a match inside a longer word or number is none */
  find(text: string): Found {
    const found: Found = { candidates: [], refused: [] };
    for (const { label, type, form, checksum } of this.compiled) {
      const matcher = form.matcher(text);
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (start === end || insideWord(text, start, end)) continue;
        const value = text.slice(start, end);
        if (
          checksum !== undefined &&
          !CHECKSUMS[checksum](checksum === 'luhn' ? value.replace(/\D/g, '') : value.replace(/[ -]/g, ''))
        ) {
          found.refused.push({ type, start, end, code: 'CHECKSUM' });
        } else found.candidates.push({ type, label, value, start, end, confidence: 1 });
      }
    }
    return found;
  }
}

const WORD = /[A-Za-z0-9_]/;

function insideWord(text: string, start: number, end: number): boolean {
  const cut = (at: number) => WORD.test(text[at - 1] ?? ' ') && WORD.test(text[at] ?? ' ');
  return cut(start) || cut(end);
}
