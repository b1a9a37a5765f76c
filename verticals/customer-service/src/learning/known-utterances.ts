import { languageOf } from '@proofline/learn/text';
import { inputError, readDataset, type TextColumn } from '@proofline/pipeline';
import type { Flow } from '../dialogue/flow/flow-shape.js';
import type { Understanding } from '../dialogue/understanding.js';

/** An utterance whose intent is known. */
export interface KnownUtterance {
  text: string;
  intent: string;
  language: Understanding['language'];
}

/** The columns of a training file. */
export interface TrainingColumns {
  text: string;
  target: string;
  /** The value of the target that stands for none of the intents. */
  outOfScope?: string | undefined;
}

/** The examples of a flow. */
export function examplesOf(flow: Flow): KnownUtterance[] {
  return Object.entries(flow.intents).flatMap(([intent, { examples }]) =>
    [...(examples?.en ?? []), ...(examples?.zh ?? [])].map((text) => ({
      text,
      intent,
      language: languageOf(text).language,
    })),
  );
}

/** The utterances of a training file, those out of scope left out. Throws `invalid-input` where a column is missing. */
export async function readTraining(
  path: string,
  { text, target, outOfScope }: TrainingColumns,
): Promise<KnownUtterance[]> {
  if (text === target) {
    throw inputError('TRAINING_COLUMNS', `File '${path}'`, [
      {
        code: 'TRAINING_COLUMNS',
        message: `The text and the intent cannot both be in column '${text}'.`,
        where: { column: text },
        fix: 'Name the column of the messages with --text and that of the intents with --target.',
      },
    ]);
  }
  const { columns } = await readDataset(
    path,
    { version: 1, columns: [text, target].map((name) => ({ name, type: 'text', role: 'feature' })) },
    { extraColumns: 'ignore' },
  );
  const cells = (name: string): TextColumn['values'] => (columns.get(name) as TextColumn).values;
  const intents = cells(target);
  return cells(text).flatMap((one, row) => {
    const intent = intents[row];
    if (one === null || intent === null || intent === undefined || intent === outOfScope) return [];
    return [{ text: one, intent, language: languageOf(one).language }];
  });
}
