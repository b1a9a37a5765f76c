import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { inputError } from '@proofline/pipeline';

const FLOW = 'flow.yaml';
const STORIES = 'stories';
const KNOWLEDGE = 'knowledge';

export interface DialogueFolder {
  /** Texts by their paths below the folder, with slashes. */
  files: Record<string, string>;
  /** Documents that nothing reads, and that are not sent. */
  warnings: Problem[];
}

/**
 * What a dialogue consists of, as `proofline chat` and `proofline stories` read it; other files stay where they are. Throws
 * `not-found` where the folder holds no flow, and every document whose bytes are no text at once.
 */
export async function dialogueFiles(folder: string): Promise<DialogueFolder> {
  const files: Record<string, string> = {};
  for (const path of [FLOW, `${STORIES}.yaml`, ...(await storyPaths(folder))]) {
    const text = await textOf(join(folder, path));
    if (text !== undefined) files[path] = text;
  }
  if (files[FLOW] === undefined) {
    throw new ProoflineError(
      'not-found',
      'FLOW_NOT_FOUND',
      `There is no file '${join(folder, FLOW)}'. Name the folder that holds flow.yaml.`,
    );
  }
  const { texts, warnings } = await documentsOf(join(folder, KNOWLEDGE));
  return { files: { ...files, ...texts }, warnings };
}

async function storyPaths(folder: string): Promise<string[]> {
  const names = (await isFolder(join(folder, STORIES))) ? await readdir(join(folder, STORIES)) : [];
  return names
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => `${STORIES}/${name}`);
}

/** UTF-16 comes as the text that it is; what is no text would be sent as something else. */
async function documentsOf(folder: string): Promise<{ texts: Record<string, string>; warnings: Problem[] }> {
  const texts: Record<string, string> = {};
  const warnings: Problem[] = [];
  if (!(await isFolder(folder))) return { texts, warnings };
  const { decodeText, documentsBelow, isRead } = await import('@proofline/customer-service/knowledge');
  const problems: Problem[] = [];
  for (const { file, read } of await documentsBelow(folder)) {
    const path = `${KNOWLEDGE}/${file}`;
    if (!isRead(file)) {
      warnings.push({
        code: 'KNOWLEDGE_NOT_READ',
        message: `${path}: Nothing reads files of this kind; it is not sent.`,
      });
      continue;
    }
    const text = decodeText(await read(), path);
    if (typeof text === 'string') texts[path] = text;
    else problems.push(text);
  }
  if (problems.length > 0) throw inputError('KNOWLEDGE_INVALID', `The folder of documents '${folder}'`, problems);
  return { texts, warnings };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
