import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { type Block, type Sentence, sentencesOf } from './passage.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Never read: no text, not meant to be seen, or ways to other pages. */
const SKIPPED = new Set(['head', 'script', 'style', 'template', 'noscript', 'nav', 'svg', 'iframe', 'form', 'button']);
/** Text inside of one line; every other element begins a block. */
const INLINE = new Set(
  'a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark q ruby s samp small span strong sub sup time u var wbr'.split(
    ' ',
  ),
);
/** What nobody sees may have been put there for a machine. */
const INVISIBLE = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i;

export interface HtmlPage {
  title?: string;
  /** By name, in lower case; `canonical` is the address of the page. */
  meta: Readonly<Record<string, string>>;
  blocks: Block[];
}

/** Reads a page as a person sees it: without scripts, navigation and what is hidden. */
export function readHtml(html: string): HtmlPage {
  const document = parse(html, { sourceCodeLocationInfo: true });
  const reader = new BlockReader(0);
  reader.read(document);
  const head = elementsBelow(document);
  const title = head.find(({ tagName }) => tagName === 'title');
  const meta = Object.fromEntries(
    head.flatMap((element): [string, string][] => {
      const { name, content, rel, href } = attributesOf(element);
      if (element.tagName === 'meta' && name && content) return [[name.toLowerCase(), content]];
      return element.tagName === 'link' && rel === 'canonical' && href ? [['canonical', href]] : [];
    }),
  );
  const shown = title === undefined ? '' : textBelow(title);
  return { ...(shown === '' ? {} : { title: shown }), meta, blocks: reader.finished() };
}

/** A comment that says on which line of a file stands what follows it. */
const LINE_MARK = /^proofline:line (\d+)$/;

/** The blocks of pieces of HTML that follow one another, each with its line of a file. What one opens may end in another. */
export function fragmentBlocks(pieces: readonly { html: string; line: number }[]): Block[] {
  const reader = new BlockReader(1);
  reader.read(parseFragment(pieces.map(({ html, line }) => `<!--proofline:line ${line}-->${html}`).join('')));
  return reader.finished();
}

/** Walks a page and closes a block where a browser would begin a new line. */
class BlockReader {
  private readonly blocks: Block[] = [];
  private said = '';
  private line: number;
  private heading: number | undefined;

  /** `fixedLine` is where everything stands, up to the next mark of a line; 0 where elements know it. */
  constructor(private fixedLine: number) {
    this.line = fixedLine;
  }

  finished(): Block[] {
    this.flush();
    return this.blocks;
  }

  read(node: Node): void {
    if (node.nodeName === '#text') this.take(node as DefaultTreeAdapterTypes.TextNode);
    else if (node.nodeName === '#comment') this.takeMark(node as DefaultTreeAdapterTypes.CommentNode);
    else if (!isElement(node)) this.children(node);
    else if (!isShown(node)) return;
    else if (isTable(node)) this.table(node);
    else if (node.tagName === 'img') this.said += ` ${attributesOf(node).alt ?? ''} `;
    else if (INLINE.has(node.tagName)) this.children(node);
    else this.block(node);
  }

  private children(node: Node): void {
    if ('childNodes' in node) for (const child of node.childNodes) this.read(child);
  }

  private take({ value, sourceCodeLocation }: DefaultTreeAdapterTypes.TextNode): void {
    if (this.said.trim() === '' && value.trim() !== '' && this.fixedLine === 0) {
      const before = value.slice(0, value.search(/\S/u)).split('\n').length - 1;
      this.line = (sourceCodeLocation?.startLine ?? 1) + before;
    }
    this.said += value;
  }

  private takeMark({ data }: DefaultTreeAdapterTypes.CommentNode): void {
    const line = this.fixedLine === 0 ? undefined : LINE_MARK.exec(data)?.[1];
    if (line === undefined) return;
    this.flush();
    this.fixedLine = Number(line);
    this.line = this.fixedLine;
  }

