import type { FitContext, Json, Rng } from '@proofline/learn';
import { FittedRecipe, type ReadRepairs, type RecipeLogEntry } from '../clean/fitted-recipe.js';
import type { Recipe } from '../clean/recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import { rowGroups } from '../split/row-groups.js';
import { splitFolds } from '../split/split.js';
import type { Candidate, Task } from '../task/task.js';
import { planTraining } from '../tune/plan.js';
import type { TrainingData } from '../tune/training-data.js';
import { type ChampionChoice, chooseChampion } from './choose-champion.js';
import { featureFrame, rowsInFile } from './dataset-rows.js';
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
  /** After cleaning. */
  train: Dataset;
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
  const truth = task.kind.takeTruth(whole, rowsInFile(cleaned));
  const weight = rowWeights(cleaned);
  const data: TrainingData<T> = {
    frame: featureFrame(cleaned),
    truth,
    ...(weight === undefined ? {} : { weight }),
    schema: cleaned.schema,
  };
  const folds = plan.folds ?? defaultFolds(cleaned);
  const strata = task.kind.strata?.(truth);
  const repeats = splitFolds(cleaned, {
    folds,
    seed: plan.seed,
    ...(strata === undefined ? {} : { strata }),
  });
  const features = columnsWithRole(cleaned.schema, 'feature').length;
  const plans = planTraining(plan.candidates, { rows: cleaned.rows, features, folds }, plan.budgetSeconds);
  const expected = [...plans.values()].reduce((sum, { seconds }) => sum + seconds, 0) || 1;
  let before = 0;
  let running = 0;
  const { trained, dropped } = await trainCandidates({
    task,
    candidates: plan.candidates,
    data,
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
    rowSampling(cleaned, rng.fork('champion')),
    passedOver,
  );
  return { train: cleaned, data, recipe, log, trained, dropped, choice, costs, folds };
}

/** More folds where rows are few and fits are cheap, no more than there are groups. */
function defaultFolds(train: Dataset): number {
  return Math.max(2, Math.min(train.rows < 20_000 ? 5 : 3, rowGroups(train)?.count ?? train.rows));
}
