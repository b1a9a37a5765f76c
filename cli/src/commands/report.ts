import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  type EvaluationReport,
  evaluationReportDocument,
  type Language,
  renderHtml,
  renderMarkdown,
} from '@proofline/pipeline';
import type { Io } from '../io.js';
import { printVerdict } from '../output/verdict-view.js';

export interface ReportOptions {
  format?: 'html' | 'md' | 'json';
  out?: string;
  lang: Language;
}

/** Shows a run's report again: the verdict on the terminal, or a view in another language or format. */
export async function report(io: Io, folder: string, options: ReportOptions): Promise<void> {
  const path = resolve(io.cwd, folder);
  const found = await readReport(path);
  if (options.format === undefined && options.out === undefined) {
    printVerdict(
      io,
      found,
      { folder: path, report: join(path, 'report.html'), package: join(path, 'package') },
      options.lang,
    );
    return;
  }
  const format = options.format ?? formatOf(options.out!);
  const content =
    format === 'html'
      ? renderHtml(found, { language: options.lang })
      : format === 'md'
        ? renderMarkdown(found, { language: options.lang })
        : `${JSON.stringify(found, null, 2)}\n`;
  if (options.out === undefined) io.out(content);
  else {
    await writeFile(resolve(io.cwd, options.out), content);
    io.err(`Wrote ${options.out}.\n`);
  }
}

function formatOf(file: string): 'html' | 'md' | 'json' {
  if (file.endsWith('.md')) return 'md';
  return file.endsWith('.json') ? 'json' : 'html';
}

async function readReport(folder: string): Promise<EvaluationReport> {
  const file = join(folder, 'report.json');
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ProoflineError(
      'not-found',
      'REPORT_NOT_FOUND',
      `There is no report.json in '${folder}'. Give the folder that 'proofline poc --out' wrote.`,
      { cause },
    );
  });
  let found: EvaluationReport;
  try {
    found = JSON.parse(content) as EvaluationReport;
  } catch (cause) {
    throw new ProoflineError(
      'incompatible',
      'REPORT_DAMAGED',
      `'${file}' is not JSON. Run the proof of concept again.`,
      {
        cause,
      },
    );
  }
  if (found.reportVersion !== 1) {
    throw new ProoflineError(
      'incompatible',
      'REPORT_VERSION',
      `'${file}' has layout ${String(found.reportVersion)}; this version reads layout 1. Run the proof of concept again.`,
    );
  }
  const { success, error } = evaluationReportDocument.safeParse(found);
  if (!success) {
    const problems = error.issues.map(({ path: at, message }) => ({
      code: 'REPORT_DAMAGED',
      message: `${at.join('.')}: ${message}`,
    }));
    const shown = problems.slice(0, 5).map(({ message }) => `- ${message}`);
    throw new ProoflineError(
      'incompatible',
      'REPORT_DAMAGED',
      `'${file}' is not a report as this version writes it:\n${shown.join('\n')}\nRun the proof of concept again.`,
      { problems },
    );
  }
  return found;
}
