import { isDeepStrictEqual } from 'node:util';
import { type FitContext, Rng, throwIfCancelled } from '@proofline/learn';
import type { Recipe } from '../clean/recipe.js';
import type { PocConfig } from '../intake/poc-config.js';
import type { EvaluationReport } from '../report/evaluation-report.js';
import type { TaskEvaluation } from '../task/task.js';
import { type CriteriaHistory, describeCriteria } from '../verdict/criteria-history.js';
import type { Vertical } from '../vertical/define-vertical.js';
import { assembleReport } from './assemble-report.js';
import { type BuiltPackage, buildPackage } from './build-package.js';
import { findCandidate } from './candidate-model.js';
import { crossValidate, type OuterResult } from './cross-validate.js';
import { featureFrame, takeDataset } from './dataset-rows.js';
import { predictTest, toEvaluated } from './evaluate-candidates.js';
import type { LoadedData } from './load-data.js';
import { type PreparedPoc, preparePoc, trainingPlan } from './prepare-poc.js';
import { refitCandidate } from './refit-candidate.js';
import { ResourceMeter, type Spent } from './resource-meter.js';
import { rowWeights } from './row-weights.js';
import { Progress, type RunEvent } from './run-event.js';
import { suspectChampion } from './suspect-champion.js';
import { type PartTrainer, type TrainingPlan, trainPart } from './train-part.js';
import { FINAL_PART, type OuterSplit, rowsOfPart } from './training-parts.js';

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
  return finishPoc(await preparePoc(request), request);
}

/** Who trained what elsewhere, and who hears of the rest. */
export interface FinishRequest extends Pick<PocRequest, 'signal' | 'onEvent'> {
  /** Trains what was not trained elsewhere; this process unless given. */
  trainer?: PartTrainer<unknown, unknown>;
  /** What other processes, or this one before, spent on the training. */
  spent?: Spent;
  /** When the run began, where that was not in this process. */
  startedAt?: Date;
}

/** From prepared data to report and package: trains the candidates, chooses the champion and judges it. */
export async function finishPoc(prepared: PreparedPoc, finish: FinishRequest = {}): Promise<PocResult> {
  const { request, task, criteria, criteriaHash, options, loaded, recipe, outer, proposed, profile, findings } =
    prepared;
  const { config } = request;
  const { signal, spent } = finish;
  const meter = new ResourceMeter(finish.startedAt ?? prepared.startedAt);
  meter.add({ cpuSeconds: prepared.cpuSeconds, peakMemoryMB: 0 });
  if (spent !== undefined) meter.add(spent);
  const progress = new Progress(finish.onEvent);
  const rng = new Rng(config.seed);

  progress.enter('train');
  const context: FitContext = { rng, ...(signal === undefined ? {} : { signal }) };
  const plan: TrainingPlan<unknown, unknown> = {
    ...trainingPlan(prepared, context),
    ...(finish.trainer === undefined ? {} : { trainer: finish.trainer }),
    onProgress: (fraction, name) => {
      const { title } = findCandidate(task, name);
      progress.within('train', fraction, title);
    },
  };
  const trainMeter = new ResourceMeter();
  const result = await trainAndTest(loaded, outer, plan, rng);
  const trainCpuSeconds = trainMeter.cpuSeconds + (spent?.cpuSeconds ?? 0);

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
      refitCandidate(
        { task, judged, options: plan.options, settings: options.settings, context: { ...context, rng } },
        name,
        data,
      ),
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
    criteria,
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
    criteria,
    criteriaHash,
    judgedBy: describeCriteria(criteria, options.costs),
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

/** Trains once, or once a fold, and answers for rows that were held out. */
async function trainAndTest<T, P>(
  loaded: LoadedData<T>,
  outer: OuterSplit,
  plan: TrainingPlan<T, P>,
  rng: Rng,
): Promise<OuterResult<T, P>> {
  const { kind } = plan.task;
  const { dataset, truth } = loaded;
  const { holdout, folds } = outer;
  if (folds !== undefined) return crossValidate(loaded, plan, folds, rng);
  const held =
    holdout === undefined
      ? loaded.test!
      : { dataset: takeDataset(dataset, holdout.test), truth: kind.takeTruth(truth, holdout.test) };
  const part = await trainPart(rowsOfPart(loaded, outer, FINAL_PART), truth, plan, FINAL_PART, rng);
  const test = part.recipe.apply(held.dataset);
  const judged = predictTest(part.trained, featureFrame(test));
  const guess = kind.prior?.(part.data.truth, test.rows, part.data.weight);
  const prior = guess === undefined ? {} : { prior: guess };
  return { part, test, testTruth: held.truth, judged, ...prior, ...(holdout === undefined ? {} : { holdout }) };
}
