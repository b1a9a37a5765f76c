import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_BINNING, fitBinning, type Trend } from '@proofline/credit-risk';
import { columnsWithRole, inferSchema, readDataset } from '@proofline/pipeline';
import { datasetsFolder, type PublicSet, publicFile, publicTarget } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { compare, ratioText } from '../timing/rounds.js';
import { type Timing, time } from '../timing/stopwatch.js';
import type { SpeedContext } from './speed-context.js';

/** As OptBinning has them: a bin with fewer events than this is never allowed. */
const CONSTRAINTS = { maxBins: 6, minShare: 0.05, minEvents: 5, minNonEvents: 5, strictCounts: true };

/** Our trends and what OptBinning calls them. Sorted categories are monotone by construction on both sides. */
const TRENDS: readonly { ours: Trend; theirs: string }[] = [
  { ours: 'monotone', theirs: 'auto_asc_desc' },
  { ours: 'auto', theirs: 'auto' },
];

type PeerFit = Timing & { iv: number; bins: number; status: string };

interface Variable {
  name: string;
  kind: 'numerical' | 'categorical';
  fit: (trend: Trend) => { iv: number };
}

/** Optimal binning against OptBinning: every variable of German and Taiwan credit, information value and time. */
export async function measureBinning(context: SpeedContext): Promise<Finding[]> {
  const folder = datasetsFolder();
  if (folder === undefined) {
    return [
      {
        suite: 'speed',
        what: 'optimal binning against OptBinning',
        floor: 'IV >= its, time <= its',
        measured: 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)',
      },
    ];
  }
  const findings: Finding[] = [];
  const peer = new Peer(context.python);
  try {
    for (const set of ['german', 'taiwan'] as const) {
      context.say(`optimal binning: ${set}`);
      const variables = await readVariables(set, folder, peer);
      for (const trend of TRENDS) findings.push(...(await measureTrend(set, variables, trend, peer, context)));
    }
  } finally {
    peer.end();
  }
  return findings;
}

async function measureTrend(
  set: PublicSet,
  variables: readonly Variable[],
  trend: (typeof TRENDS)[number],
  peer: Peer,
  context: SpeedContext,
): Promise<Finding[]> {
  const perVariable = [];
  const rounds: { ours: Timing; peer: Timing }[] = Array.from({ length: context.rounds }, () => ({
    ours: { wall: 0, cpu: 0 },
    peer: { wall: 0, cpu: 0 },
  }));
  for (const { name, kind, fit } of variables) {
    let iv = 0;
    let theirs = 0;
    const ours = async (sum: Timing): Promise<void> => {
      const timed = await time(() => fit(trend.ours));
      iv = timed.result.iv;
      add(sum, timed);
    };
    const their = async (sum: Timing): Promise<void> => {
      const other = await peer.call<PeerFit>('binning.fit', {
        column: name,
        kind,
        trend: trend.theirs,
        bins: CONSTRAINTS.maxBins,
        share: CONSTRAINTS.minShare,
        events: CONSTRAINTS.minEvents,
      });
      theirs = other.iv;
      add(sum, other);
    };
    // Who goes first alternates: the second finds warm caches and a machine that the first has heated.
    for (const [k, round] of rounds.entries()) {
      if (k % 2 === 0) await ours(round.ours);
      await their(round.peer);
      if (k % 2 === 1) await ours(round.ours);
    }
    perVariable.push({ name, iv, theirs });
  }
  const short = perVariable.filter(({ iv, theirs }) => iv < theirs - 1e-9);
  const worst = short.reduce((most, { iv, theirs }) => Math.max(most, theirs - iv), 0);
  const comparison = compare(rounds);
  const what = `optimal binning, ${set}, trend ${trend.ours}, ${DEFAULT_BINNING.maxPreBins} pre-bins`;
  return [
    {
      suite: 'speed',
      what: `${what}: information value`,
      floor: `>= OptBinning's on all ${perVariable.length}`,
      measured:
        short.length === 0
          ? `at or above on all ${perVariable.length}`
          : `below on ${short.length} (${short.map(({ name }) => name).join(', ')}), by ${worst.toFixed(5)} at most`,
      ok: short.length === 0,
      detail: perVariable,
    },
    {
      suite: 'speed',
      what: `${what}: time`,
      floor: '<= 1',
      measured: ratioText(comparison).replaceAll(/0\.00/g, '<0.005'),
      ok: Math.max(comparison.wall.median, comparison.cpu.median) <= 1,
      detail: comparison,
    },
  ];
}

function add(sum: Timing, { wall, cpu }: Timing): void {
  sum.wall += wall;
  sum.cpu += cpu;
}

/** Reads the set on our side, and hands the peer the same cells as CSV. */
async function readVariables(set: PublicSet, folder: string, peer: Peer): Promise<Variable[]> {
  const file = await publicFile(set, folder);
  const { target, positive } = publicTarget(set);
  const { schema } = await inferSchema(file, { roles: { target, positive, protected: [] } });
  const dataset = await readDataset(file, schema);
  const outcome = dataset.columns.get(target)!;
  if (outcome.kind !== 'categorical') throw new TypeError(`The target of ${set} is a category.`);
  const event = outcome.levels.indexOf(positive);
  const y = Float64Array.from(outcome.codes, (code) => (code === event ? 1 : 0));
  const specs = columnsWithRole(schema, 'feature', 'protected');
  const lines = [['y', ...specs.map(({ name }) => name)].join(',')];
  const cell = (name: string, i: number): string => {
    const column = dataset.columns.get(name)!;
    if (column.kind === 'categorical') return column.levels[column.codes[i]!]!;
    if (column.kind !== 'numeric') throw new TypeError(`Column '${name}' of ${set} cannot be binned.`);
    if ((column.special?.[i] ?? 0) > 0) throw new TypeError(`Column '${name}' of ${set} has special codes.`);
    return String(column.values[i]!);
  };
  for (let i = 0; i < y.length; i++) lines.push([String(y[i]), ...specs.map(({ name }) => cell(name, i))].join(','));
  const path = join(RESULTS, 'data', `${set}.binning.csv`);
  await writeFile(path, `${lines.join('\n')}\n`);
  await peer.call('binning.read', { path, target: 'y' });
  return specs.map((spec): Variable => {
    const column = dataset.columns.get(spec.name)!;
    return {
      name: spec.name,
      kind: column.kind === 'categorical' ? 'categorical' : 'numerical',
      fit: (trend) => fitBinning(spec.name, column, y, { ...DEFAULT_BINNING, ...CONSTRAINTS, trend }, undefined, spec),
    };
  });
}
