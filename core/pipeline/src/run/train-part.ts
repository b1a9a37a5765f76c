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
import { type CandidatePlan, planTraining, rowsToStudy } from '../tune/plan.js';
import type { Fold, TrainingData } from '../tune/training-data.js';
import { type ChampionChoice, chooseChampion } from './choose-champion.js';
import { featureFrame, rowsInFile, takeDataset } from './dataset-rows.js';
import { rowSampling } from './row-sampling.js';
import { rowWeights } from './row-weights.js';
import { holdToLimits, type RunLimit } from './run-limits.js';
import type { RunCost } from './run-measures.js';
import {
  type CandidateTrainer,
  type DroppedCandidate,
  type TrainedCandidate,
  type TrainingSetup,
  trainCandidates,
} from './train-candidates.js';

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
  /** Free settings of the task, which every candidate is given. */
  settings?: Readonly<Record<string, Json>>;
  seed: number;
  context: FitContext;
  deadline?: number;
  /** Fraction of this training that is done, and which candidate runs. */
  onProgress?: (fraction: number, candidate: string) => void;
  /** Who was dropped on other rows before, and is not tried again. */
  dropped?: readonly DroppedCandidate[];
  /** What steers the choice besides quality. */
  limits?: readonly RunLimit[];
  /** Who trains the candidates of a part; this process unless given. */
  trainer?: PartTrainer<T, P>;
}

/** Trains one candidate on the rows of a part, which has a name: see `FINAL_PART`. */
export type PartTrainer<T, P> = (
  part: string,
  ...args: Parameters<CandidateTrainer<T, P>>
) => ReturnType<CandidateTrainer<T, P>>;

/** What candidates are trained on, each by itself: rows, folds and the plan of what is tried. */
export interface PartSetup<T> {
  /** All rows after cleaning, and those of them that candidates are studied on. */
  cleaned: Dataset;
  studied: Dataset;
  all: TrainingData<T>;
  data: TrainingData<T>;
  repeats: readonly (readonly Fold[])[];
  plans: ReadonlyMap<string, CandidatePlan>;
  recipe: FittedRecipe;
  log: RecipeLogEntry[];
  folds: number;
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

/** Cleans the rows of a part, draws those to study and plans what is tried. `whole` is the truth of the whole file. */
export function setUpPart<T, P>(train: Dataset, whole: T, plan: TrainingPlan<T, P>): PartSetup<T> {
  const { task } = plan;
  const { recipe, train: cleaned, log } = FittedRecipe.fit(plan.recipe, train, plan.repaired);
  const all = trainingData(cleaned, whole, task.kind);
  const folds = plan.folds ?? defaultFolds(cleaned);
  const features = columnsWithRole(cleaned.schema, 'feature').length;
  const shape = { rows: cleaned.rows, features, columns: oneHotColumns(all.frame), folds };
  const studied = drawRows(cleaned, all.truth, rowsToStudy(plan.candidates, shape, plan.budgetSeconds), plan);
  const data = studied === cleaned ? all : trainingData(studied, whole, task.kind);
  const strata = task.kind.strata?.(data.truth);
  const repeats = splitFolds(studied, {
    folds,
    seed: plan.seed,
    ...(strata === undefined ? {} : { strata }),
  });
  const plans = planTraining(plan.candidates, { ...shape, studied: studied.rows }, plan.budgetSeconds);
  return { cleaned, studied, all, data, repeats, plans, recipe, log, folds };
}

/** The setup of candidates on a part; `rng` is the part's own. */
export function trainingSetup<T, P>(
  { all, data, repeats, plans }: PartSetup<T>,
  plan: TrainingPlan<T, P>,
  rng: Rng,
): TrainingSetup<T, P> {
  return {
    task: plan.task,
    candidates: plan.candidates,
    data,
    whole: all,
    repeats,
    plans,
    options: plan.options,
    ...(plan.settings === undefined ? {} : { settings: plan.settings }),
    ...(plan.dropped === undefined ? {} : { dropped: plan.dropped }),
    context: { ...plan.context, rng },
    ...(plan.deadline === undefined ? {} : { deadline: plan.deadline }),
  };
}

/**
 * Cleans, tunes, cross-predicts and fits every candidate on the training rows, and chooses the champion among them.
 * `whole` is the truth of the whole file, from which that of the rows is taken; `part` names the rows, and the seeds.
 */
export async function trainPart<T, P>(
  train: Dataset,
  whole: T,
  plan: TrainingPlan<T, P>,
  part: string,
  seeds: Rng,
): Promise<TrainedPart<T, P>> {
  const { task, trainer } = plan;
  const rng = seeds.fork(part);
  const setup = setUpPart(train, whole, plan);
  const { cleaned, studied, all, data, plans, recipe, log, folds } = setup;
  const { truth } = data;
  const expected = [...plans.values()].reduce((sum, { seconds }) => sum + seconds, 0) || 1;
  let before = 0;
  let running = 0;
  const { trained, dropped } = await trainCandidates(
    {
      ...trainingSetup(setup, plan, rng),
      onCandidate: (name) => {
        before += running;
        running = plans.get(name)?.seconds ?? 0;
        plan.onProgress?.(before / expected, name);
      },
      onTrial: (name, spent) => {
        plan.onProgress?.((before + running * shareDone(plans.get(name), spent)) / expected, name);
      },
    },
    trainer && ((...args) => trainer(part, ...args)),
  );
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

/** How much of a candidate's training is done after so many complete evaluations: its final fit counts as one. */
export function shareDone(plan: CandidatePlan | undefined, spent: number): number {
  return Math.min(1, (spent + 1) / (plan?.trials ?? 1));
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
