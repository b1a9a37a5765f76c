import { type EvaluationReport, SHIPPED_ENCODER, shortName } from '@proofline/pipeline';
import type { Arguments } from '../arguments.js';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { averaged, championOf, type Floors, judged, type Outcome, outcomeOf } from './judge-encoders.js';
import { airlineSentiment, banking77, clinc150, fewShot, snipsIntents } from './service-sets.js';
import { type Asked, openEncoders, reportsOf } from './text-runs.js';

const SUITE = 'intents';
const SETS = ['banking77', 'few-shot', 'clinc150', 'snips', 'airline', 'order'] as const;
type SetName = (typeof SETS)[number];

const INTENT: Asked = { task: 'intent' };
/** On so few rows the command's own budget lasts for dozens of settings, twenty times over: the whole bench would take twice as long. */
const DRAW: Asked = { ...INTENT, budget: '20s' };
/** One model alone, so that what differs between two runs is nothing but the order of rows. */
const WORDS_AND_MEANING: Asked = { ...INTENT, candidates: ['words-and-meaning'], budget: '20s' };
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/**
 * Intents and sentiment on public sets, through the same run that `proofline poc` makes, with the shipped encoder and with an
 * added one: the candidate is the run's own choice among all that it tries by default. The run sees training rows only until
 * it has chosen; nothing was chosen on a test part.
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
    const reports = await reportsOf('banking77', await banking77(folder), INTENT, encoders, say);
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
        (report) => championOf(report).metrics.ece!,
        { better: 0.03, lower: true },
        'nobody',
      ),
    ];
  },
  async 'few-shot'(folder, encoders, say) {
    const { train, test } = await banking77(folder);
    const draws: Record<string, Outcome[]> = {};
    for (const seed of SEEDS) {
      const parts = { train: fewShot(train, 10, seed), test };
      const reports = await reportsOf(`few-shot ${seed}`, parts, DRAW, encoders, say);
      for (const [encoder, report] of Object.entries(reports))
        draws[encoder] = [...(draws[encoder] ?? []), outcomeOf(report, accuracy)];
    }
    return [
      judged(
        `Banking77, 10 examples an intent, --budget ${DRAW.budget}, accuracy, mean of ${SEEDS.length} draws`,
        Object.fromEntries(Object.entries(draws).map(([encoder, all]) => [encoder, averaged(all)])),
        { better: 0.84 },
        'USE + ConveRT 85.2',
        draws,
      ),
    ];
  },
  async clinc150(folder, encoders, say) {
    const asked = { ...INTENT, outOfScope: 'oos' };
    const reports = await reportsOf('clinc150', await clinc150(folder), asked, encoders, say);
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
    const reports = await reportsOf('snips', await snipsIntents(folder), INTENT, encoders, say);
    return [finding('SNIPS intents, accuracy', reports, accuracy, { better: 0.986 }, 'BERT 99.14')];
  },
  async airline(folder, encoders, say) {
    const reports = await reportsOf('airline', await airlineSentiment(folder), { task: 'sentiment' }, encoders, say);
    return [
      finding('airline sentiment, accuracy', reports, accuracy, { better: 0.825 }, 'BERT 82.0'),
      finding(
        'airline sentiment, macro F1',
        reports,
        (report) => championOf(report).metrics.f1Macro!,
        { better: 0.76 },
        'BERT 0.76',
      ),
    ];
  },
  async order(folder, _, say) {
    const { train, test } = await banking77(folder);
    const orders = {
      drawn: fewShot(train, Number.POSITIVE_INFINITY, 3),
      grouped: [...train].sort((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)),
    };
    const accuracyOf = async (order: keyof typeof orders): Promise<number> => {
      const parts = { train: orders[order], test };
      const reports = await reportsOf(`banking77 ${order}`, parts, WORDS_AND_MEANING, [SHIPPED_ENCODER], say);
      return accuracy(reports[SHIPPED_ENCODER]!);
    };
    const drawn = await accuracyOf('drawn');
    const grouped = await accuracyOf('grouped');
    const apart = Math.abs(drawn - grouped);
    return [
      {
        suite: SUITE,
        what: 'Banking77 grouped by intent, and in another order, words-and-meaning alone: accuracy apart',
        floor: '<= 0.5 points; node-nlp 34',
        measured: `${(100 * apart).toFixed(2)} points`,
        ok: apart <= 0.005,
        detail: { drawn, grouped },
      },
    ];
  },
};

function accuracy(report: EvaluationReport): number {
  return championOf(report).metrics.accuracy!;
}

function finding(
  what: string,
  reports: Readonly<Record<string, EvaluationReport>>,
  value: (report: EvaluationReport) => number,
  floors: Floors,
  published: string,
): Finding {
  const each = Object.entries(reports);
  return judged(
    what,
    Object.fromEntries(each.map(([encoder, report]) => [encoder, outcomeOf(report, value)])),
    floors,
    published,
    Object.fromEntries(each.map(([encoder, report]) => [encoder, detailOf(report, value)])),
  );
}

/** What was chosen, beside what the others of the same run get on the same test rows. */
function detailOf(report: EvaluationReport, value: (report: EvaluationReport) => number) {
  const { candidates, champion, warnings } = report;
  return {
    ...outcomeOf(report, value),
    why: champion.reason.en,
    warnings: warnings.map(({ en }) => en),
    candidates: Object.fromEntries(
      candidates.map(({ name, parameters, metrics }) => [shortName(name), { parameters, metrics }]),
    ),
  };
}
