import { type FitContext, type Json, ProoflineError, type Rng, throwIfCancelled } from '@proofline/learn';
import { type Frame, takeFrame } from '../dataset/frame.js';
import type {
  BlendCandidate,
  Candidate,
  CandidateModel,
  FittedCandidate,
  ParameterValues,
  Task,
} from '../task/task.js';
import type { TaskKind } from '../task/task-kind.js';
import type { CandidatePlan } from '../tune/plan.js';
import { type Fold, type TrainingData, takeWeights } from '../tune/training-data.js';
import { type Trial, tuneCandidate } from '../tune/tune-candidate.js';
import { isBlend, ProductionModel, shortName } from './candidate-model.js';

export interface TrainedCandidate<Truth, Prediction> {
  candidate: Candidate<Truth, Prediction>;
  parameters: ParameterValues;
  trials: Trial[];
  /** Before recalibration: what candidates are compared on. */
  rawOutOfFold: Prediction;
  /** As production would have answered for rows that neither model nor recalibration saw. */
  outOfFold: Prediction;
  model: ProductionModel<Prediction>;
  calibration?: string;
  blendWeights?: readonly number[];
  seconds: number;
  stoppedByClock: boolean;
}

/** A candidate that could not be trained, and why: in the words of the error. */
export interface DroppedCandidate {
  name: string;
  reason: string;
}

export interface TrainingOutcome<Truth, Prediction> {
  /** In the order of the setup. */
  trained: TrainedCandidate<Truth, Prediction>[];
  dropped: DroppedCandidate[];
}

/** What the training of one candidate came to: the trained candidate, or why there is none. */
export type TrainingResult<Truth, Prediction> = TrainedCandidate<Truth, Prediction> | string;

/** Who trains a candidate that is fitted: this process (`trainHere`), or whoever has done it before. */
export type CandidateTrainer<Truth, Prediction> = (
  candidate: FittedCandidate<Truth, Prediction>,
  setup: TrainingSetup<Truth, Prediction>,
) => Promise<TrainingResult<Truth, Prediction>>;

export interface TrainingSetup<Truth, Prediction> {
  task: Task<Truth, Prediction>;
  candidates: readonly Candidate<Truth, Prediction>[];
  /** What candidates are tuned, compared and recalibrated on. */
  data: TrainingData<Truth>;
  /** What the models that go into production are fitted on, where that is more than `data`. */
  whole?: TrainingData<Truth>;
  /** Each repeat is a full set of folds that together predict every row once. */
  repeats: readonly (readonly Fold[])[];
  plans: ReadonlyMap<string, CandidatePlan>;
  options: Readonly<Record<string, Json>>;
  settings?: Readonly<Record<string, Json>>;
  context: FitContext;
  /** Wall-clock milliseconds (epoch) after which no further trial starts; undefined: no hard stop. */
  deadline?: number;
  /** Who was dropped on other rows before: not tried again, and named in the outcome. */
  dropped?: readonly DroppedCandidate[];
  onCandidate?: (name: string, done: number, total: number) => void;
  /** After each trial of a candidate, with the complete evaluations it has spent. */
  onTrial?: (name: string, spent: number) => void;
}

/**
 * Tunes, cross-predicts, recalibrates and fits every candidate, then the blends on what their members predicted. One whose
 * training diverges in every setting, or in the final fit, is dropped with the reason; `NO_CANDIDATE_FITTED` where none is
 * left. Any other error is nobody's divergence, and throws.
 */
export async function trainCandidates<T, P>(
  setup: TrainingSetup<T, P>,
  train: CandidateTrainer<T, P> = trainHere,
): Promise<TrainingOutcome<T, P>> {
  const trained = new Map<string, TrainedCandidate<T, P>>();
  const dropped = [...(setup.dropped ?? [])];
  const candidates = setup.candidates.filter(({ name }) => !dropped.some((one) => one.name === name));
  const total = candidates.length;
  const inOrder = [...candidates.filter((c) => !isBlend(c)), ...candidates.filter(isBlend)];
  for (const candidate of inOrder) {
    throwIfCancelled(setup.context.signal);
    setup.onCandidate?.(candidate.name, trained.size, total);
    const result = isBlend(candidate)
      ? blendOrReason(candidate, setup, trained, dropped)
      : await train(candidate, setup);
    if (result === undefined) continue;
    if (typeof result === 'string') dropped.push({ name: candidate.name, reason: result });
    else trained.set(candidate.name, result);
  }
  if (trained.size === 0) throw noneFitted(dropped);
  return { trained: candidates.flatMap((c) => trained.get(c.name) ?? []), dropped };
}

/** Codes of errors that speak of one candidate's training, not of the run. */
const DIVERGED: readonly string[] = ['TRAINING_DIVERGED', 'NO_SETTING_FITTED'];

