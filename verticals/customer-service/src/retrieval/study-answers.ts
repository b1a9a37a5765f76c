import { breathe, type FitContext, throwIfCancelled } from '@proofline/learn';
import type { JudgedQuestion } from './answer-scale.js';
import { type Entry, EvidenceIndex } from './evidence-index.js';

/** Questions with the item that answers each; `undefined` for those that none does. */
export interface AskedQuestion {
  text: string;
  item: number | undefined;
  weight?: number;
}

export interface StudiedQuestion extends JudgedQuestion {
  /** Whether its meaning is known to the encoder. */
  understood: boolean;
}

const FOLDS = 5;

/**
 * What speaks for each item when a question is met that was not seen: the questions are asked fold by fold of an index of the
 * others. In each fold a fifth of the items is hidden, too, so that their questions have no answer there: what that looks like
 * is learnt without examples of it. `fixed` entries, such as the words of the answers, stay with items that are not hidden;
 * with `others` false they are all there is.
 */
export async function studyQuestions(
  questions: readonly AskedQuestion[],
  fixed: readonly Entry[],
  items: number,
  encoder: string | undefined,
  { rng, signal }: Pick<FitContext, 'rng' | 'signal'>,
  others = true,
): Promise<StudiedQuestion[]> {
  const foldOf = dealt(questions.length, rng.fork('folds'));
  const hiddenIn = dealt(items, rng.fork('hidden'));
  const studied: StudiedQuestion[] = new Array(questions.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const shown = (item: number): boolean => hiddenIn[item] !== fold;
    const entries = [
      ...questions.flatMap(({ text, item }, i): Entry[] =>
        others && foldOf[i] !== fold && item !== undefined && shown(item) ? [{ item, text }] : [],
      ),
      ...fixed.filter(({ item }) => shown(item)),
    ];
    if (entries.length === 0) continue;
    const present = new Set(entries.map(({ item }) => item));
    const index = await EvidenceIndex.fit(entries, items, encoder);
    for (const [i, { text, item, weight = 1 }] of questions.entries()) {
      if (foldOf[i] !== fold) continue;
      throwIfCancelled(signal);
      const right = item !== undefined && present.has(item) ? item : undefined;
      studied[i] = { clues: index.evidence(text), right, weight, understood: index.understands(text) };
      if (i % 64 === 0) await breathe();
    }
  }
  return studied.filter((one) => one !== undefined);
}

function dealt(count: number, rng: FitContext['rng']): Int32Array {
  const fold = new Int32Array(count);
  rng.shuffle(Int32Array.from({ length: count }, (_, i) => i)).forEach((at, place) => {
    fold[at] = place % FOLDS;
  });
  return fold;
}
