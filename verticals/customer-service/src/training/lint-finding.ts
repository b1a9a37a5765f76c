import { beginningOf, type Localized, maskPii, shortened } from '@proofline/pipeline';
import type { LabelledRows } from './labelled-rows.js';

/** `error`: the data or the flow must be changed; `warning`: somebody must look; `info`: good to know. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A text as a finding shows it: personal data masked, its beginning only where it is long. */
export interface ShownText {
  file: 'train' | 'test';
  /** 1-based data row of the file. */
  row: number;
  text: string;
  label: string | null;
  /** The class that it is likely of, where its own is doubted. */
  likely?: string;
}

/** Something that is wrong with texts to learn from, or with the flow that is to use them. */
export interface LintFinding {
  code: string;
  severity: Severity;
  message: Localized;
  /** What to do. */
  fix: Localized;
  /** 1-based data rows of the training file that it is about, ascending; empty where it is about none. */
  rows: readonly number[];
  /** The same of the test file. */
  testRows?: readonly number[];
  /** Some of the texts, the most telling first; two in one entry belong together. */
  examples: readonly (readonly ShownText[])[];
}

/** Entries that a finding shows. */
const SHOWN = 20;
const LONGEST = 100;

/** A row of either file, by its position. */
export interface Place {
  file: 'train' | 'test';
  row: number;
  likely?: string;
}

/** `1 text`, `2 texts`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Makes findings about the rows of a file. */
export class Findings {
  readonly found: LintFinding[] = [];

  constructor(
    readonly train: LabelledRows,
    readonly test?: LabelledRows,
  ) {}

  /** `entries`: positions of rows of the training file; none: the finding is not made. */
  add(severity: Severity, code: string, entries: readonly number[], words: Pick<LintFinding, 'message' | 'fix'>): void {
    if (entries.length === 0) return;
    this.push(
      severity,
      code,
      entries.map((row) => [{ file: 'train' as const, row }]),
      words,
    );
  }

  /** `entries`: rows of either file that belong together, by position. */
  push(
    severity: Severity,
    code: string,
    entries: readonly (readonly Place[])[],
    { message, fix }: Pick<LintFinding, 'message' | 'fix'>,
  ): void {
    const numbers = (file: 'train' | 'test'): number[] => {
      const all = entries.flat().filter((one) => one.file === file);
      return [...new Set(all.map(({ row }) => this.rowsOf(file).rowNumbers[row]!))].sort((a, b) => a - b);
    };
    const testRows = numbers('test');
    this.found.push({
      code,
      severity,
      message,
      fix,
      rows: numbers('train'),
      ...(testRows.length === 0 ? {} : { testRows }),
      examples: entries.slice(0, SHOWN).map((together) => together.map((place) => this.shown(place))),
    });
  }

  private rowsOf(file: 'train' | 'test'): LabelledRows {
    return file === 'train' ? this.train : this.test!;
  }

  private shown({ file, row, likely }: Place): ShownText {
    const { texts, labels, rowNumbers } = this.rowsOf(file);
    const text = shortened(maskPii(beginningOf(texts[row]!, 10 * LONGEST)).text, LONGEST);
    return { file, row: rowNumbers[row]!, text, label: labels[row]!, ...(likely === undefined ? {} : { likely }) };
  }
}

/** The gravest first, each severity in the order of the checks. */
export function bySeverity(findings: readonly LintFinding[]): LintFinding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}
