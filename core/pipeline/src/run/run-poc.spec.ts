import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProoflineError, Rng } from '@proofline/learn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PocConfigInput, pocConfigDocument } from '../intake/poc-config.js';
import type { MulticlassTruth } from '../kinds/class-truth.js';
import { type MulticlassPrediction, multiclass } from '../kinds/multiclass.js';
import { criterionValue, type EvaluationReport } from '../report/evaluation-report.js';
import { renderHtml } from '../report/html/render-html.js';
import { renderMarkdown } from '../report/markdown/render-markdown.js';
import { evaluationReportDocument } from '../report/report-document.js';
import type { Candidate, CandidateModel, EvaluationContext, FittedCandidate, Task } from '../task/task.js';
import { text } from '../text/localized.js';
import { defineVertical, type Vertical } from '../vertical/define-vertical.js';
import { type PocResult, runPoc } from './run-poc.js';

/** The classes' shares, by bands of the feature as wide as one; the whole line is one band for the baseline. */
function histogram(bands: boolean): FittedCandidate<MulticlassTruth, MulticlassPrediction> {
  const bandOf = (x: number): number => (bands ? Math.round(x) : 0);
  const make = (classes: readonly string[], table: Record<string, number[]>): CandidateModel<MulticlassPrediction> => ({
    predict(frame) {
      const column = frame.columns.get('x');
      if (column?.kind !== 'numeric') throw new TypeError("The frame has no numbers 'x'.");
      const even = classes.map(() => 1 / classes.length);
      return { classes, probability: Float64Array.from([...column.values].flatMap((x) => table[bandOf(x)] ?? even)) };
    },
    toArtifact: () => ({ kind: 'test.histogram', json: { classes: [...classes], table }, tensors: {} }),
  });
  return {
    name: `test.task.${bands ? 'histogram' : 'share'}.v1`,
    title: text(bands ? 'Histogram' : 'Shares'),
    complexity: bands ? 1 : 0,
    baseline: !bands,
    async fit({ frame, truth }) {
      const column = frame.columns.get('x');
      if (column?.kind !== 'numeric') throw new TypeError("The frame has no numbers 'x'.");
      const table: Record<string, number[]> = {};
      truth.y.forEach((k, i) => {
        const band = bandOf(column.values[i]!);
        table[band] ??= truth.classes.map(() => 0.5);
        table[band][k]! += 1;
      });
      for (const counts of Object.values(table)) {
        const total = counts.reduce((sum, v) => sum + v, 0);
        counts.forEach((v, k) => {
          counts[k] = v / total;
        });
      }
      return make(truth.classes, table);
    },
    load({ json }) {
      const { classes, table } = json as unknown as { classes: string[]; table: Record<string, number[]> };
      return make(classes, table);
    },
  };
}

