import type { Problem } from '@proofline/learn';
import { closest } from '@proofline/pipeline';
import { CsvError, type Info, parse } from 'csv-parse/sync';
import { day, documentLanguage, titleFromName, webAddress } from './document-facts.js';
import { languageOfPassage, type Passage, sentencesOf } from './passage.js';

/** What a column may be called. */
const COLUMNS = {
  question: ['question', '问题'],
  answer: ['answer', '答案', '回答'],
  source: ['source', 'title', '来源'],
  url: ['url', 'link', '网址', '链接'],
  language: ['language', '语言'],
  updated: ['updated', '更新日期'],
  validUntil: ['validuntil', 'valid_until', '有效期至'],
  // Of entries that were learnt from chats: for people.
  provenance: ['provenance'],
} as const;

type ColumnName = keyof typeof COLUMNS;
type Cells = Partial<Record<ColumnName, string>>;

interface FaqRow {
  cells: Cells;
  line: number;
}

/** What is found out about documents while they are read. */
export interface Findings {
  problems: Problem[];
  warnings: Problem[];
  /** Where each question of an FAQ is answered: with two entries it would be answered by chance. */
  answered: Map<string, string>;
}

/** The entries of an FAQ, a row each, or several with the same answer. */
export function faqPassages(text: string, file: string, findings: Findings): Passage[] {
  const rows = readRows(text, file, findings);
  const byAnswer = new Map<string, Passage>();
  for (const { cells, line } of rows) {
    const passage = passageOf(cells, file, line, findings);
    if (passage === undefined) continue;
    const { title, url, language, updated, validUntil } = passage;
    const key = JSON.stringify([cells.answer, title, url, language, updated, validUntil]);
    const known = byAnswer.get(key);
    if (known === undefined) byAnswer.set(key, passage);
    else known.questions.push(...passage.questions);
  }
  return [...byAnswer.values()];
}

function passageOf(cells: Cells, file: string, line: number, { problems, answered }: Findings): Passage | undefined {
  const before = problems.length;
  const fault = (code: string, message: string, rest: Partial<Problem> = {}): void => {
    problems.push({ code, message: `${file}:${line}: ${message}`, where: { file }, ...rest });
  };
  for (const name of ['question', 'answer'] as const) {
    if (cells[name] === undefined) {
      fault('FAQ_CELL_EMPTY', `The ${name} is empty.`, { fix: 'Fill it in, or take the row out.' });
    }
  }
  const shapes = { url: webAddress, language: documentLanguage, updated: day, validUntil: day };
  for (const [name, shape] of Object.entries(shapes)) {
    const got = cells[name as ColumnName];
    const parsed = shape.optional().safeParse(got);
    if (parsed.success || got === undefined) continue;
    const allowed = name === 'language' ? 'en, zh' : parsed.error.issues[0]!.message;
    fault('FAQ_CELL_INVALID', `'${name}' is '${got}'.`, { got, allowed, fix: `Write ${allowed}.` });
  }
  const key = plain(cells.question ?? '');
  const other = answered.get(key);
  if (key !== '' && other !== undefined) {
    fault('FAQ_DUPLICATE_QUESTION', `'${cells.question}' is also answered at ${other}.`, { fix: 'Keep one of them.' });
  } else answered.set(key, `${file}:${line}`);
  if (problems.length > before) return undefined;
  const answer = cells.answer!;
  return {
    title: cells.source ?? titleFromName(file),
    file,
    line,
    headings: [],
    questions: [cells.question!],
    sentences: sentencesOf(answer).map((one) => ({ text: one, line })),
    language: (cells.language as Passage['language'] | undefined) ?? languageOfPassage(`${cells.question} ${answer}`),
    url: cells.url,
    updated: cells.updated,
    validUntil: cells.validUntil,
  };
}

/** Without case, width and punctuation. */
function plain(question: string): string {
  return question
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function readRows(text: string, file: string, { problems, warnings }: Findings): FaqRow[] {
  const records = parsedRecords(text, file, problems);
  const [header, ...rest] = records;
  if (header === undefined) return [];
  const names = header.cells.map(nameOf);
  const unknown = header.cells.filter((_, k) => names[k] === undefined);
  const missing = (['question', 'answer'] as const).filter((name) => !names.includes(name));
  const twice = names.filter((name, k) => name !== undefined && names.indexOf(name) !== k);
  if (missing.length > 0 || twice.length > 0) {
    const faults = [
      ...(missing.length > 0 ? [`lacks the column ${missing.map((name) => `'${name}'`).join(' and ')}`] : []),
      ...(twice.length > 0 ? [`has the column '${twice[0]}' twice`] : []),
    ];
    problems.push({
      code: 'FAQ_COLUMNS',
      message: `${file}:1: The FAQ ${faults.join(' and ')}.`,
      where: { file },
      got: header.cells.join(', '),
      allowed: 'question, answer, and if wanted source, url, language, updated, validUntil',
      fix: 'Name the columns in the first line.',
    });
    return [];
  }
  if (unknown.length > 0) warnings.push(unreadColumns(file, unknown));
  return rest.flatMap(({ cells, line }): FaqRow[] => {
    if (cells.length !== header.cells.length) {
      problems.push({
        code: 'FAQ_ROW_LENGTH',
        message: `${file}:${line}: The row has ${cells.length} cells; the first line has ${header.cells.length}.`,
        where: { file },
        fix: 'Put texts that hold the separator between double quotes.',
      });
      return [];
    }
    const named = names.flatMap((name, k) => (name === undefined || cells[k] === '' ? [] : [[name, cells[k]!]]));
    return [{ line, cells: Object.fromEntries(named) as Cells }];
  });
}

function unreadColumns(file: string, names: readonly string[]): Problem {
  const known = Object.values(COLUMNS).flat();
  const near = names.map((name) => closest(name, known)).find((one) => one !== undefined);
  return {
    code: 'FAQ_COLUMNS_UNREAD',
    message: `${file}:1: Nothing reads the columns ${names.map((name) => `'${name}'`).join(', ')}.`,
    where: { file },
    ...(near === undefined ? {} : { fix: `Did you mean '${near}'?` }),
  };
}

/** All records with the line on which each begins; none where the file is no CSV, which is a problem. */
function parsedRecords(text: string, file: string, problems: Problem[]): { cells: string[]; line: number }[] {
  let line = 1;
  try {
    const records = parse(text, {
      bom: true,
      info: true,
      trim: true,
      relax_column_count: true,
      delimiter: delimiterOf(text),
    }) as unknown as { record: string[]; info: Info }[];
    return records
      .map(({ record, info }) => {
        const begins = line;
        line = info.lines + 1;
        return { cells: record, line: begins };
      })
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const at = (error as unknown as { lines?: number }).lines ?? 1;
    problems.push({
      code: 'FAQ_NOT_CSV',
      message: `${file}:${at}: This is no CSV: ${error.message.split('\n')[0]}.`,
      where: { file },
      fix: 'Put texts that hold a separator or a line break between double quotes, and double the quotes inside.',
    });
    return [];
  }
}

/** The one of the usual separators that stands most often in the first line. */
function delimiterOf(text: string): string {
  const [first = ''] = text.split('\n', 1);
  const count = (mark: string): number => first.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function nameOf(header: string): ColumnName | undefined {
  const said = header.toLowerCase().trim();
  return (Object.keys(COLUMNS) as ColumnName[]).find((name) => (COLUMNS[name] as readonly string[]).includes(said));
}
