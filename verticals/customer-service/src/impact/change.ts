import { type Problem, ProoflineError } from '@proofline/learn';
import { shortened } from '@proofline/pipeline';
import { keyOfText } from '../training/similar-texts.js';

/** A text and its class. */
export interface Labelled {
  text: string;
  label: string;
}

/** Texts before and after a change of the training data. */
export interface ChangedTexts {
  /** In the order of the file. */
  before: readonly Labelled[];
  /** The class of each of them after the change; null where the row is taken out. */
  after: readonly (string | null)[];
  added: readonly Labelled[];
}

/** What is to be changed. A text is found by what it says: case, spacing and punctuation do not count. */
export interface Change {
  add?: readonly Labelled[];
  /** Rows of this text and class are taken out. */
  remove?: readonly Labelled[];
  /** Rows of this text that are not taken out get this class. */
  relabel?: readonly Labelled[];
}

/** Makes a change. Throws where a text that is to be taken out or put elsewhere is not there: all of them at once. */
export function changeTexts(
  before: readonly Labelled[],
  { add = [], remove = [], relabel = [] }: Change,
): ChangedTexts {
  const rows = new Map<string, number[]>();
  before.forEach(({ text }, row) => {
    const key = keyOfText(text);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  });
  const after: (string | null)[] = before.map(({ label }) => label);
  const missing: Problem[] = [];
  const find = (what: string, { text, label }: Labelled, at: number, ofLabel: boolean): number[] => {
    const found = (rows.get(keyOfText(text)) ?? []).filter((row) => !ofLabel || before[row]!.label === label);
    if (found.length === 0) {
      missing.push({
        code: 'TEXT_NOT_THERE',
        message: `Row ${at + 1} of what is to be ${what}: the data has no text '${shortened(text)}'${ofLabel ? ` of class '${label}'` : ''}.`,
        where: { row: at + 1 },
        got: shortened(text),
        fix: 'Copy text and class from the training file.',
      });
    }
    return found;
  };
  remove.forEach((one, at) => {
    for (const row of find('taken out', one, at, true)) after[row] = null;
  });
  relabel.forEach((one, at) => {
    for (const row of find('put into another class', one, at, false)) if (after[row] !== null) after[row] = one.label;
  });
  if (missing.length > 0) {
    throw new ProoflineError('invalid-input', 'TEXT_NOT_THERE', missing.map(({ message }) => message).join('\n'), {
      problems: missing,
    });
  }
  return { before, after, added: add };
}

/** The change from one training file to another, whatever the order of their rows. */
export function differenceOf(before: readonly Labelled[], next: readonly Labelled[]): ChangedTexts {
  const exact = ({ text, label }: Labelled): string => JSON.stringify([text, label]);
  const left = new Map<string, number[]>();
  next.forEach((one, at) => {
    const key = exact(one);
    left.set(key, [...(left.get(key) ?? []), at]);
  });
  const taken = new Set<number>();
  const after: (string | null | undefined)[] = before.map((one) => {
    const at = left.get(exact(one))?.shift();
    if (at === undefined) return undefined;
    taken.add(at);
    return one.label;
  });
  // Of what is left over, the same text in another class has been put there.
  const byText = new Map<string, number[]>();
  next.forEach(({ text }, at) => {
    if (!taken.has(at)) byText.set(text, [...(byText.get(text) ?? []), at]);
  });
  return {
    before,
    after: after.map((label, row) => {
      if (label !== undefined) return label;
      const at = byText.get(before[row]!.text)?.shift();
      if (at === undefined) return null;
      taken.add(at);
      return next[at]!.label;
    }),
    added: next.filter((_, at) => !taken.has(at)),
  };
}
