import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import { inputError } from '@proofline/pipeline';
import { instructionsIn } from '../grounding/instructions.js';
import {
  day,
  decodeText,
  documentLanguage,
  type FrontMatter,
  splitFrontMatter,
  titleFromName,
  webAddress,
} from './document-facts.js';
import { type Findings, faqPassages } from './faq-passages.js';
import { readHtml } from './html-blocks.js';
import { markdownBlocks } from './markdown-blocks.js';
import { type Block, type Passage, passagesOf } from './passage.js';

/** Bytes of one document. */
const LARGEST = 5 * 2 ** 20;

export interface Knowledge {
  passages: Passage[];
  /** What is odd: files and columns that nothing reads, sentences that speak to a machine. */
  warnings: Problem[];
}

type Reader = (text: string, file: string, findings: Findings) => Passage[];

const READERS: Readonly<Record<string, Reader>> = {
  '.md': readMarkdown,
  '.markdown': readMarkdown,
  '.html': readWebPage,
  '.htm': readWebPage,
  '.csv': faqPassages,
};

/** A document that has not been read yet. */
export interface KnowledgeFile {
  /** Path below the folder, with slashes. */
  file: string;
  /** Bytes. */
  size: number;
  read(): Buffer | Promise<Buffer>;
}

/** The passages of all documents in a folder and below. Throws as `readKnowledgeFiles` does. */
export async function readKnowledge(folder: string): Promise<Knowledge> {
  return readKnowledgeFiles(await documentsBelow(folder), `The folder of documents '${folder}'`);
}

/** The files in a folder and below, hidden ones left out, by their paths. Throws `not-found`. */
export async function documentsBelow(folder: string): Promise<KnowledgeFile[]> {
  return Promise.all(
    (await filesBelow(folder)).map(async (file): Promise<KnowledgeFile> => {
      const path = join(folder, file);
      return { file, size: (await stat(path)).size, read: () => readFile(path) };
    }),
  );
}

/** Whether documents of this kind are read, by the end of the name. */
export const isRead = (file: string): boolean => extname(file).toLowerCase() in READERS;

/**
 * The passages of documents: Markdown, HTML, and FAQs as CSV. Throws `invalid-input` about `subject` with every fault of every
 * file at once, each with its line: bytes that are no text, documents without text, wrong columns, dates that are none, a
 * question that is answered twice.
 */
export async function readKnowledgeFiles(files: readonly KnowledgeFile[], subject: string): Promise<Knowledge> {
  const findings: Findings = { problems: [], warnings: [], answered: new Map() };
  const passages: Passage[] = [];
  for (const document of files) {
    const read = READERS[extname(document.file).toLowerCase()];
    if (read === undefined) findings.warnings.push(notRead(document.file));
    else for (const passage of await readDocument(document, read, findings)) passages.push(passage);
  }
  if (findings.problems.length > 0) throw inputError('KNOWLEDGE_INVALID', subject, findings.problems);
  return { passages: withoutInstructions(passages, findings.warnings), warnings: findings.warnings };
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw new ProoflineError('not-found', 'KNOWLEDGE_NOT_FOUND', `There is no folder of documents '${folder}'.`);
  });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length)
        .replace(/^[\\/]+/, '')
        .split(sep)
        .join('/'),
    )
    .sort();
}

async function readDocument(document: KnowledgeFile, read: Reader, findings: Findings): Promise<Passage[]> {
  const { file, size } = document;
  if (size > LARGEST) {
    findings.problems.push({
      code: 'KNOWLEDGE_TOO_LARGE',
      message: `${file}: The document has ${size} bytes; ${LARGEST} are the most.`,
      where: { file },
      fix: 'Divide it into several.',
    });
    return [];
  }
  const text = decodeText(await document.read(), file);
  if (typeof text !== 'string') {
    findings.problems.push(text);
    return [];
  }
  const before = findings.problems.length;
  const passages = tryToRead(read, text, file, findings);
  if (passages.length === 0 && findings.problems.length === before) findings.problems.push(empty(file));
  return passages;
}

