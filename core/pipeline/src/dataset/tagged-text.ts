import { extname } from 'node:path';
import { convertTags, type Problem, parseTag, type Span, spansOf, splitWords } from '@proofline/learn';
import { inputError } from '../cells/problem-log.js';
import { shortened } from '../text/shortened.js';

/**
 * Files of texts with marked spans, as people annotate them:
 *
 * - `conll`: a token and its tag (BIO, BILOU or BIOES) a line, the first and the last of its columns, set apart by tabs or
 *   spaces; an empty line between sentences;
 * - `entities`: JSON lines of `{"text", "entities": [{"start", "end", "label"}]}`, or of `{"tokens", "tags"}`.
 *
 * Both are read as a table of two columns, `text` and `entities`. Tokens are joined by spaces, and spans counted in characters.
 */
export type TaggedFormat = 'conll' | 'entities';

export const TEXT_COLUMN = 'text';
export const ENTITIES_COLUMN = 'entities';

/** A marked part of a text: characters `start` to `end` (UTF-16 units, exclusive). */
export interface Entity {
  start: number;
  end: number;
  label: string;
}

export interface TaggedTable {
  rows: { text: string; entities: Entity[] }[];
  /** What was read otherwise than it is written. */
  warnings: Problem[];
}

const CONLL_EXTENSIONS = new Set(['.conll', '.bio', '.iob', '.iob2', '.bioes', '.bilou']);
/** Lines of a file that its format is told from. */
const SAMPLE_LINES = 500;

