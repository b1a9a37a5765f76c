import { type FitContext, type Json, Rng, throwIfCancelled } from '@proofline/learn';
import { proposeRecipe } from '../clean/propose-recipe.js';
import type { Recipe } from '../clean/recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import { checkSettings } from '../intake/check-settings.js';
import { budgetSeconds, type PocConfig, splitsByTime } from '../intake/poc-config.js';
import { checkLeakage } from '../leakage/check-leakage.js';
import { LEARNT } from '../leakage/held-out.js';
import type { LeakageFinding } from '../leakage/leakage-finding.js';
import type { Profile } from '../profile/profile.js';
import { profileDataset } from '../profile/profile-dataset.js';
import { describeAssumption } from '../schema/infer-schema.js';
import type { Candidate, Criterion, Task, TaskOptions } from '../task/task.js';
import { text } from '../text/localized.js';
import { checkCriteria, criteriaWarnings, defaultCriteriaNote } from '../verdict/check-criteria.js';
import { hashCriteria } from '../verdict/criteria.js';
import { rowsInFile, takeDataset } from './dataset-rows.js';
import { type LoadedData, loadData } from './load-data.js';
import { refuseLeakage } from './refuse-leakage.js';
import { chooseCandidates, findTask, taskOptions, withConstraints } from './resolve-task.js';
import { ResourceMeter } from './resource-meter.js';
import { Progress } from './run-event.js';
import { runLimits } from './run-limits.js';
import type { PocRequest } from './run-poc.js';
import { refuseSameTest } from './same-rows.js';
import type { TrainingPlan } from './train-part.js';
import { type OuterSplit, outerSplit } from './training-parts.js';

/** Everything that candidates can be trained on: rows that were read and split. Equal requests come to equal ones in any process. */
export interface ReadPoc {
  request: PocRequest;
  task: Task;
  candidates: readonly Candidate<unknown, unknown>[];
  options: TaskOptions;
  /** Success is fixed here, before any model has seen a row. */
  criteria: readonly Criterion[];
  criteriaHash: string;
  loaded: LoadedData;
  /** What cleans the data: the configuration's, or the one proposed. */
  recipe: Recipe;
  outer: OuterSplit;
  startedAt: Date;
  /** What it took to come here. */
  cpuSeconds: number;
}

/** A run whose input was looked at and not refused. */
export interface PreparedPoc extends ReadPoc {
  profile: Profile;
  proposed: Recipe;
  findings: readonly LeakageFinding[];
}

/** Reads, checks, profiles and splits the data of a run; throws what its input is refused for. Nothing is trained. */
export async function preparePoc(request: PocRequest): Promise<PreparedPoc> {
  const { config, signal } = request;
  const meter = new ResourceMeter();
  const progress = new Progress(request.onEvent);
  const { task, ...chosen } = resolve(request);
  const noted = [defaultCriteriaNote(task, config), ...criteriaWarnings(chosen.criteria)];
  for (const note of noted) if (note !== undefined) progress.note('warn', note);

  progress.enter('read');
  const loaded = await read(request, task, progress);
  // Without the test's rows, the data may well hold all of them.
  if (loaded.test !== undefined && loaded.learnable === undefined) refuseSameTest(loaded.dataset, loaded.test.dataset);
  for (const assumption of loaded.assumptions) progress.note('info', describeAssumption(assumption));

  progress.enter('profile');
  const profile = profileDataset(loaded.dataset, task.kind.targetNumbers(loaded.truth));
  const proposed = proposeRecipe(profile, loaded.repaired.warnings);
  const recipe = config.recipe ?? proposed;
  throwIfCancelled(signal);

  progress.enter('split');
  const outer = outerSplit(loaded, task, config);

  progress.enter('leakage');
  const findings = leakageOf(loaded, outer, task, config);
  refuseLeakage(findings);
  throwIfCancelled(signal);
  const { startedAt, cpuSeconds } = meter;
  return { request, task, ...chosen, loaded, recipe, outer, profile, proposed, findings, startedAt, cpuSeconds };
}

/** Reads the data of a run that was prepared elsewhere, whose recipe is known, to train some of its candidates. */
export async function readPoc(request: PocRequest, recipe: Recipe): Promise<ReadPoc> {
  const meter = new ResourceMeter();
  const { task, ...chosen } = resolve(request);
  const loaded = await read(request, task, new Progress(undefined));
  const outer = outerSplit(loaded, task, request.config);
  const { startedAt, cpuSeconds } = meter;
  return { request, task, ...chosen, loaded, recipe, outer, startedAt, cpuSeconds };
}

/** How the candidates of a run are trained. `context` tells when to stop. */
export function trainingPlan(
  { request: { config }, task, recipe, loaded, candidates, criteria, options, outer }: ReadPoc,
  context: Omit<FitContext, 'rng'>,
): TrainingPlan<unknown, unknown> {
  const budget = budgetSeconds(config.budget);
  return {
    task,
    recipe,
    repaired: loaded.repaired,
    candidates,
    ...(config.split.folds === undefined ? {} : { folds: config.split.folds }),
    // With outer folds the budget is shared by them and the final fit.
    budgetSeconds: budget / ((outer.folds?.repeats.flat().length ?? 0) + 1),
    options: config.options as Record<string, Json>,
    settings: options.settings,
    seed: config.seed,
    context: { ...context, rng: new Rng(config.seed) },
    deadline: Date.now() + 3 * 1000 * budget + 60_000,
    limits: runLimits(criteria),
  };
}

function resolve({ vertical, config }: PocRequest) {
  const task = findTask(vertical, config.task);
  const criteria = withConstraints(task, config.criteria ?? task.criteria, config);
  checkCriteria(task, config);
  const candidates = chooseCandidates(task, config.candidates);
  const options = taskOptions(task, config);
  const criteriaHash = hashCriteria(criteria, options.costs, config.constraints);
  return { task, criteria, candidates, options, criteriaHash };
}

function read({ config, baseDir, signal }: PocRequest, task: Task, progress: Progress): Promise<LoadedData> {
  return loadData(config, baseDir, task.kind, {
    ...(signal === undefined ? {} : { signal }),
    byTime: splitsByTime(config, task),
    onSchema: (schema) => checkSettings(task, config, schema),
    onProgress: (fraction) => progress.within('read', fraction, text(config.data.file)),
  });
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
