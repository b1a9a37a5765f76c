import { type Problem, ProoflineError } from '@proofline/learn';
import { beginningOf } from '../text/shortened.js';
import type { Fault } from './cell-reader.js';

const FIRST_ROWS = 5;
const FIRST_TEXTS = 3;

interface Entry {
  column: string;
  fault: Fault;
  count: number;
  rows: number[];
  texts: string[];
}

/** Gathers the faults of a table: one problem for each column and code, with the first rows and the number of cells. */
export class ProblemLog {
  private readonly entries = new Map<string, Entry>();
  private readonly others: Problem[] = [];
  private readonly broken: Problem[] = [];
  private readonly tolerated: Problem[] = [];

  constructor(
    private readonly file: string | undefined,
    /** What a cell is called: of a file, or a field of a row of JSON. */
    private readonly noun: 'Column' | 'Field' = 'Column',
    /** Told of every cell that is refused. */
    private readonly onFault?: (column: string, fault: Fault, row: number, got: string | null) => void,
  ) {}

  cell(column: string, fault: Fault, row: number, got: string | null): void {
    if (fault.tolerated !== true) this.onFault?.(column, fault, row, got);
    const key = `${column}\u0000${fault.code}`;
    let entry = this.entries.get(key);
    if (entry === undefined) {
      entry = { column, fault, count: 0, rows: [], texts: [] };
      this.entries.set(key, entry);
    }
    entry.count++;
    if (entry.rows.length < FIRST_ROWS) entry.rows.push(row);
    const text = got === null || got === '' ? '' : got.length > 40 ? `${beginningOf(got, 40)}…` : got;
    if (entry.texts.length < FIRST_TEXTS && !entry.texts.includes(text)) entry.texts.push(text);
  }

  /** A problem of the table as a whole. */
  add(problem: Problem): void {
    this.others.push(problem);
  }

  /** A problem of rows that are none. */
  addRows(problem: Problem): void {
    this.broken.push(problem);
  }

  /** Something that the reader goes on with, said as a warning. */
  tolerate(problem: Problem): void {
    this.tolerated.push(problem);
  }

  isEmpty(): boolean {
    return this.entries.size + this.others.length + this.broken.length + this.tolerated.length === 0;
  }

  /** Those for which every row would be refused alike. */
  problemsOfTable(): Problem[] {
    return [...this.others];
  }

  /** Problems in order: those of the whole file first, then column by column. `row` corrects a row's number. */
  problems(row: (kept: number) => number = (kept) => kept): Problem[] {
    return [...this.others, ...this.broken, ...this.entriesAs(false, row)];
  }

  warnings(row: (kept: number) => number = (kept) => kept): Problem[] {
    return [...this.tolerated, ...this.entriesAs(true, row)];
  }

  private entriesAs(tolerated: boolean, row: (kept: number) => number): Problem[] {
    return [...this.entries.values()]
      .filter(({ fault }) => (fault.tolerated ?? false) === tolerated)
      .map((entry) => this.problem(entry, entry.rows.map(row)));
  }

  private problem({ column, fault, count, texts }: Entry, numbers: number[]): Problem {
    const got = texts
      .map((text) => (text === '' ? (this.noun === 'Field' ? 'nothing' : 'an empty cell') : `'${text}'`))
      .join(', ');
    const places = this.noun === 'Field' && count === 1 ? '' : ` (${where(count, numbers)})`;
    return {
      code: fault.code,
      message: `${this.noun} '${column}': ${fault.what}: ${got}${places}. Allowed: ${fault.allowed}.`,
      where: { ...(this.file === undefined ? {} : { file: this.file }), column, row: numbers[0] ?? 1 },
      got,
      allowed: fault.allowed,
      ...(fault.fix === undefined ? {} : { fix: fault.fix(texts[0] ?? '') }),
      count,
    };
  }
}

function where(count: number, rows: readonly number[]): string {
  const listed = rows.length === 1 ? `data row ${rows[0]}` : `data rows ${rows.join(', ')}`;
  return count > rows.length ? `${count.toLocaleString('en-US')} cells, first ${listed}` : listed;
}

/** The error for the problems of one input, all in its message, each on a line with what to do. */
export function inputError(code: string, what: string, problems: readonly Problem[]): ProoflineError {
  const first = problems[0];
  const lines = problems.map(({ message, fix }) => `- ${message}${fix === undefined ? '' : ` ${fix}`}`);
  const message =
    problems.length === 1 && first !== undefined
      ? `${first.message}${first.fix === undefined ? '' : ` ${first.fix}`}`
      : `${what} has ${problems.length} problems:\n${lines.join('\n')}`;
  return new ProoflineError(
    'invalid-input',
    problems.length === 1 && first !== undefined ? first.code : code,
    message,
    {
      problems: [...problems],
    },
  );
}
