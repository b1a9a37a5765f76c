import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@proofline/learn';
import type { Knowledge } from '../../knowledge/index.js';
import type { Flow } from '../flow/flow-shape.js';
import type { FindAnswer } from '../understanding.js';

/** Below the folder of the flow. */
const FOLDER = 'knowledge';

/** What a flow says of its documents. */
type FlowOfKnowledge = Pick<Flow, 'knowledge' | 'timeZone'>;

export interface OpenedKnowledge {
  findAnswer: FindAnswer;
  warnings: Problem[];
}

/** The documents in the folder `knowledge` beside a flow; undefined where there is none. Throws as `openKnowledge` does. */
export async function openKnowledgeOf(
  folder: string,
  flow: FlowOfKnowledge | undefined,
  now: Date,
): Promise<OpenedKnowledge | undefined> {
  const documents = join(folder, FOLDER);
  const isFolder = await stat(documents)
    .then((found) => found.isDirectory())
    .catch(() => false);
  if (!isFolder) return undefined;
  const { readKnowledge } = await import('../../knowledge/index.js');
  return openKnowledge(await readKnowledge(documents), flow, now);
}

/** The documents among files that came as texts by their paths; undefined where there is none. Throws as `openKnowledge` does. */
export async function openKnowledgeAmong(
  files: Readonly<Record<string, string>>,
  flow: FlowOfKnowledge | undefined,
  now: Date,
): Promise<OpenedKnowledge | undefined> {
  const documents = Object.entries(files).filter(([path]) => path.startsWith(`${FOLDER}/`));
  if (documents.length === 0) return undefined;
  // Readers of documents and the encoder are loaded only where there are documents.
  const { readKnowledgeFiles } = await import('../../knowledge/index.js');
  const read = await readKnowledgeFiles(
    documents.map(([path, text]) => {
      const bytes = Buffer.from(text);
      return { file: path.slice(FOLDER.length + 1), size: bytes.length, read: () => bytes };
    }),
    'The documents',
  );
  return openKnowledge(read, flow, now);
}

/** Throws what `readKnowledge` and `KnowledgeBase.of` do. */
async function openKnowledge(
  { passages, warnings }: Knowledge,
  flow: FlowOfKnowledge | undefined,
  opened: Date,
): Promise<OpenedKnowledge> {
  const { KnowledgeBase } = await import('../../knowledge/index.js');
  const base = await KnowledgeBase.of(passages, { ...flow?.knowledge, timeZone: flow?.timeZone });
  return {
    findAnswer: (text, _language, now) => {
      const found = base.find(text, now);
      if (found === undefined) return undefined;
      const { text: said, source, score, doubtful } = found;
      return { text: said, source, score, ...(doubtful ? { doubtful } : {}) };
    },
    warnings: [...warnings, ...base.staleDocuments(opened)],
  };
}
