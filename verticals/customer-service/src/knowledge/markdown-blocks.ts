import { lexer, parser, type Token } from 'marked';
import { fragmentBlocks } from './html-blocks.js';
import type { Block } from './passage.js';

/** The blocks of a Markdown text (GitHub's, with tables), each with the line on which it begins; `from` is that of the first. */
export function markdownBlocks(markdown: string, from = 1): Block[] {
  const tokens = lexer(markdown.replaceAll('\r\n', '\n'));
  const pieces: { html: string; line: number }[] = [];
  let line = from;
  for (const token of tokens) {
    for (const part of partsOf(token)) {
      // A part begins where its text does, behind empty lines.
      const empty = part.raw.slice(0, Math.max(0, part.raw.search(/\S/u)));
      pieces.push({ html: htmlOf(part), line: line + linesIn(empty) });
      line += linesIn(part.raw);
    }
    line += linesIn(token.raw) - partsOf(token).reduce((sum, { raw }) => sum + linesIn(raw), 0);
  }
  return fragmentBlocks(pieces);
}

/** The items of a list, so that each has its own line; anything else as it is. */
function partsOf(token: Token): Token[] {
  return token.type === 'list' ? (token.items as Token[]) : [token];
}

function htmlOf(token: Token): string {
  if (token.type === 'space' || token.type === 'def') return '';
  return parser([token.type === 'list_item' ? { ...token, type: 'list', ordered: false, items: [token] } : token]);
}

function linesIn(raw: string): number {
  return raw.split('\n').length - 1;
}
