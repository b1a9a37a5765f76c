import { languageOf } from '@proofline/learn/text';

/** A sentence of a document, an item of a list or a row of a table. */
export interface Sentence {
  text: string;
  /** 1-based, in its file. */
  line: number;
}

/** What is known of a document besides its text. */
export interface DocumentFacts {
  title: string;
  /** Relative to the folder of documents, with `/`. */
  file: string;
  /** Where customers find it. */
  url?: string | undefined;
  language?: 'en' | 'zh' | undefined;
  /** `YYYY-MM-DD` */
  updated?: string | undefined;
  /** The last day on which it holds, `YYYY-MM-DD`. */
  validUntil?: string | undefined;
}

/** A piece of a document that answers questions: neighbouring paragraphs below one heading, or an entry of an FAQ. */
export interface Passage extends DocumentFacts {
  /** From the outermost to the innermost, without the title. */
  headings: string[];
  /** Questions that it answers, where the document says so. */
  questions: string[];
  sentences: Sentence[];
  line: number;
  language: 'en' | 'zh';
}

/** A heading or a run of text, in the order of the document. */
export type Block =
  | { kind: 'heading'; depth: number; text: string; line: number }
  | { kind: 'text'; sentences: Sentence[] };

/** Characters. Longer passages speak of several things. */
const LONG_PASSAGE = 500;

/** Puts blocks together below their headings. Text before the first heading has none. */
export function passagesOf(blocks: readonly Block[], facts: DocumentFacts): Passage[] {
  const passages: Passage[] = [];
  let path: { depth: number; text: string }[] = [];
  let open: Passage | undefined;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      path = [...path.filter(({ depth }) => depth < block.depth), block];
      open = undefined;
      continue;
    }
    if (open === undefined || textOf(open).length > LONG_PASSAGE) {
      open = passageBelow(path, facts);
      passages.push(open);
    }
    for (const sentence of block.sentences) open.sentences.push(sentence);
  }
  for (const passage of passages) {
    passage.line = passage.sentences[0]!.line;
    passage.language = facts.language ?? languageOfPassage(textOf(passage));
  }
  return passages;
}

function passageBelow(path: readonly { text: string }[], facts: DocumentFacts): Passage {
  const headings = path.map(({ text }) => text);
  return {
    ...facts,
    headings: headings[0] === facts.title ? headings.slice(1) : headings,
    questions: headings.slice(-1).filter(isQuestion),
    sentences: [],
    line: 0,
    language: 'en',
  };
}

export function isQuestion(text: string): boolean {
  return /[?？]\s*$/u.test(text);
}

/** Documents are Chinese or, like all that is in Latin script, taken for English. */
export function languageOfPassage(text: string): 'en' | 'zh' {
  return languageOf(text).language === 'zh' ? 'zh' : 'en';
}

export function textOf({ sentences, language }: Pick<Passage, 'sentences' | 'language'>): string {
  return sentences.map(({ text }) => text).join(language === 'zh' ? '' : ' ');
}

/** `Delivery › Costs (delivery.md:12)`; the address instead of the file where the document has one. */
export function citationOf({ title, headings, file, url }: Passage, line: number): string {
  return `${[title, ...headings].join(' › ')} (${url ?? `${file}:${line}`})`;
}

const SEGMENTERS = {
  en: new Intl.Segmenter('en', { granularity: 'sentence' }),
  zh: new Intl.Segmenter('zh', { granularity: 'sentence' }),
};

/** The sentences of a paragraph, white space folded. */
export function sentencesOf(paragraph: string): string[] {
  const folded = paragraph.replace(/\s+/gu, ' ').trim();
  return [...SEGMENTERS[languageOfPassage(folded)].segment(folded)]
    .map(({ segment }) => segment.trim())
    .filter((segment) => segment !== '');
}