  private block(element: Element): void {
    if (element.tagName === 'br') {
      this.said += ' ';
      return;
    }
    this.flush();
    this.heading = /^h[1-6]$/.test(element.tagName) ? Number(element.tagName[1]) : undefined;
    this.children(element);
    this.flush();
  }

  private flush(): void {
    const text = this.said.replace(/\s+/gu, ' ').trim();
    const { heading, line } = this;
    this.said = '';
    this.heading = undefined;
    if (text === '') return;
    if (heading !== undefined) this.blocks.push({ kind: 'heading', depth: heading, text, line });
    else this.blocks.push({ kind: 'text', sentences: sentencesOf(text).map((one) => ({ text: one, line })) });
  }

  /** Each row becomes a sentence, `Country: France; Days: 3`; a table inside of a cell follows the row that it stands in. */
  private table(table: Element): void {
    this.flush();
    const parts = shownBelow(table, isTable);
    for (const caption of parts.filter(({ tagName }) => tagName === 'caption')) this.block(caption);
    const rows = parts
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) => ({
        line: this.fixedLine || (row.sourceCodeLocation?.startLine ?? 1),
        cells: row.childNodes.filter(isElement).filter(({ tagName }) => tagName === 'td' || tagName === 'th'),
      }))
      .filter(({ cells }) => cells.length > 0);
    const headed = rows.length > 1 && rows[0]!.cells.every(({ tagName }) => tagName === 'th');
    const names = headed ? rows[0]!.cells.map(textBelow) : [];
    let said: Sentence[] = [];
    const push = (): void => {
      if (said.length > 0) this.blocks.push({ kind: 'text', sentences: said });
      said = [];
    };
    for (const { cells, line } of rows.slice(headed ? 1 : 0)) {
      const text = cells
        .map(textBelow)
        .map((cell, k) => (names[k] && cell !== '' ? `${names[k]}: ${cell}` : cell))
        .filter((cell) => cell !== '')
        .join('; ');
      if (text !== '') said.push({ line, text });
      const inner = cells.filter(isShown).flatMap((cell) => shownBelow(cell, isTable).filter(isTable));
      if (inner.length > 0) push();
      for (const one of inner) this.table(one);
    }
    push();
  }
}

function isElement(node: Node): node is Element {
  return 'tagName' in node;
}

function attributesOf(element: Element): Record<string, string> {
  return Object.fromEntries(element.attrs.map(({ name, value }) => [name, value]));
}

function isInvisible(element: Element): boolean {
  const { hidden, style = '', ...rest } = attributesOf(element);
  return hidden !== undefined || rest['aria-hidden'] === 'true' || INVISIBLE.test(style);
}

function elementsBelow(node: Node): Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes.flatMap((child) => (isElement(child) ? [child, ...elementsBelow(child)] : []));
}

function isTable({ tagName }: Element): boolean {
  return tagName === 'table';
}

function isShown(element: Element): boolean {
  return !SKIPPED.has(element.tagName) && !isInvisible(element);
}

/** The elements below a node that are shown, but none inside of those that are `whole`. */
function shownBelow(node: Node, whole: (element: Element) => boolean): Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes
    .filter(isElement)
    .filter(isShown)
    .flatMap((child) => (whole(child) ? [child] : [child, ...shownBelow(child, whole)]));
}

/** All that is written in an element, without what is hidden and without the tables in it. */
function textBelow(element: Element): string {
  const parts = (node: Node): string => {
    if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value;
    if (isElement(node) && (!isShown(node) || isTable(node))) return ' ';
    if (isElement(node) && node.tagName === 'img') return ` ${attributesOf(node).alt ?? ''} `;
    const text = 'childNodes' in node ? node.childNodes.map(parts).join('') : '';
    return isElement(node) && !INLINE.has(node.tagName) ? ` ${text} ` : text;
  };
  return parts(element).replace(/\s+/gu, ' ').trim();
}
