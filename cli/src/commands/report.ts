import { readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  type EvaluationReport,
  evaluationReportDocument,
  type Language,
  renderHtml,
  renderMarkdown,
  UNLEARNT_ROWS,
} from '@proofline/pipeline';
import { filesOfRun, type Input, refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { checkWritable } from '../output/predictions-file.js';
import { asInputError } from '../output/system-error.js';
import { printVerdict } from '../output/verdict-view.js';

export interface ReportOptions {
  format?: 'html' | 'md' | 'json';
  out?: string;
  lang: Language;
}

/** Shows a run's report again: the verdict on the terminal, or a view in another language or format. */
export async function report(io: Io, folder: string, options: ReportOptions): Promise<void> {
  const path = resolve(io.cwd, folder);
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  const format = options.format ?? (out === undefined ? undefined : formatOf(out));
  if (out !== undefined) await checkOut(out, path, format!);
  const found = await readReport(path);
  if (format === undefined) {
    printVerdict(
      io,
      found,
      { folder: path, report: join(path, 'report.html'), package: join(path, 'package') },
      options.lang,
    );
    return;
  }
  const content =
    format === 'html'
      ? renderHtml(found, { language: options.lang })
      : format === 'md'
        ? renderMarkdown(found, { language: options.lang })
        : `${JSON.stringify(found, null, 2)}\n`;
  if (out === undefined) io.out(content);
  else {
    await writeFile(out, content).catch((error: unknown) => {
      throw asInputError(error, out) ?? error;
    });
    io.err(`Wrote ${options.out}.\n`);
  }
}

type Format = NonNullable<ReportOptions['format']>;

const FORMATS: Readonly<Record<string, Format>> = { '.html': 'html', '.htm': 'html', '.md': 'md', '.json': 'json' };

function formatOf(file: string): Format {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new ProoflineError(
    'invalid-input',
    'OUTPUT_FORMAT',
    `--out names '${file}', whose ending says no format of a report: .html, .md or .json. Rename it, or add --format.`,
  );
}

/** A view never replaces what the run is made of, its data, or another file that is no view. */
async function checkOut(out: string, run: string, format: Format): Promise<void> {
  const own = ['report.json', 'proofline.yaml', 'schema.yaml', UNLEARNT_ROWS, 'package'];
  await refuseOverwriting(out, [...own.map((name): Input => [name, join(run, name)]), ...(await filesOfRun(run))]);
  await checkWritable(out);
  if (FORMATS[extname(out).toLowerCase()] === format) return;
  if ((await stat(out).catch(() => undefined)) === undefined) return;
  throw new ProoflineError(
    'conflict',
    'OUTPUT_EXISTS',
    `'${out}' exists and, by its ending, is no ${format} report. Name another file with --out.`,
  );
}

async function readReport(folder: string): Promise<EvaluationReport> {
  const file = join(folder, 'report.json');
  const content = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw cause;
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
