import { basename, dirname, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  budgetSeconds,
  CriteriaHistory,
  checkOutput,
  criterionValue,
  type EvaluationReport,
  isOfRun,
  type Language,
  type PocConfig,
  type PocResult,
  runPoc,
  type Vertical,
  type WrittenPoc,
  writePoc,
} from '@proofline/pipeline';
import { type PocFlags, resolvePocConfig } from '../config/poc-flags.js';
import { filesOf, filesOfRun, isSameFile, refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { progressView } from '../output/progress-view.js';
import { asInputError } from '../output/system-error.js';
import { printVerdict } from '../output/verdict-view.js';
import { VERSION } from '../version.js';
import { findVertical } from '../verticals/load-verticals.js';

export interface PocOptions extends PocFlags {
  /** Default: a folder of the current one, called after the data file. */
  out?: string;
  lang: Language;
  json?: boolean;
}

/** From files to report and package. */
export async function poc(
  io: Io,
  verticals: readonly Vertical[],
  name: string | undefined,
  options: PocOptions,
): Promise<void> {
  const { config, baseDir, file } = await resolvePocConfig(io, verticals, name, options);
  const vertical = findVertical(verticals, config.vertical);
  const folder = await outputFolder(io, options, config, baseDir, file);
  await checkOutput(folder);
  const history = await openHistory(baseDir, file, config.data.file, folder);
  const view = progressView(io, options.lang);
  let result: PocResult;
  try {
    result = await runPoc({
      vertical,
      config,
      baseDir,
      productVersion: VERSION,
      history,
      ...(io.signal === undefined ? {} : { signal: io.signal }),
      onEvent: view.onEvent,
    });
  } finally {
    view.stop();
  }
  const written = await writePoc(result, folder, options.lang).catch((error: unknown) => {
    throw asInputError(error, folder) ?? error;
  });
  if (!(await history.add(result.report))) {
    io.err(
      options.lang === 'zh'
        ? '! 无法记录本次运行的评判标准：文件夹不可写。之后修改标准将不会被发现。\n'
        : '! What this run was judged by could not be remembered: the folder cannot be written to. A later change of criteria may go unseen.\n',
    );
  }
  if (options.json === true) io.out(`${JSON.stringify(pocJson(result.report, written), null, 2)}\n`);
  else printVerdict(io, result.report, written, options.lang, budgetSeconds(config.budget));
}

/**
 * Criteria are remembered beside `proofline.yaml`, or, where there is none of one's own (flags alone, or that of an earlier
 * run's folder, which a next run replaces), beside the data. Both places and both reports are read.
 */
async function openHistory(
  baseDir: string,
  file: string | undefined,
  data: string,
  out: string,
): Promise<CriteriaHistory> {
  const besideData = dirname(resolve(baseDir, data));
  const home = file === undefined || (await isOfRun(baseDir)) ? besideData : baseDir;
  return CriteriaHistory.open(home, [baseDir, besideData], [baseDir, out]);
}

/** Where the run goes: never over what it reads, and without `--out` never over a run on another file. */
async function outputFolder(
  io: Io,
  options: PocOptions,
  config: PocConfig,
  baseDir: string,
  configFile: string | undefined,
): Promise<string> {
  const data = resolve(baseDir, config.data.file);
  const folder = resolve(
    io.cwd,
    options.out ??
      `proofline-${basename(data)
        .replace(/(\.gz)?$/, '')
        .replace(/\.[^.]*$/, '')}`,
  );
  const named = (path: string | undefined) => path && resolve(io.cwd, path);
  await refuseOverwriting(
    folder,
    [
      ['--config', configFile],
      ['--criteria', named(options.criteria)],
      ['--recipe', named(options.recipe)],
      ...filesOf(config, baseDir),
    ],
    true,
  );
  if (options.out !== undefined) return folder;
  const [before] = await filesOfRun(folder);
  if (before === undefined || (await isSameFile(before[1]!, data))) return folder;
  throw new ProoflineError(
    'conflict',
    'OUTPUT_EXISTS',
    `'${folder}' holds a run on another file, '${before[1]}'. Name a folder for this one with --out.`,
  );
}

/** What `--json` prints: the stable part of a run for scripts. */
export function pocJson(report: EvaluationReport, written: WrittenPoc) {
  const { verdict, task, champion, candidates, run } = report;
  const best = candidates.find((candidate) => candidate.champion)!;
  return {
    ...(verdict.suspicion === undefined ? {} : { suspicion: verdict.suspicion.en }),
    verdict: verdict.word,
    primary: {
      metric: task.primaryMetric,
      value: best.metrics[task.primaryMetric]!,
      ci: best.intervals[task.primaryMetric]!,
    },
    champion: champion.name,
    ...(champion.passedOver === undefined ? {} : { passedOver: champion.passedOver }),
    ...(champion.measures === undefined ? {} : { measures: champion.measures }),
    candidates: candidates.map(({ name, baseline, metrics }) => ({
      name,
      baseline,
      metrics,
      fitSeconds: run.fitSeconds[name]!,
    })),
    ...(report.prior === undefined ? {} : { prior: { metrics: report.prior.metrics } }),
    dropped: (report.dropped ?? []).map(({ name, reason }) => ({ name, reason })),
    criteria: verdict.criteria.map((criterion) => ({
      metric: criterion.metric,
      bound: criterion.bound,
      threshold: criterion.threshold,
      level: criterion.level,
      value: criterionValue(report, criterion),
      ...(criterion.interval === undefined ? {} : { ci: criterion.interval }),
      outcome: criterion.outcome,
    })),
    warnings: report.warnings.map(({ en }) => en),
    assumptions: report.schema.assumptions.map(({ en }) => en),
    fingerprint: report.data.fingerprint,
    modelHash: report.modelHash,
    criteriaHash: report.criteriaHash,
    seed: report.seed,
    seconds: run.seconds,
    peakMemoryMB: run.peakMemoryMB,
    report: written.report,
    package: written.package,
  };
}