/** Trains one candidate in this process. It depends on nothing that was trained before it. */
export async function trainHere<T, P>(
  candidate: FittedCandidate<T, P>,
  setup: TrainingSetup<T, P>,
): Promise<TrainingResult<T, P>> {
  const elapsed = stopwatch();
  try {
    return { ...(await trainFitted(candidate, setup)), seconds: elapsed() };
  } catch (error) {
    if (error instanceof ProoflineError && DIVERGED.includes(error.code)) return error.message;
    throw error;
  }
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const started = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - started) / 1e9;
}

/** The blend of those members that are there; a reason where so many were dropped that nothing is left to blend. */
function blendOrReason<T, P>(
  candidate: BlendCandidate,
  setup: TrainingSetup<T, P>,
  trained: ReadonlyMap<string, TrainedCandidate<T, P>>,
  dropped: readonly DroppedCandidate[],
): TrainingResult<T, P> | undefined {
  const elapsed = stopwatch();
  const blend = trainBlend(candidate, setup, trained);
  const lost = candidate.blend.members.filter((name) => dropped.some((one) => one.name === name));
  if (blend !== undefined) return { ...blend, seconds: elapsed() };
  if (lost.length === 0) return undefined;
  return `Too few of its members could be trained (not: ${lost.map(shortName).join(', ')}).`;
}

function noneFitted(dropped: readonly DroppedCandidate[]): ProoflineError {
  const problems = dropped.map(({ name, reason }) => ({
    code: 'CANDIDATE_DROPPED',
    message: `${name}: ${reason}`,
    where: { path: `candidates.${name}` },
  }));
  return new ProoflineError(
    'invalid-input',
    'NO_CANDIDATE_FITTED',
    `No candidate could be trained on this data:\n${problems.map(({ message }) => `- ${message}`).join('\n')}\nLook at the profile of the columns ('proofline validate'), or name other candidates with --candidates.`,
    { problems },
  );
}

type WithoutTime<T, P> = Omit<TrainedCandidate<T, P>, 'seconds'>;

async function trainFitted<T, P>(
  candidate: FittedCandidate<T, P>,
  setup: TrainingSetup<T, P>,
): Promise<WithoutTime<T, P>> {
  const { task, data, repeats, context } = setup;
  const rng = context.rng.fork(candidate.name);
  const fit = (rows: Int32Array, parameters: ParameterValues, seed: Rng): Promise<CandidateModel<P>> =>
    fitOn(candidate, setup, rows, parameters, { ...context, rng: seed });

  const tuned = await tuneCandidate({
    candidate,
    kind: task.kind,
    data,
    repeats,
    trials: setup.plans.get(candidate.name)?.trials ?? 1,
    fit: (rows, parameters, foldName) => fit(rows, parameters, rng.fork(foldName)),
    rng: rng.fork('search'),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
    ...(setup.deadline === undefined ? {} : { deadline: setup.deadline }),
    onTrial: (spent) => setup.onTrial?.(candidate.name, spent),
  });
  const production = { ...setup, data: setup.whole ?? data };
  const model = await fitOn(candidate, production, undefined, tuned.parameters, {
    ...context,
    rng: rng.fork('final'),
  });
  refuseNoNumbers(model, setup);
  const calibrated = candidate.calibrate ? calibrate(task.kind, data, repeats, tuned.outOfFold, rng) : undefined;
  return {
    candidate,
    parameters: tuned.parameters,
    trials: tuned.trials,
    rawOutOfFold: tuned.outOfFold,
    outOfFold: calibrated?.outOfFold ?? tuned.outOfFold,
    model: new ProductionModel(candidate.name, [{ name: candidate.name, model }], undefined, calibrated?.map),
    ...(calibrated === undefined ? {} : { calibration: calibrated.map.method }),
    stoppedByClock: tuned.stoppedByClock,
  };
}

/** Rows that the final model is tried on. */
const TRIED_ROWS = 1000;

/** A final fit that runs away without saying so predicts no numbers: found here, and not in the report. */
function refuseNoNumbers<T, P>(model: CandidateModel<P>, { task, data }: TrainingSetup<T, P>): void {
  const rows = Int32Array.from({ length: Math.min(TRIED_ROWS, data.frame.rows) }, (_, i) => i);
  const some: Frame = takeFrame(data.frame, rows);
  const loss = task.kind.loss(task.kind.takeTruth(data.truth, rows), model.predict(some));
  if (Number.isFinite(loss)) return;
  throw new ProoflineError(
    'invalid-input',
    'TRAINING_DIVERGED',
    `The final fit on all training rows diverged: its loss is ${loss}.`,
  );
}

