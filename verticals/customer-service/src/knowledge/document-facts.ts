import { isUtf8 } from 'node:buffer';
import { basename, extname } from 'node:path';
import type { Problem } from '@proofline/learn';
import { parseDocumentAs, z } from '@proofline/pipeline';

/** A day as `2026-03-31`. */
export const day = z.iso.date({ error: 'a date, e.g. 2026-03-31' });
export const documentLanguage = z.enum(['en', 'zh']);
/** Addresses that a customer may open. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'a web address, e.g. https://shop.example/help' });

/** What the head of a Markdown file may say; what else stands there is of no concern here. */
const frontMatter = z.looseObject({
  title: z.string().min(1).optional(),
  url: webAddress.optional(),
  language: documentLanguage.optional(),
  updated: day.optional(),
  validUntil: day.optional(),
});

export type FrontMatter = Pick<z.output<typeof frontMatter>, 'title' | 'url' | 'language' | 'updated' | 'validUntil'>;

/** The facts at the head of a Markdown file, between two lines of `---`, and the text below. Throws problems with their lines. */
export function splitFrontMatter(text: string, file: string): { facts: FrontMatter; body: string; line: number } {
  const head = /^---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text);
  if (head === null) return { facts: {}, body: text, line: 1 };
  // The line of `---` is kept, so that lines of problems are those of the file.
  const { value } = parseDocumentAs(frontMatter, `\n${head[1]!}`, {
    fileName: file,
    noun: 'document',
    code: 'KNOWLEDGE',
  });
  return { facts: value, body: text.slice(head[0].length), line: head[0].split('\n').length };
}

/** `return-policy.md` → `Return policy`. */
export function titleFromName(file: string): string {
  const name = basename(file, extname(file)).replace(/[-_]+/g, ' ').trim();
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** The text of a file of UTF-8 (or UTF-16 with its mark), or what is wrong with its bytes. */
export function decodeText(bytes: Buffer, file: string): string | Problem {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  if (utf16 === undefined && !isUtf8(bytes)) {
    const line = firstBadLine(bytes);
    return notText(file, `${file}:${line}: These bytes are no UTF-8.`);
  }
  const text = new TextDecoder(utf16 ?? 'utf-8').decode(bytes);
  const at = text.indexOf('\0');
  if (at < 0) return text;
  return notText(file, `${file}:${text.slice(0, at).split('\n').length}: There is a zero byte, which no text has.`);
}

function notText(file: string, message: string): Problem {
  return {
    code: 'KNOWLEDGE_NOT_TEXT',
    message,
    where: { file },
    allowed: 'text in UTF-8',
    fix: 'Save the document as UTF-8, or take it out of the folder.',
  };
}

/** The 1-based line in which the first byte stands that is no UTF-8. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) return line;
    from = to + 1;
  }
  return line;
}
