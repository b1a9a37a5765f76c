import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { type CandidateResult, runPoc, shortName } from '@proofline/pipeline';
import type { Arguments } from '../arguments.js';
import { datasetsFolder, PUBLIC_SETS, type PublicSet, publicPoc } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { FLOORS, type Floors } from './floors.js';

/** Seconds of tuning for each outer fold: the plan is made from expected costs, so that it does not depend on the clock. */
const BUDGET: Record<PublicSet, number> = { german: 3, australian: 3, taiwan: 30, gmsc: 60 };

/** Outer cross-validation of the whole training on public data; tuning sees training folds only. */
export async function measureQuality({ only }: Arguments, say: (line: string) => void): Promise<Finding[]> {
  const sets = PUBLIC_SETS.filter((set) => only === undefined || only.includes(set));
  const folder = datasetsFolder();
  if (folder === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return sets.map((set) => ({ suite: 'quality', what: set, floor: '', measured }));
  }
  await mkdir(join(RESULTS, 'data'), { recursive: true });
  const findings: Finding[] = [];
  for (const set of sets) {
    const floors = FLOORS[set];
    const { cv, repeats } = floors;
    const budget = BUDGET[set] * (cv * repeats + 1);
    const { config, baseDir } = await publicPoc(set, folder, { cv, repeats }, `${budget}s`);
    let shown = '';
    const { report } = await runPoc({
      vertical: creditRisk,
      config,
      baseDir,
      productVersion: '0.1.0',
      onEvent: (event) => {
        if (event.type !== 'progress') return;
        const percent = `${set}: ${Math.floor(100 * event.fraction)} %`;
        if (percent !== shown) say(percent);
        shown = percent;
      },
    });
    findings.push(...judge(set, floors, report.candidates, report.run.seconds));
  }
  return findings;
}

function judge(set: PublicSet, floors: Floors, candidates: readonly CandidateResult[], seconds: number): Finding[] {
  const protocol = floors.repeats === 1 ? `${floors.cv}-fold` : `${floors.repeats} x ${floors.cv}-fold`;
  const best = candidates.reduce((a, b) => (b.metrics.auc! > a.metrics.auc! ? b : a));
  const others = Object.entries(floors.others)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const findings: Finding[] = [
    {
      suite: 'quality',
      what: `${set}, ${protocol}, AUC`,
      floor: '',
      measured: `others: ${others}. ${floors.note}`.trim(),
    },
  ];
  for (const candidate of candidates) {
    const name = shortName(candidate.name);
    const floor = floors.auc[name];
    findings.push(aucFinding(`  ${set} ${name}`, candidate, floor));
  }
  if (floors.auc.best !== undefined) {
    findings.push(aucFinding(`  ${set} best (${shortName(best.name)})`, best, floors.auc.best));
  }
  findings.push({
    suite: 'quality',
    what: `  ${set} ECE of the best`,
    floor: floors.ece === undefined ? '(shown)' : `<= ${floors.ece}`,
    measured: best.metrics.ece!.toFixed(4),
    ...(floors.ece === undefined ? {} : { ok: best.metrics.ece! <= floors.ece }),
    detail: { seconds, best: best.name },
  });
  return findings;
}

function aucFinding(
  what: string,
  { metrics, intervals, parameters, calibration }: CandidateResult,
  floor?: number,
): Finding {
  const [low, high] = intervals.auc!;
  return {
    suite: 'quality',
    what,
    floor: floor === undefined ? '(shown)' : `>= ${floor}`,
    measured: `${metrics.auc!.toFixed(4)} (${low.toFixed(4)}-${high.toFixed(4)}), ECE ${metrics.ece!.toFixed(4)}`,
    ...(floor === undefined ? {} : { ok: metrics.auc! >= floor }),
    detail: { metrics, intervals, parameters, calibration },
  };
}