/** Fits a candidate on some rows of the training data (all when undefined). */
export function fitOn<T, P>(
  candidate: FittedCandidate<T, P>,
  setup: Pick<TrainingSetup<T, P>, 'task' | 'data' | 'options' | 'settings'>,
  rows: Int32Array | undefined,
  parameters: ParameterValues,
  context: FitContext,
): Promise<CandidateModel<P>> {
  const { frame, truth, weight, schema } = setup.data;
  const options = setup.options[candidate.name] ?? setup.options[shortName(candidate.name)];
  return candidate.fit({
    frame: rows === undefined ? frame : takeFrame(frame, rows),
    truth: rows === undefined ? truth : setup.task.kind.takeTruth(truth, rows),
    ...(weight === undefined ? {} : { weight: rows === undefined ? weight : takeWeights(weight, rows) }),
    schema,
    parameters,
    ...(options === undefined ? {} : { options }),
    settings: setup.settings ?? {},
    context,
  });
}

/**
 * Recalibration fitted on all out-of-fold predictions goes into production; the out-of-fold predictions themselves are
 * recalibrated fold by fold with a map that did not see them.
 */
function calibrate<T, P>(
  kind: TaskKind<T, P>,
  data: TrainingData<T>,
  repeats: readonly (readonly Fold[])[],
  outOfFold: P,
  rng: Rng,
): { map: NonNullable<ReturnType<NonNullable<TaskKind<T, P>['calibrate']>>>; outOfFold: P } | undefined {
  if (kind.calibrate === undefined) return undefined;
  const map = kind.calibrate(data.truth, outOfFold, rng.fork('calibration'), data.weight);
  const parts = repeats[0]!.map((fold, f) => {
    const others = othersOf(repeats[0]!, f);
    const partial = kind.calibrate!(
      kind.takeTruth(data.truth, others),
      kind.takePrediction(outOfFold, others),
      rng.fork(`calibration-${f}`),
      data.weight && takeWeights(data.weight, others),
    );
    return { rows: fold.test, prediction: partial.apply(kind.takePrediction(outOfFold, fold.test)) };
  });
  return { map, outOfFold: kind.assemble(foldRows(repeats[0]!), parts) };
}

function trainBlend<T, P>(
  candidate: BlendCandidate,
  setup: TrainingSetup<T, P>,
  trained: ReadonlyMap<string, TrainedCandidate<T, P>>,
): WithoutTime<T, P> | undefined {
  const { task, data, repeats, context } = setup;
  const { kind } = task;
  const members = candidate.blend.members.flatMap((name) => trained.get(name) ?? []);
  // The client left members out: a blend of one is that one.
  if (members.length < 2) return undefined;
  if (kind.stack === undefined) {
    throw new ProoflineError(
      'incompatible',
      'BLEND_UNSUPPORTED',
      `Candidate '${candidate.name}' is a blend, and tasks of kind '${kind.id}' have no way to stack predictions.`,
    );
  }
  const rng = context.rng.fork(candidate.name);
  const predictions = members.map((member) => member.rawOutOfFold);
  const blend = kind.stack(data.truth, predictions, rng.fork('final'), data.weight);
  const parts = repeats[0]!.map((fold, f) => {
    const others = othersOf(repeats[0]!, f);
    const partial = kind.stack!(
      kind.takeTruth(data.truth, others),
      predictions.map((p) => kind.takePrediction(p, others)),
      rng.fork(f),
      data.weight && takeWeights(data.weight, others),
    );
    return {
      rows: fold.test,
      prediction: partial.apply(predictions.map((p) => kind.takePrediction(p, fold.test))),
    };
  });
  const rawOutOfFold = kind.assemble(foldRows(repeats[0]!), parts);
  const calibrated = calibrate(kind, data, repeats, rawOutOfFold, rng);
  return {
    candidate,
    parameters: Object.fromEntries(members.map((m, i) => [shortName(m.candidate.name), round(blend.weights[i]!)])),
    trials: [],
    rawOutOfFold,
    outOfFold: calibrated?.outOfFold ?? rawOutOfFold,
    model: new ProductionModel(
      candidate.name,
      members.map((m) => ({ name: m.candidate.name, model: m.model.members[0]!.model })),
      blend,
      calibrated?.map,
    ),
    blendWeights: blend.weights,
    stoppedByClock: false,
    ...(calibrated === undefined ? {} : { calibration: calibrated.map.method }),
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function othersOf(folds: readonly Fold[], except: number): Int32Array {
  return Int32Array.from(folds.flatMap((fold, f) => (f === except ? [] : [...fold.test]))).sort();
}

function foldRows(folds: readonly Fold[]): number {
  return folds.reduce((sum, fold) => sum + fold.test.length, 0);
}
