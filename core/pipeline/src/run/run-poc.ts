import { isDeepStrictEqual } from 'node:util';
import { type FitContext, type Json, Rng, throwIfCancelled } from '@proofline/learn';
import { proposeRecipe } from '../clean/propose-recipe.js';
import type { Recipe } from '../clean/recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import { checkSettings } from '../intake/check-settings.js';
import { budgetSeconds, type PocConfig, splitsByTime } from '../intake/poc-config.js';
import { checkLeakage } from '../leakage/check-leakage.js';
import { LEARNT } from '../leakage/held-out.js';
import type { LeakageFinding } from '../leakage/leakage-finding.js';
import { profileDataset } from '../profile/profile-dataset.js';
import type { EvaluationReport } from '../report/evaluation-report.js';
import { describeAssumption } from '../schema/infer-schema.js';
import { type Holdout, splitHoldout } from '../split/split.js';
import type { Task, TaskEvaluation } from '../task/task.js';
import { text } from '../text/localized.js';
import { checkCriteria, criteriaWarnings, defaultCriteriaNote } from '../verdict/check-criteria.js';
import { hashCriteria } from '../verdict/criteria.js';
import { type CriteriaHistory, describeCriteria } from '../verdict/criteria-history.js';
import type { Vertical } from '../vertical/define-vertical.js';
import { assembleReport } from './assemble-report.js';
import { type BuiltPackage, buildPackage } from './build-package.js';
import { findCandidate } from './candidate-model.js';
import { crossValidate, type OuterResult } from './cross-validate.js';
import { featureFrame, rowsInFile, takeDataset } from './dataset-rows.js';
import { predictTest, toEvaluated } from './evaluate-candidates.js';
import { type LoadedData, loadData } from './load-data.js';
import { type OuterFolds, outerFolds } from './outer-folds.js';
import { refitCandidate } from './refit-candidate.js';
import { refuseLeakage } from './refuse-leakage.js';
import { chooseCandidates, findTask, taskOptions, withConstraints } from './resolve-task.js';
import { ResourceMeter } from './resource-meter.js';
import { rowWeights } from './row-weights.js';
import { Progress, type RunEvent } from './run-event.js';
import { runLimits } from './run-limits.js';
import { refuseSameTest } from './same-rows.js';
import { suspectChampion } from './suspect-champion.js';
import { type TrainingPlan, trainPart } from './train-part.js';