/** Whether a file is one of these, told from its name and its beginning. */
export function taggedFormat(path: string, sample: string): TaggedFormat | undefined {
  const lines = sample.replace(/^\ufeff/, '').split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '');
  if (first?.trimStart().startsWith('{')) {
    return /"text"\s*:/.test(first) && /"entities"\s*:\s*\[/.test(first)
      ? 'entities'
      : /"tokens"\s*:\s*\[/.test(first) && /"tags"\s*:\s*\[/.test(first)
        ? 'entities'
        : undefined;
  }
  const name = path.replace(/\.gz$/i, '');
  if (CONLL_EXTENSIONS.has(extname(name).toLowerCase())) return 'conll';
  const tags = lines
    .slice(0, SAMPLE_LINES)
    .map(columnsOf)
    .filter((columns) => columns.length > 0 && !isMark(columns))
    .map((columns) => (columns.length < 2 ? undefined : parseTag(columns.at(-1)!)));
  const known = tags.filter((tag) => tag !== undefined);
  const marked = known.some(({ prefix }) => prefix !== 'O');
  return marked && known.length >= 0.8 * tags.length ? 'conll' : undefined;
}

/** Reads such a file's whole text; throws every problem at once, with lines. */
export function parseTagged(path: string, format: TaggedFormat, content: string): TaggedTable {
  const log = new LineLog(path);
  const text = content.replace(/^\ufeff/, '');
  const rows = format === 'conll' ? readConll(text, log) : readJsonLines(text, log);
  if (rows.length === 0 && log.problems.length === 0) {
    log.error('FILE_EMPTY', 1, 'nothing', () => ({
      what: 'hold no sentence',
      allowed: 'at least one',
      fix: 'Export it again.',
    }));
  }
  if (log.problems.length > 0) throw inputError('DATA_INVALID', `File '${path}'`, log.problems);
  return { rows, warnings: log.warnings };
}

function columnsOf(line: string): string[] {
  const trimmed = line.trim();
  if (trimmed === '') return [];
  return (trimmed.includes('\t') ? trimmed.split('\t') : trimmed.split(/\s+/)).map((cell) => cell.trim());
}

/** A line that belongs to no sentence: the mark of a document, a comment. */
function isMark(columns: readonly string[]): boolean {
  if (columns[0] === '-DOCSTART-') return true;
  return columns[0]!.startsWith('#') && (columns.length < 2 || parseTag(columns.at(-1)!) === undefined);
}

function readConll(content: string, log: LineLog): TaggedTable['rows'] {
  const rows: TaggedTable['rows'] = [];
  const lines = content.split(/\r?\n/);
  const widths = new Map<number, number>();
  for (const line of lines) {
    const { length } = columnsOf(line);
    if (length > 0) widths.set(length, (widths.get(length) ?? 0) + 1);
  }
  const width = Math.max(2, [...widths].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 2);
  let tokens: string[] = [];
  let tags: string[] = [];
  let numbers: number[] = [];
  const endSentence = (): void => {
    if (tokens.length > 0) rows.push(taggedRow(tokens, tags, (t) => log.repaired(numbers[t]!, tags[t]!)));
    tokens = [];
    tags = [];
    numbers = [];
  };
  lines.forEach((line, i) => {
    const columns = columnsOf(line);
    if (columns.length === 0) {
      endSentence();
      return;
    }
    if (isMark(columns)) return;
    if (columns.length !== width) {
      log.error('COLUMNS_DIFFER', i + 1, line, () => ({
        what:
          widths.size === 1
            ? 'have one column'
            : `have ${columns.length} column${columns.length === 1 ? '' : 's'} where others have ${width}`,
        allowed: 'a token, a tab and its tag',
        fix: 'Write the tag O beside a token that is in no span, and leave lines between sentences empty.',
      }));
      return;
    }
    const tag = columns.at(-1)!;
    if (!log.tag(tag, i + 1)) return;
    tokens.push(columns[0]!);
    tags.push(tag);
    numbers.push(i + 1);
  });
  endSentence();
  return rows;
}

/** `onRepair` is told of each tag that goes on with a span that there is not. */
function taggedRow(
  tokens: readonly string[],
  tags: readonly string[],
  onRepair: (token: number) => void,
): TaggedTable['rows'][number] {
  let text = '';
  const starts: number[] = [];
  for (const token of tokens) {
    if (text !== '') text += ' ';
    starts.push(text.length);
    text += token;
  }
  convertTags(tags, 'BIO').forEach((tag, t) => {
    const before = parseTag(tags[t]!)!.prefix;
    if ((before === 'I' || before === 'L') && tag.startsWith('B')) onRepair(t);
  });
  const entities = spansOf(tags).map(({ start, end, label }: Span) => ({
    start: starts[start]!,
    end: starts[end - 1]! + tokens[end - 1]!.length,
    label,
  }));
  return { text, entities };
}

function readJsonLines(content: string, log: LineLog): TaggedTable['rows'] {
  const rows: TaggedTable['rows'] = [];
  content.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    const number = i + 1;
    const value = parseObject(line);
    if (value === undefined) {
      log.error('ROW_NOT_JSON', number, line, () => ({
        what: 'are not a JSON object',
        allowed: 'one object a line',
        fix: 'A row must not be spread over several lines.',
      }));
    } else if ('tokens' in value) {
      const row = tokensRow(value, number, log);
      if (row !== undefined) rows.push(row);
    } else {
      const row = textRow(value, number, log);
      if (row !== undefined) rows.push(row);
    }
  });
  return rows;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function tokensRow({ tokens, tags }: Record<string, unknown>, number: number, log: LineLog) {
  if (!isTexts(tokens) || !isTexts(tags) || tokens.length !== tags.length) {
    const got = isTexts(tokens) && isTexts(tags) ? `${tokens.length} tokens and ${tags.length} tags` : 'other values';
    log.error('TAGS_DIFFER', number, got, () => ({
      what: `have ${got}`,
      allowed: "'tokens' and 'tags' as lists of texts of one length",
      fix: 'Give each token one tag.',
    }));
    return undefined;
  }
  if (!tags.map((tag) => log.tag(tag, number)).every(Boolean)) return undefined;
  return taggedRow(
    tokens.map((token) => (token.trim() === '' ? '\ufffd' : token)),
    tags,
    (t) => log.repaired(number, tags[t]!),
  );
}

function textRow({ text, entities = [] }: Record<string, unknown>, number: number, log: LineLog) {
  if (typeof text !== 'string') {
    log.error('TEXT_MISSING', number, JSON.stringify(text) ?? 'nothing', () => ({
      what: "have no 'text'",
      allowed: "a text, with 'entities' beside it",
      fix: "Write each row as {'text', 'entities'} or {'tokens', 'tags'}.",
    }));
    return undefined;
  }
  const found = entitiesOf(entities);
  if (found === undefined) {
    log.error('ENTITY_INVALID', number, shortened(JSON.stringify(entities), 80), () => ({
      what: "have 'entities' that are no list of spans",
      allowed: "a list of {'start', 'end', 'label'} with whole numbers",
      fix: "Count characters from 0; 'end' is that behind the last.",
    }));
    return undefined;
  }
  const inUnits = entitiesInUnits(text, found);
  const wrong = inUnits.find(({ start, end }) => start < 0 || end <= start || end > text.length);
  if (wrong !== undefined) {
    log.error('ENTITY_OUTSIDE', number, `${wrong.start} to ${wrong.end}`, () => ({
      what: `have a span that is empty or outside of the text (${wrong.start} to ${wrong.end} of ${text.length} characters)`,
      allowed: 'spans of the text',
      fix: "Count characters from 0; 'end' is that behind the last.",
    }));
    return undefined;
  }
  const whole = inUnits.map((entity) => wholeWords(text, entity));
  whole.forEach((entity, k) => {
    const { start, end } = inUnits[k]!;
    if (entity.start !== start || entity.end !== end) {
      log.widened(number, text.slice(start, end), text.slice(entity.start, entity.end));
    }
  });
  whole.sort((a, b) => a.start - b.start || a.end - b.end);
  const over = whole.find((entity, k) => k > 0 && entity.start < whole[k - 1]!.end);
  if (over !== undefined) {
    log.error('ENTITIES_OVERLAP', number, text.slice(over.start, over.end), () => ({
      what: `have spans that overlap ('${shortened(text.slice(over.start, over.end), 40)}', ${over.label})`,
      allowed: 'spans side by side',
      fix: 'Keep one of them.',
    }));
    return undefined;
  }
  // Cells are read without the spaces around them.
  const spaces = text.length - text.trimStart().length;
  return {
    text: text.trim(),
    entities: whole.map(({ start, end, label }) => ({ start: start - spaces, end: end - spaces, label })),
  };
}

function entitiesOf(value: unknown): Entity[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entities: Entity[] = [];
  for (const one of value as unknown[]) {
    const { start, end, label } = (one ?? {}) as Record<string, unknown>;
    if (!Number.isInteger(start) || !Number.isInteger(end) || typeof label !== 'string' || label.trim() === '') {
      return undefined;
    }
    entities.push({ start: start as number, end: end as number, label: label.trim() });
  }
  return entities;
}

/**
 * Offsets as UTF-16 units. Python counts a sign outside of the basic plane (an emoji) as one, JavaScript as two: where a text
 * has such signs, offsets are taken for what makes all spans begin and end with words.
 */
export function entitiesInUnits(text: string, entities: readonly Entity[]): Entity[] {
  const points = Array.from(text);
  if (points.length === text.length || entities.every((entity) => isWhole(text, entity))) return [...entities];
  const unit = [0];
  for (const point of points) unit.push(unit.at(-1)! + point.length);
  const inUnits = entities.map((entity) => ({
    ...entity,
    start: unit[entity.start] ?? -1,
    end: unit[entity.end] ?? text.length + 1,
  }));
  return inUnits.every((entity) => isWhole(text, entity)) ? inUnits : [...entities];
}

function isWhole(text: string, entity: Entity): boolean {
  if (entity.start < 0 || entity.end > text.length || entity.end <= entity.start) return false;
  const { start, end } = wholeWords(text, entity);
  return start === entity.start && end === entity.end;
}

/** A span without the spaces at its ends, and with the whole of the words it cuts. */
function wholeWords(text: string, { start, end, label }: Entity): Entity {
  const inside = splitWords(text).filter((word) => word.start < end && word.end > start);
  const first = inside[0];
  return first === undefined ? { start, end, label } : { start: first.start, end: inside.at(-1)!.end, label };
}

interface Found {
  what: string;
  allowed: string;
  fix: string;
}

const FIRST_LINES = 5;

/** Problems of lines, one for each kind with its first lines and their number. */
class LineLog {
  private readonly found = new Map<string, { problem: Problem; lines: number[]; tolerated: boolean; what: string }>();

  constructor(private readonly path: string) {}

  get problems(): Problem[] {
    return this.told(false);
  }

  get warnings(): Problem[] {
    return this.told(true);
  }

  error(code: string, line: number, got: string, say: () => Found): void {
    this.add(code, line, got, say, false);
  }

  /** Whether a text is a tag; a problem where it is none. */
  tag(tag: string, line: number): boolean {
    if (parseTag(tag) !== undefined) return true;
    this.error('TAG_INVALID', line, tag, () => ({
      what: `have a tag that is none ('${shortened(tag, 40)}')`,
      allowed: 'O, or B-, I-, L-, U-, E- or S- and a label',
      fix: 'Write tags in BIO: B- begins a span, I- goes on with it, O is outside.',
    }));
    return false;
  }

  repaired(line: number, tag: string): void {
    const say = (): Found => ({
      what: `have a tag that goes on with a span that there is not ('${tag}')`,
      allowed: 'I- behind B- or I- of its label',
      fix: 'It was taken for the beginning of a span, as conlleval does.',
    });
    this.add('TAG_REPAIRED', line, tag, say, true);
  }

  widened(line: number, from: string, to: string): void {
    const say = (): Found => ({
      what: `have a span that cuts a word or takes spaces along ('${shortened(from, 40)}')`,
      allowed: 'spans of whole words',
      fix: `Spans were taken for the whole of their words (here '${shortened(to, 40)}').`,
    });
    this.add('SPAN_MOVED', line, from, say, true);
  }

  private add(code: string, line: number, got: string, say: () => Found, tolerated: boolean): void {
    const known = this.found.get(code);
    if (known !== undefined) {
      known.problem.count!++;
      if (known.lines.length < FIRST_LINES && known.lines.at(-1) !== line) known.lines.push(line);
      return;
    }
    const { what, allowed, fix } = say();
    const problem = { code, message: '', where: { file: this.path, row: line }, got, allowed, fix, count: 1 };
    this.found.set(code, { problem, lines: [line], tolerated, what });
  }

  private told(tolerated: boolean): Problem[] {
    return [...this.found.values()]
      .filter((one) => one.tolerated === tolerated)
      .map(({ problem, lines, what }) => {
        const count = problem.count!;
        const places = `line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}${count > lines.length ? ' …' : ''}`;
        const verb = count === 1 ? what.replace(/^have/, 'has').replace(/^are/, 'is').replace(/^hold/, 'holds') : what;
        const subject = `${count.toLocaleString('en-US')} line${count === 1 ? '' : 's'}`;
        return { ...problem, message: `${subject} ${verb} (${places}). Allowed: ${problem.allowed}.` };
      });
  }
}
