import type { FitContext, Json, Rng } from '@proofline/learn';
import { FittedRecipe, type ReadRepairs, type RecipeLogEntry } from '../clean/fitted-recipe.js';
import type { Recipe } from '../clean/recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import { oneHotColumns } from '../encode/frame-encoder.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import { dealShare } from '../split/deal-rows.js';
import { rowGroups } from '../split/row-groups.js';
import { splitFolds } from '../split/split.js';
import type { Candidate, Task } from '../task/task.js';
import type { TaskKind } from '../task/task-kind.js';
import { planTraining, rowsToStudy } from '../tune/plan.js';
import type { TrainingData } from '../tune/training-data.js';
import { type ChampionChoice, chooseChampion } from './choose-champion.js';
import { featureFrame, rowsInFile, takeDataset } from './dataset-rows.js';
import { rowSampling } from './row-sampling.js';
import { rowWeights } from './row-weights.js';
import { holdToLimits, type RunLimit } from './run-limits.js';
import type { RunCost } from './run-measures.js';
import { type DroppedCandidate, type TrainedCandidate, trainCandidates } from './train-candidates.js';

/** How candidates are trained, the same for each outer fold and for the final model. */
export interface TrainingPlan<T, P> {
  task: Task<T, P>;
  /** Learnt anew on each set of training rows. */
  recipe: Recipe;
  repaired: ReadRepairs;
  candidates: readonly Candidate<T, P>[];
  folds?: number;
  budgetSeconds: number;
  options: Readonly<Record<string, Json>>;
  seed: number;
  context: FitContext;
  deadline?: number;
  /** Fraction of this training that is done, and which candidate runs. */
  onProgress?: (fraction: number, candidate: string) => void;
  /** What steers the choice besides quality. */
  /** Who was dropped on other rows before, and is not tried again. */
  dropped?: readonly DroppedCandidate[];
  limits?: readonly RunLimit[];
}

/** Everything learnt from one set of training rows. */
export interface TrainedPart<T, P> {
  /** After cleaning; of very many rows those that the budget lets candidates be studied on. */
  train: Dataset;
  /** What the models that go into production have learnt from: all rows after cleaning. */
  learnt: { data: Dataset; truth: T; weight?: Float64Array };
  data: TrainingData<T>;
  recipe: FittedRecipe;
  log: RecipeLogEntry[];
  trained: TrainedCandidate<T, P>[];
  dropped: DroppedCandidate[];
  choice: ChampionChoice;
  /** What candidates cost to run, by name; measured where a limit asks for it. */
  costs: ReadonlyMap<string, RunCost>;
  folds: number;
}

/**
 * Cleans, tunes, cross-predicts and fits every candidate on the training rows, and chooses the champion among them.
 * `whole` is the truth of the whole file, from which that of the rows is taken.
 */
export async function trainPart<T, P>(
  train: Dataset,
  whole: T,
  plan: TrainingPlan<T, P>,
  rng: Rng,
): Promise<TrainedPart<T, P>> {
  const { task } = plan;
  const { recipe, train: cleaned, log } = FittedRecipe.fit(plan.recipe, train, plan.repaired);
  const all = trainingData(cleaned, whole, task.kind);
  const folds = plan.folds ?? defaultFolds(cleaned);
  const features = columnsWithRole(cleaned.schema, 'feature').length;
  const shape = { rows: cleaned.rows, features, columns: oneHotColumns(all.frame), folds };
  const studied = drawRows(cleaned, all.truth, rowsToStudy(plan.candidates, shape, plan.budgetSeconds), plan);
  const data = studied === cleaned ? all : trainingData(studied, whole, task.kind);
  const { truth } = data;
  const strata = task.kind.strata?.(truth);
  const repeats = splitFolds(studied, {
    folds,
    seed: plan.seed,
    ...(strata === undefined ? {} : { strata }),
  });
  const plans = planTraining(plan.candidates, { ...shape, studied: studied.rows }, plan.budgetSeconds);
  const expected = [...plans.values()].reduce((sum, { seconds }) => sum + seconds, 0) || 1;
  let before = 0;
  let running = 0;
  const { trained, dropped } = await trainCandidates({
    task,
    candidates: plan.candidates,
    data,
    whole: all,
    repeats,
    plans,
    options: plan.options,
    ...(plan.dropped === undefined ? {} : { dropped: plan.dropped }),
    context: { ...plan.context, rng },
    ...(plan.deadline === undefined ? {} : { deadline: plan.deadline }),
    onCandidate: (name) => {
      before += running;
      running = plans.get(name)?.seconds ?? 0;
      plan.onProgress?.(before / expected, name);
    },
    onTrial: (name, spent) => {
      const { trials = 1 } = plans.get(name) ?? {};
      plan.onProgress?.((before + running * Math.min(1, (spent + 1) / trials)) / expected, name);
    },
  });
  const { costs, passedOver } = holdToLimits(trained, data.frame, plan.limits ?? []);
  const choice = chooseChampion(
    task.kind,
    task.primaryMetric,
    truth,
    trained.map(({ candidate, rawOutOfFold }) => ({ candidate, outOfFold: rawOutOfFold })),
    rowSampling(studied, rng.fork('champion')),
    passedOver,
  );
  const learnt = { data: cleaned, truth: all.truth, ...(all.weight === undefined ? {} : { weight: all.weight }) };
  return { train: studied, learnt, data, recipe, log, trained, dropped, choice, costs, folds };
}

function trainingData<T, P>(dataset: Dataset, whole: T, kind: TaskKind<T, P>): TrainingData<T> {
  const weight = rowWeights(dataset);
  // How the file was written is no part of a model.
  const { file: _file, ...schema } = dataset.schema;
  return {
    frame: featureFrame(dataset),
    truth: kind.takeTruth(whole, rowsInFile(dataset)),
    ...(weight === undefined ? {} : { weight }),
    schema,
  };
}

/** About so many rows, drawn by content, with equal shares of each outcome and whole groups; the data set itself where it has no more. */
function drawRows<T, P>(
  dataset: Dataset,
  truth: T,
  count: number,
  { task, seed }: Pick<TrainingPlan<T, P>, 'task' | 'seed'>,
): Dataset {
  if (count >= dataset.rows) return dataset;
  const strata = task.kind.strata?.(truth);
  const groups = rowGroups(dataset);
  const drawn = dealShare(dataset, count / dataset.rows, {
    seed: seed + 1,
    ...(strata === undefined ? {} : { strata }),
    ...(groups === undefined ? {} : { groups: groups.labels }),
  });
  const rows: number[] = [];
  drawn.forEach((taken, i) => {
    if (taken === 1) rows.push(i);
  });
  return takeDataset(dataset, rows);
}

/** More folds where rows are few and fits are cheap, no more than there are groups. */
function defaultFolds(train: Dataset): number {
  return Math.max(2, Math.min(train.rows < 20_000 ? 5 : 3, rowGroups(train)?.count ?? train.rows));
}