export interface PocRequest {
  vertical: Vertical;
  config: PocConfig;
  /** Folder that the configuration's paths are relative to. */
  baseDir: string;
  /** Versions that the report and the package name, e.g. of the product. */
  productVersion: string;
  /** What earlier runs were judged by: a change shows in the report. */
  history?: Pick<CriteriaHistory, 'of'>;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

export interface PocResult {
  /** What was run, to be run again. */
  config: PocConfig;
  baseDir: string;
  /** What cleaned the data: the configuration's, or the one proposed. */
  recipe: Recipe;
  report: EvaluationReport;
  package: BuiltPackage;
  /** Every row as it was split, for whoever wants to look. */
  loaded: LoadedData;
  /** 1-based rows of the data file that the package has not learnt from: held out, or left out for being in the test file. */
  unlearnt: Int32Array;
}

/** A proof of concept from files to report and package. Nothing is written; `writePoc` does that. */
export async function runPoc(request: PocRequest): Promise<PocResult> {
  const { vertical, config, signal } = request;
  const meter = new ResourceMeter();
  const task = findTask(vertical, config.task);
  const progress = new Progress(request.onEvent);
  const judgedBy = withConstraints(task, config.criteria ?? task.criteria, config);
  checkCriteria(task, config);
  const candidates = chooseCandidates(task, config.candidates);
  const options = taskOptions(task, config);
  // Success is fixed here, before any model has seen a row.
  const criteriaHash = hashCriteria(judgedBy, options.costs, config.constraints);

  const noted = [defaultCriteriaNote(task, config), ...criteriaWarnings(judgedBy)];
  for (const note of noted) if (note !== undefined) progress.note('warn', note);

  progress.enter('read');
  const loaded = await loadData(config, request.baseDir, task.kind, {
    ...(signal === undefined ? {} : { signal }),
    byTime: splitsByTime(config, task),
    onSchema: (schema) => checkSettings(task, config, schema),
    onProgress: (fraction) => progress.within('read', fraction, text(config.data.file)),
  });
  // Without the test's rows, the data may well hold all of them.
  if (loaded.test !== undefined && loaded.learnable === undefined) refuseSameTest(loaded.dataset, loaded.test.dataset);
  for (const assumption of loaded.assumptions) progress.note('info', describeAssumption(assumption));

  progress.enter('profile');
  const profile = profileDataset(loaded.dataset, task.kind.targetNumbers(loaded.truth));
  const proposed = proposeRecipe(profile, loaded.repaired.warnings);
  const recipe = config.recipe ?? proposed;
  throwIfCancelled(signal);

  progress.enter('split');
  const rng = new Rng(config.seed);
  const outer = outerSplit(loaded, task, config);

  progress.enter('leakage');
  const findings = leakageOf(loaded, outer, task, config);
  refuseLeakage(findings);
  throwIfCancelled(signal);

  progress.enter('train');
  const context: FitContext = { rng, ...(signal === undefined ? {} : { signal }) };
  const budget = budgetSeconds(config.budget);
  const plan: TrainingPlan<unknown, unknown> = {
    task,
    recipe,
    repaired: loaded.repaired,
    candidates,
    ...(config.split.folds === undefined ? {} : { folds: config.split.folds }),
    // With outer folds the budget is shared by them and the final fit.
    budgetSeconds: budget / ((outer.folds?.repeats.flat().length ?? 0) + 1),
    options: config.options as Record<string, Json>,
    seed: config.seed,
    context,
    deadline: Date.now() + 3 * 1000 * budget + 60_000,
    limits: runLimits(judgedBy),
    onProgress: (fraction, name) => {
      const { title } = findCandidate(task, name);
      progress.within('train', fraction, title);
    },
  };
  const trainMeter = new ResourceMeter();
  const result = await trainAndTest(loaded, outer, plan, rng);
  const trainCpuSeconds = trainMeter.cpuSeconds;

  progress.enter('evaluate');
  const judged = result.judged;
  const champion = judged.find(({ candidate }) => candidate.name === result.part.choice.name)!;
  const testWeight = rowWeights(result.test);
  const trainWeight = rowWeights(result.part.train);
  const recommendation = task.recommendation?.derive({
    truth: result.part.data.truth,
    outOfFold: champion.outOfFold,
    ...(trainWeight === undefined ? {} : { weight: trainWeight }),
    options,
  });
  const evaluation: TaskEvaluation = (await task.evaluate?.({
    schema: loaded.schema,
    train: result.part.train,
    test: result.test,
    truth: { train: result.part.data.truth, test: result.testTruth },
    ...(result.part.train.rows < result.part.learnt.data.rows ? { learnt: result.part.learnt } : {}),
    weight: {
      ...(trainWeight === undefined ? {} : { train: trainWeight }),
      ...(testWeight === undefined ? {} : { test: testWeight }),
    },
    judgedOn: outer.folds === undefined ? 'held-out' : 'cross-validated',
    champion: toEvaluated(champion),
    candidates: judged.map(toEvaluated),
    extras: new Map([...loaded.extras].map(([name, extra]) => [name, result.part.recipe.apply(extra)])),
    options,
    ...(recommendation === undefined ? {} : { recommendation }),
    context: { ...context, rng: rng.fork('evaluate') },
    onProgress: (fraction, done) => progress.within('evaluate', fraction, done),
    refit: (name, data) =>
      refitCandidate({ task, judged, options: plan.options, context: { ...context, rng } }, name, data),
  })) ?? { sections: [], measures: {}, warnings: [] };
  throwIfCancelled(signal);

  const suspicions = await suspectChampion(task, result, rng.fork('too good'), signal);

  progress.enter('report');
  const built = buildPackage({
    request,
    task,
    loaded,
    part: result.part,
    champion,
    criteriaHash,
    criteria: judgedBy,
    recommendation,
    rng,
  });
  const report = assembleReport({
    request,
    task,
    loaded,
    outer: result,
    findings: [...suspicions, ...findings],
    profile,
    criteria: judgedBy,
    criteriaHash,
    judgedBy: describeCriteria(judgedBy, options.costs),
    recipeSource: isDeepStrictEqual(recipe, proposed) ? 'proposed' : 'given',
    evaluation,
    modelHash: built.manifest.modelHash,
    meter,
    trainCpuSeconds,
    rng: rng.fork('report'),
  });
  const unlearnt = unlearntRows(loaded, outer);
  return { config, baseDir: request.baseDir, recipe, report, package: built, loaded, unlearnt };
}

/** With outer folds the package has learnt from every row. */
function unlearntRows({ dataset, learnable }: LoadedData, { holdout, folds }: OuterSplit): Int32Array {
  const learnt = holdout?.train ?? (folds === undefined ? learnable : undefined);
  if (learnt === undefined) return new Int32Array(0);
  const taken = new Set(learnt);
  return dataset.rowNumbers.filter((_, row) => !taken.has(row));
}

/** What rows are judged on: a part of the file, folds of it, or, with neither, a file of its own. */
interface OuterSplit {
  holdout?: Holdout;
  folds?: OuterFolds;
}

function outerSplit<T, P>(
  { dataset, truth, test, unusedDates }: LoadedData<T>,
  task: Task<T, P>,
  config: PocConfig,
): OuterSplit {
  if (test !== undefined) return {};
  const { cv, repeats, testShare } = config.split;
  const strata = task.kind.strata?.(truth);
  const kind = splitsByTime(config, task) ? config.split.kind : 'random';
  const options = {
    ...(kind === undefined ? {} : { kind }),
    ...(strata === undefined ? {} : { strata }),
    seed: config.seed,
    unusedDates,
  };
  return cv === undefined
    ? { holdout: splitHoldout(dataset, { ...options, testShare }) }
    : { folds: outerFolds(dataset, { ...options, folds: cv, repeats }) };
}

/** Trains once, or once a fold, and answers for rows that were held out. */
async function trainAndTest<T, P>(
  loaded: LoadedData<T>,
  { holdout, folds }: OuterSplit,
  plan: TrainingPlan<T, P>,
  rng: Rng,
): Promise<OuterResult<T, P>> {
  const { kind } = plan.task;
  const { dataset, truth } = loaded;
  if (folds !== undefined) return crossValidate(loaded, plan, folds, rng);
  const learnt = holdout?.train ?? loaded.learnable;
  const train = learnt === undefined ? dataset : takeDataset(dataset, learnt);
  const held =
    holdout === undefined
      ? loaded.test!
      : { dataset: takeDataset(dataset, holdout.test), truth: kind.takeTruth(truth, holdout.test) };
  const part = await trainPart(train, truth, plan, rng.fork('train'));
  const test = part.recipe.apply(held.dataset);
  const judged = predictTest(part.trained, featureFrame(test));
  const guess = kind.prior?.(part.data.truth, test.rows, part.data.weight);
  const prior = guess === undefined ? {} : { prior: guess };
  return { part, test, testTruth: held.truth, judged, ...prior, ...(holdout === undefined ? {} : { holdout }) };
}

/**
 * Columns are judged on training rows only, so that the hold-out stays unseen. With outer folds every row is learnt from, and
 * all are looked at: what one fold lets pass, another would not.
 */
function leakageOf<T, P>(
  { dataset, truth, test, schema, learnable }: LoadedData<T>,
  { holdout, folds }: OuterSplit,
  { kind }: Task<T, P>,
  config: PocConfig,
): LeakageFinding[] {
  const part = (rows: Int32Array): { dataset: Dataset; target: Float64Array } => ({
    dataset: takeDataset(dataset, rows),
    target: kind.targetNumbers(kind.takeTruth(truth, rows)),
  });
  const overrides = config.leakageOverrides;
  if (holdout !== undefined) {
    const train = part(holdout.train);
    return checkLeakage({ train: train.dataset, target: train.target, heldOut: part(holdout.test), schema, overrides });
  }
  if (folds === undefined) {
    const heldOut = { dataset: test!.dataset, target: kind.targetNumbers(test!.truth) };
    const train = part(learnable ?? rowsInFile(dataset));
    return checkLeakage({ train: train.dataset, target: train.target, heldOut, schema, overrides });
  }
  const target = kind.targetNumbers(truth);
  const foldOf = new Int32Array(dataset.rows).fill(LEARNT);
  folds.repeats[0]!.forEach(({ test: rows }, fold) => {
    for (const row of rows) foldOf[row] = fold;
  });
  return checkLeakage({ train: dataset, target, heldOut: { foldOf }, schema, overrides });
}
