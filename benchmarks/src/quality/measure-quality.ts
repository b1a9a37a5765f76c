import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { type CandidateResult, type PocResult, runPoc, shortName } from '@proofline/pipeline';
import type { Arguments } from '../arguments.js';
import { datasetsFolder, PUBLIC_SETS, type PublicSet, publicPoc } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { peerPython, RESULTS } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { mean } from '../timing/rounds.js';
import { FLOORS } from './floors.js';
import { type PeerScores, peerScores } from './peer-scores.js';

/** Seconds of tuning for each outer fold: the plan is made from expected costs, so that it does not depend on the clock. */
const BUDGET: Record<PublicSet, number> = { german: 3, australian: 3, taiwan: 30, gmsc: 60 };

/** Outer cross-validation of the whole training on public data, ours and the peers'; tuning sees training folds only. */
export async function measureQuality({ only }: Arguments, say: (line: string) => void): Promise<Finding[]> {
  const sets = PUBLIC_SETS.filter((set) => only === undefined || only.includes(set));
  const folder = datasetsFolder();
  if (folder === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return sets.map((set) => ({ suite: 'quality', what: set, floor: '', measured }));
  }
  await mkdir(join(RESULTS, 'data'), { recursive: true });
  const peer = new Peer(await peerPython(say));
  const findings: Finding[] = [];
  try {
    for (const set of sets) {
      const result = await poc(set, folder, say);
      const { candidates, run } = result.report;
      say(`${set}: the peers, on the same folds`);
      const scores = await peerScores(set, result, peer);
      findings.push(...judge(set, candidates, run.seconds), ...besidePeers(set, candidates, scores));
    }
  } finally {
    peer.end();
  }
  return findings;
}

async function poc(set: PublicSet, folder: string, say: (line: string) => void): Promise<PocResult> {
  const { cv, repeats } = FLOORS[set];
  const budget = BUDGET[set] * (cv * repeats + 1);
  const { config, baseDir } = await publicPoc(set, folder, { cv, repeats }, `${budget}s`);
  let shown = '';
  return runPoc({
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
}

/** Mean AUC of each peer on our folds, and how far our best is from the best of them. */
function besidePeers(set: PublicSet, candidates: readonly CandidateResult[], scores: PeerScores): Finding[] {
  const peers = Object.entries(scores).map(([name, folds]) => ({ name, auc: mean(folds), folds }));
  const highest = peers.reduce((a, b) => (b.auc > a.auc ? b : a));
  const best = bestOf(candidates);
  const apart = best.metrics.auc! - highest.auc;
  return [
    ...peers.map(({ name, auc, folds }) => ({
      suite: 'quality',
      what: `  ${set} peer, same folds: ${name}`,
      floor: '(shown)',
      measured: auc.toFixed(4),
      detail: { folds },
    })),
    {
      suite: 'quality',
      what: `  ${set} our best (${shortName(best.name)}) less the best peer (${highest.name})`,
      floor: '(shown)',
      measured: `${apart < 0 ? '' : '+'}${apart.toFixed(4)}`,
    },
  ];
}

function bestOf(candidates: readonly CandidateResult[]): CandidateResult {
  return candidates.reduce((a, b) => (b.metrics.auc! > a.metrics.auc! ? b : a));
}

function judge(set: PublicSet, candidates: readonly CandidateResult[], seconds: number): Finding[] {
  const floors = FLOORS[set];
  const protocol = floors.repeats === 1 ? `${floors.cv}-fold` : `${floors.repeats} x ${floors.cv}-fold`;
  const best = bestOf(candidates);
  const others = Object.entries(floors.others)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const findings: Finding[] = [
    {
      suite: 'quality',
      what: `${set}, ${protocol}, AUC`,
      floor: '',
      measured: `on record: ${others}. ${floors.note}`.trim(),
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