function tryToRead(read: Reader, text: string, file: string, findings: Findings): Passage[] {
  try {
    return read(text, file, findings);
  } catch (error) {
    if (error instanceof ProoflineError) findings.problems.push(...error.problems);
    // Elements in elements in elements, some thousands deep.
    else if (error instanceof RangeError) findings.problems.push(tooDeep(file));
    else throw error;
    return [];
  }
}

function readMarkdown(text: string, file: string): Passage[] {
  const { facts, body, line } = splitFrontMatter(text, file);
  const blocks = markdownBlocks(body, line);
  return passagesOf(blocks, { ...facts, file, title: facts.title ?? mainHeading(blocks) ?? titleFromName(file) });
}

function readWebPage(text: string, file: string, { problems }: Findings): Passage[] {
  const { title, meta, blocks } = readHtml(text);
  const facts: FrontMatter = {};
  const take = <K extends keyof FrontMatter>(
    key: K,
    shape: { safeParse(value: unknown): { success: boolean; data?: unknown } },
    allowed: string,
    ...names: string[]
  ): void => {
    const name = names.find((one) => meta[one] !== undefined);
    if (name === undefined) return;
    const parsed = shape.safeParse(meta[name]);
    if (parsed.success) facts[key] = parsed.data as FrontMatter[K];
    else problems.push(wrongMeta(file, name, meta[name]!, allowed));
  };
  take('url', webAddress, 'a web address', 'canonical');
  take('language', documentLanguage, 'en, zh', 'language');
  take('updated', day, 'a date, e.g. 2026-03-31', 'updated');
  take('validUntil', day, 'a date, e.g. 2026-03-31', 'valid-until', 'validuntil');
  return passagesOf(blocks, { ...facts, file, title: title ?? mainHeading(blocks) ?? titleFromName(file) });
}

function mainHeading(blocks: readonly Block[]): string | undefined {
  const first = blocks.find((block) => block.kind === 'heading');
  return first?.depth === 1 ? first.text : undefined;
}

function wrongMeta(file: string, name: string, got: string, allowed: string): Problem {
  return {
    code: 'KNOWLEDGE_INVALID_VALUE',
    message: `${file}: '${name}' in the head of the page is '${got}', but must be ${allowed}.`,
    where: { file },
    got,
    allowed,
    fix: 'Correct it, or take it out.',
  };
}

function empty(file: string): Problem {
  return {
    code: 'KNOWLEDGE_EMPTY',
    message: `${file}: The document has no text.`,
    where: { file },
    fix: 'Write it, or take it out of the folder.',
  };
}

function tooDeep(file: string): Problem {
  return {
    code: 'KNOWLEDGE_TOO_DEEP',
    message: `${file}: Elements stand in one another thousands of times.`,
    where: { file },
    fix: 'Save the page with its text only.',
  };
}

function notRead(file: string): Problem {
  return {
    code: 'KNOWLEDGE_NOT_READ',
    message: `${file}: Nothing reads files of this kind.`,
    where: { file },
    allowed: '.md, .html, .csv',
    fix: 'Save it as one of these.',
  };
}

/** A sentence that gives orders to a machine answers no customer. */
function withoutInstructions(passages: readonly Passage[], warnings: Problem[]): Passage[] {
  return passages.flatMap((passage) => {
    const sentences = passage.sentences.filter(({ text, line }) => {
      const [found] = instructionsIn(text);
      if (found === undefined) return true;
      warnings.push({
        code: 'KNOWLEDGE_INSTRUCTION',
        message: `${passage.file}:${line}: '${found.text}' speaks to a machine, not to a customer; the sentence is left out.`,
        where: { file: passage.file },
        fix: 'Find out who wrote it, and take it out.',
      });
      return false;
    });
    return sentences.length === 0 ? [] : [{ ...passage, sentences }];
  });
}