const task: Task<MulticlassTruth, MulticlassPrediction> = {
  id: 'task',
  title: text('task'),
  kind: multiclass,
  primaryMetric: 'accuracy',
  candidates: [histogram(false), histogram(true)],
  tooGood: { metric: 'accuracy', value: 0.97, than: text('a histogram gives', '直方图的水平') },
  criteria: [],
  examples: [{ x: 1 }],
};
const vertical = defineVertical({
  id: 'test',
  title: text('test'),
  summary: text('A made-up vertical.'),
  version: '0.1.0',
  compatibility: '^0.1.0',
  tasks: [task],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proofline-run-'));
  const rng = new Rng('run-poc');
  // Class k lies around 3k with deviation 1; groups and months go through the file.
  const line = (k: number, i: number): string =>
    `${(3 * k + rng.normal()).toFixed(2)},${'abcd'[k]},g${i % 40},2024-${String(1 + Math.floor(i / 100)).padStart(2, '0')}-01`;
  const save = (name: string, classes: number[]): Promise<void> =>
    writeFile(join(folder, name), `x,y,g,t\n${classes.map(line).join('\n')}\n`);
  await save(
    'four.csv',
    Array.from({ length: 600 }, () => rng.int(4)),
  );
  await save(
    'three.csv',
    Array.from({ length: 300 }, () => 1 + rng.int(3)),
  );
  await save(
    'small.csv',
    Array.from({ length: 70 }, (_, i) => i % 4),
  );
  await save(
    'late.csv',
    Array.from({ length: 600 }, (_, i) => (i < 500 ? 1 + rng.int(3) : rng.int(4))),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Run = Partial<PocConfigInput> & { file: string; test?: string };

async function run(
  config: Run,
  candidates?: Candidate<MulticlassTruth, MulticlassPrediction>[],
): Promise<EvaluationReport> {
  const own = candidates === undefined ? vertical : { ...vertical, tasks: [{ ...task, candidates }] };
  return (await runWhole(own, config)).report;
}

async function runWhole(vertical: Vertical, { file, test, ...rest }: Run): Promise<PocResult> {
  const document = pocConfigDocument.parse({
    version: 1,
    vertical: 'test',
    data: { file, ...(test === undefined ? {} : { test }) },
    budget: '1s',
    ...rest,
    columns: { target: 'y', ignore: ['g', 't'], ...rest.columns },
  });
  return runPoc({ vertical, config: document, baseDir: folder, productVersion: '0.0.0' });
}

const accuracy = (report: EvaluationReport): number =>
  report.candidates.find(({ baseline }) => !baseline)!.metrics.accuracy!;

describe('runPoc', () => {
  it('reads a test file in the classes of the training file, and says which it lacks', async () => {
    const whole = await run({ file: 'four.csv' });
    const lacking = await run({ file: 'four.csv', test: 'three.csv' });
    // Neighbours 3 apart with deviation 1 are told apart with probability 0.93 on each side.
    expect(accuracy(whole)).toBeGreaterThan(0.8);
    expect(accuracy(lacking)).toBeGreaterThan(0.8);
    expect(lacking.warnings.map(({ en }) => en)).toEqual([
      "No criterion is a 'must': only the comparison with the trivial baseline decides the verdict.",
      'No test row has the outcome a: nothing is known of how well it is told.',
    ]);
  });

  it('warns of an outcome that only the test rows have', async () => {
    const report = await run({ file: 'late.csv', columns: { time: 't', ignore: ['g'] }, split: { testShare: 0.17 } });
    expect(report.split.kind).toBe('temporal');
    expect(report.warnings.map(({ en }) => en)).toContain(
      'The test rows have outcomes that no training row has (a): every model is wrong about them.',
    );
  });

  it('asks for rows of the file, not of a part: 70 are enough', async () => {
    const report = await run({ file: 'small.csv' });
    expect(report.split.parts.map(({ rows }) => rows).reduce((a, b) => a + b, 0)).toBe(70);
  });

  it('looks for leakage in all rows where there are outer folds, though each learns from half of them only', async () => {
    await writeFile(
      join(folder, 'copy.csv'),
      `x,y,copy,g,t\n${Array.from({ length: 80 }, (_, i) => `${i % 7}.5,${'ab'[i % 2]},${'uv'[i % 2]},g,t`).join('\n')}\n`,
    );
    await expect(run({ file: 'copy.csv', split: { cv: 2 } })).rejects.toThrow(/'copy' is the target in other words/);
  });

  it('does not believe a champion that is better than the field allows, and names what carries it', async () => {
    // One row in a hundred tells the wrong class: the column is a proxy, but none that stops a run.
    const rng = new Rng('too good');
    const lines = Array.from({ length: 400 }, (_, i) => {
      const told = rng.next() < 0.01 ? (i + 1) % 4 : i % 4;
      return `${3 * told},${'abcd'[i % 4]},${rng.int(9)},g,t`;
    });
    await writeFile(join(folder, 'told.csv'), `x,y,z,g,t\n${lines.join('\n')}\n`);
    for (const split of [{}, { cv: 3 }]) {
      const report = await run({ file: 'told.csv', split });
      const [warning] = report.warnings;
      expect(warning!.en).toMatch(
        /^Too good to be true\? .*0\.9[789]\d is better than a histogram gives\. It is carried by 'x': /,
      );
      expect(warning!.zh).toContain('“x”');
      expect(report.leakage[0]).toMatchObject({ severity: 'warn', finding: warning });
      // The column itself is a suspect, too, and stands under the verdict.
      expect(report.warnings[1]!.en).toMatch(/^'x' alone tells the outcome/);
      expect(renderMarkdown(report, { language: 'en' })).not.toContain('No sign of leakage');
      const { suspicion, word } = report.verdict;
      expect(suspicion!.en).toMatch(/^Leakage is suspected: 'x' may hold .*; the champion is better than/);
      for (const page of [renderMarkdown(report, { language: 'en' }), renderHtml(report, { language: 'en' })]) {
        const body = page.slice(page.indexOf('Leakage is suspected'));
        expect(body).toContain(word);
        expect(page.slice(page.indexOf('<body>') + 1, page.indexOf('Leakage is suspected'))).not.toContain(word);
      }
    }
    const honest = await run({ file: 'four.csv' });
    expect(honest.leakage).toEqual([]);
    expect(honest.verdict).not.toHaveProperty('suspicion');
    expect(renderMarkdown(honest, { language: 'en' })).toContain('No sign of leakage');
  });

  it('goes by time in outer folds, and keeps groups whole', async () => {
    const report = await run({
      file: 'four.csv',
      columns: { time: 't', group: 'g', ignore: [] },
      split: { cv: 3 },
    });
    expect(report.split.kind).toBe('rolling-origin');
    expect(report.split.reason.en).toMatch(/by time \('t'\): in each of 3 outer folds, .* No 'g' is on both sides/);
    // A training and a test part for each fold; what is judged in one is learnt from in the next.
    expect(report.split.parts.map(({ name }) => name.en)).toEqual(
      [1, 2, 3].flatMap((fold) => [`fold ${fold}: training`, `fold ${fold}: test`]),
    );
    const ends = report.split.parts.map(({ to }) => Number(to));
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
  });

  describe('hands to the evaluation', () => {
    const seen: Pick<EvaluationContext<unknown, unknown>, 'judgedOn' | 'recommendation'>[] = [];
    let derived = 0;
    const watched = defineVertical({
      ...vertical,
      tasks: [
        {
          ...task,
          recommendation: {
            derive: ({ truth, outOfFold }) => {
              derived++;
              return { rows: truth.y.length, predicted: outOfFold.probability.length / outOfFold.classes.length };
            },
            answer: (recommendation) => ({ recommendation }),
          },
          evaluate: async ({ judgedOn, recommendation }) => {
            seen.push({ judgedOn, ...(recommendation === undefined ? {} : { recommendation }) });
            return { sections: [], measures: {}, warnings: [] };
          },
        },
      ],
    });
    const evaluationOf = async (config: Run) => {
      derived = 0;
      const { package: built } = await runWhole(watched, config);
      return { built, context: seen.pop()! };
    };

    it('what the package advises, derived once from out-of-fold answers', async () => {
      const { built, context } = await evaluationOf({ file: 'four.csv' });
      expect(derived).toBe(1);
      expect(context.recommendation).toEqual({ rows: 450, predicted: 450 });
      const stored = new TextDecoder().decode(built.files.get('recommendation.json')!);
      expect(JSON.parse(stored)).toEqual(context.recommendation);
    });

    it('how the judged rows came about', async () => {
      expect((await evaluationOf({ file: 'four.csv' })).context.judgedOn).toBe('held-out');
      expect((await evaluationOf({ file: 'four.csv', test: 'small.csv' })).context.judgedOn).toBe('held-out');
      const { context } = await evaluationOf({ file: 'four.csv', split: { cv: 3 } });
      expect(context.judgedOn).toBe('cross-validated');
      expect(context.recommendation).toEqual({ rows: 600, predicted: 600 });
    });
  });

  it('gives a report that can be shown where something could not be measured, also after it was stored', async () => {
    const report = await run({ file: 'small.csv' });
    for (const candidate of report.candidates) {
      candidate.metrics.accuracy = Number.NaN;
      candidate.intervals.accuracy = [Number.NaN, Number.NaN];
    }
    report.data.summary.classes = Number.NaN;
    const stored = JSON.parse(JSON.stringify(report)) as EvaluationReport;
    for (const one of [report, stored]) {
      for (const language of ['en', 'zh'] as const) {
        expect(renderHtml(one, { language })).not.toMatch(/NaN|>null</);
        expect(renderMarkdown(one, { language })).not.toMatch(/NaN|\| null/);
      }
    }
  });
});

describe('constraints on what a model costs to run', () => {
  it('pass over a candidate that breaks one, and say so', async () => {
    const free = await run({ file: 'four.csv' });
    expect(free.champion.name).toBe('test.task.histogram.v1');
    // Neither of the two candidates gives reasons: nobody keeps to this one, and it does not steer.
    const mute = await run({ file: 'four.csv', constraints: { explainMsPerRow: 50 } });
    expect(mute.champion.name).toBe('test.task.histogram.v1');
    expect(mute.verdict).toMatchObject({ word: 'NO-GO', criteria: [{ metric: 'explainMsPerRow', outcome: 'missed' }] });
    // The shares are smaller than the table of bands.
    const small = await run({ file: 'four.csv', constraints: { modelMB: free.run.modelMB - 1e-6 } });
    expect(small.champion).toMatchObject({
      name: 'test.task.share.v1',
      passedOver: [{ name: 'test.task.histogram.v1', metric: 'modelMB' }],
    });
    expect(small.champion.reason.en).toContain('Passed over for a constraint: the histogram');
    expect(small.verdict).toMatchObject({ word: 'NO-GO', criteria: [{ metric: 'modelMB', outcome: 'met' }] });
    expect(() => evaluationReportDocument.parse(JSON.parse(JSON.stringify(small)))).not.toThrow();
  });

  it('keep measured times out of everything that two runs must share', async () => {
    const constraints = { predictMsPer1000: 1e6 };
    const [{ run: cost, ...first }, { run: _cost, ...second }] = [
      await run({ file: 'four.csv', constraints }),
      await run({ file: 'four.csv', constraints }),
    ];
    expect(second).toEqual(first);
    const [criterion] = first.verdict.criteria;
    expect(criterion).toMatchObject({ metric: 'predictMsPer1000', outcome: 'met', timed: true, value: Number.NaN });
    expect(criterionValue({ run: cost }, criterion!)).toBe(cost.predictMsPer1000);
  });
});

describe('a candidate that cannot be trained', () => {
  const share = histogram(false);
  const good = histogram(true);
  /** Fits as the histogram does, unless the rows say otherwise. */
  const like = (name: string, fit: FittedCandidate<MulticlassTruth, MulticlassPrediction>['fit']) => ({
    ...good,
    name: `test.task.${name}.v1`,
    title: text(name),
    complexity: 2,
    fit,
  });
  const diverges = (): never => {
    throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'The weights ran away.');
  };
  const hopeless = like('hopeless', async () => diverges());
  /** Of 600 rows 450 are training rows: only the final fit has so many. */
  const late = like('late', async (input) => (input.frame.rows >= 450 ? diverges() : good.fit(input)));
  const silent = like('silent', async (input) => {
    const model = await good.fit(input);
    if (input.frame.rows < 450) return model;
    const predict: typeof model.predict = (frame) => {
      const { classes, probability } = model.predict(frame);
      return { classes, probability: probability.fill(Number.NaN) };
    };
    return { ...model, predict };
  });
  const blend = {
    name: 'test.task.blend.v1',
    title: text('Blend'),
    complexity: 80,
    blend: { members: [good.name, hopeless.name] },
  };

  it('is dropped with the reason, be it at the last fit, and the run goes on', async () => {
    const report = await run({ file: 'four.csv' }, [share, good, hopeless, late, silent, blend]);
    expect(report.candidates.map(({ name }) => name)).toEqual([share.name, good.name]);
    expect(report.champion.name).toBe(good.name);
    expect(report.dropped!.map(({ name, reason }) => [name.split('.').at(-2), reason])).toEqual([
      ['hopeless', 'None of the 1 settings tried could be fitted. With {}: The weights ran away.'],
      ['late', 'The weights ran away.'],
      ['silent', 'The final fit on all training rows diverged: its loss is NaN.'],
      ['blend', 'Too few of its members could be trained (not: hopeless).'],
    ]);
    const html = renderHtml(report, { language: 'en' });
    expect(html).toContain('Could not be trained and was left out: late. The weights ran away.');
    expect(() => evaluationReportDocument.parse(JSON.parse(JSON.stringify(report)))).not.toThrow();
  });

  it('is judged on no fold where one fold could not train it', async () => {
    // Two inner folds, then the final fit of the first outer fold.
    let fits = 0;
    const once = like('once', async (input) => (fits++ === 2 ? diverges() : good.fit(input)));
    const report = await run({ file: 'four.csv', split: { cv: 2, folds: 2 } }, [share, good, once]);
    expect(report.candidates.map(({ name }) => name)).toEqual([share.name, good.name]);
    expect(report.dropped).toEqual([
      { name: once.name, title: text('once'), reason: 'On outer fold 1: The weights ran away.' },
    ]);
    expect(fits).toBe(3);
  });

  it('leaves the comparison to the prior where it is the baseline', async () => {
    const report = await run({ file: 'four.csv' }, [{ ...hopeless, baseline: true, complexity: 0 }, good]);
    expect(report.verdict.word).toBe('GO');
    expect(report.warnings.map(({ en }) => en).join()).toContain('The trivial baseline could not be trained');
  });

  it('ends the run only where no other is left, with the reason of each', async () => {
    await expect(run({ file: 'four.csv' }, [{ ...share, fit: hopeless.fit }, hopeless])).rejects.toMatchObject({
      code: 'NO_CANDIDATE_FITTED',
      message: expect.stringMatching(/- test\.task\.share\.v1: None .*ran away\.\n- test\.task\.hopeless\.v1: None/),
    });
  });

  it('is not what any other error is taken for', async () => {
    const broken = like('broken', async () => {
      throw new TypeError('a defect');
    });
    await expect(run({ file: 'four.csv' }, [share, broken])).rejects.toThrow('a defect');
  });
});

describe('the prior', () => {
  it('stands beside the candidates and is none of them, on a hold-out and over folds', async () => {
    for (const split of [{}, { cv: 3 }]) {
      const report = await run({ file: 'four.csv', split });
      const [shares] = report.candidates;
      expect(report.candidates).toHaveLength(2);
      // The shares with half a row added to each class differ a little from the frequencies; their first choice is the same.
      expect(report.prior!.metrics.accuracy).toBe(shares!.metrics.accuracy);
      expect(report.prior!.metrics.aucMacro).toBe(0.5);
      expect(report.prior!.metrics.logLoss).toBeCloseTo(shares!.metrics.logLoss!, 3);
      expect(renderMarkdown(report, { language: 'en' })).toContain('Prior (no features) (for reference)');
    }
  });
});
