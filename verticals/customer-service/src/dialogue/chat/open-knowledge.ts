import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@proofline/learn';
import type { Flow } from '../flow/flow-shape.js';
import type { FindAnswer } from '../understanding.js';

export interface OpenedKnowledge {
  findAnswer: FindAnswer;
  warnings: Problem[];
}

/**
 * The documents in the folder `knowledge` beside a flow, to be asked for answers; undefined where there is none. Throws what
 * `readKnowledge` and `KnowledgeBase.of` do. `now` decides which documents are stale.
 */
export async function openKnowledge(
  folder: string,
  { knowledge }: Pick<Flow, 'knowledge'>,
  now: () => Date,
): Promise<OpenedKnowledge | undefined> {
  const documents = join(folder, 'knowledge');
  const isFolder = await stat(documents)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (!isFolder) return undefined;
  // Readers of documents and the encoder are loaded only where there are documents.
  const { KnowledgeBase, readKnowledge } = await import('../../knowledge/index.js');
  const { passages, warnings } = await readKnowledge(documents);
  const base = await KnowledgeBase.of(passages, knowledge);
  return {
    findAnswer: (text) => {
      const found = base.find(text, now());
      if (found === undefined) return undefined;
      const { text: said, source, score, doubtful } = found;
      return { text: said, source, score, ...(doubtful ? { doubtful } : {}) };
    },
    warnings: [...warnings, ...base.staleDocuments(now())],
  };
}
