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
/** More questions do not tell better what clues are worth, and each meets all others. */
export const MOST_ASKED = 4000;
/** Questions times items whose clues are held at a time: 96 MB. */
const MOST_CLUES = 2e6;

/**
 * What speaks for each item when a question is met that was not seen: the questions are asked fold by fold of an index of the
 * others. In each fold a fifth of the items is hidden, too, so that their questions have no answer there: what that looks like
 * is learnt without examples of it. Of very many questions a part is asked. `fixed` entries, such as the words of the answers, stay with items that are not hidden;
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
  const isAsked = drawn(questions.length, Math.min(MOST_ASKED, Math.ceil(MOST_CLUES / Math.max(1, items))), rng);
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
    const index = await EvidenceIndex.fit(entries, items, encoder, signal);
    for (const [i, { text, item, weight = 1 }] of questions.entries()) {
      if (foldOf[i] !== fold || isAsked[i] === 0) continue;
      throwIfCancelled(signal);
      const right = item !== undefined && present.has(item) ? item : undefined;
      studied[i] = { clues: index.evidence(text), right, weight, understood: index.understands(text) };
      if (i % 64 === 0) await breathe();
    }
  }
  return studied.filter((one) => one !== undefined);
}

/** Marks so many of all, or all where there are no more. */
function drawn(count: number, most: number, rng: FitContext['rng']): Uint8Array {
  const marks = new Uint8Array(count);
  if (count <= most) return marks.fill(1);
  const order = rng.fork('asked').shuffle(Int32Array.from({ length: count }, (_, i) => i));
  for (const at of order.subarray(0, most)) marks[at] = 1;
  return marks;
}

function dealt(count: number, rng: FitContext['rng']): Int32Array {
  const fold = new Int32Array(count);
  rng.shuffle(Int32Array.from({ length: count }, (_, i) => i)).forEach((at, place) => {
    fold[at] = place % FOLDS;
  });
  return fold;
}
