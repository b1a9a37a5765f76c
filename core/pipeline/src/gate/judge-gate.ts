import { ProoflineError, Rng, throwIfCancelled } from '@proofline/learn';
import { readDataset } from '../dataset/read-dataset.js';
import { takeDataset } from '../run/dataset-rows.js';
import { findTask, taskOptions } from '../run/resolve-task.js';
import type { Task } from '../task/task.js';
import { text } from '../text/localized.js';
import type { Vertical } from '../vertical/define-vertical.js';
import { checkComparison, noChampion, notCompared, sameQuestion } from './check-comparison.js';
import { checkLatency, checkSize } from './check-cost.js';
import { checkCriteria } from './check-criteria.js';
import { checkCalibration, checkFairness } from './check-measures.js';
import { checkSchema } from './check-schema.js';
import { type GateCheck, gateCheck } from './gate-check.js';
import { type GateModel, type LoadedGateModel, loadGateModel } from './gate-model.js';
import { findUnseenRows, type UnseenRows } from './unseen-rows.js';

export interface GateRequest {
  verticals: readonly Vertical[];
  candidate: GateModel;
  /** The model that answers now, if any. */
  champion?: GateModel;
  /** File of the solution's frozen set, where one is marked. */
  frozenSet?: string;
  /** Of the criteria that the solution froze; null where it has frozen none. */
  criteriaHash: string | null;
  signal?: AbortSignal;
}

/**
 * Every check that stands between a model and production, each with what was measured, its bound and a sentence. What cannot
 * be judged has not passed. The same files give the same answers, but for the time that is measured.
 */
export async function judgeGate(request: GateRequest): Promise<GateCheck[]> {
  const { verticals, criteriaHash, signal } = request;
  const candidate = await loadOrSay(request.candidate, verticals);
  if (typeof candidate === 'string') return [gateCheck('package', false, text(candidate))];
  const champion = request.champion && (await loadOrSay(request.champion, verticals));
  const other = typeof champion === 'string' ? undefined : champion;
  const broken = typeof champion === 'string' ? champion : undefined;
  const vertical = verticals.find(({ id }) => id === candidate.manifest.vertical.id)!;
  const task = findTask(vertical, candidate.manifest.task);
  const rng = new Rng(candidate.manifest.seed).fork('gate');

  const { check: rowsCheck, unseen } = await findUnseenRows(task, candidate, other, request.frozenSet, signal);
  const answers = unseen && (await answersOf(candidate, unseen, signal));
  return [
    gateCheck('package', true, VERIFIED),
    checkCriteria(candidate, criteriaHash),
    broken === undefined ? checkSchema(candidate.predictor, other?.predictor) : unreadable('schema', broken),
    rowsCheck,
    broken === undefined
      ? await compare(task, candidate, other, unseen && { ...unseen, answers }, rng.fork('comparison'), signal)
      : unreadable('comparison', broken),
    checkCalibration(task, candidate.criteria, unseen, answers, rng.fork('calibration')),
    checkFairness(task, candidate, taskOptions(task, candidate.config), unseen, answers, rng.fork('fairness')),
    checkLatency(candidate),
    checkSize(candidate),
  ];
}

const VERIFIED = text(
  'Every file is what the run wrote, and the golden rows get the answers that they got then.',
  '各文件与训练时一致，黄金样本的结果得到复现。',
);

/** Has the champion answer for the same rows, where there is one and it can. */
async function compare(
  task: Task,
  candidate: LoadedGateModel,
  champion: LoadedGateModel | undefined,
  unseen: (UnseenRows & { answers: unknown }) | undefined,
  rng: Rng,
  signal: AbortSignal | undefined,
): Promise<GateCheck> {
  if (champion === undefined) return noChampion();
  if (!sameQuestion(candidate, champion)) return notCompared('it predicts another outcome.', '其预测的结果不同。');
  if (unseen === undefined) {
    return notCompared('there are too few rows that neither was trained on.', '两者均未训练过的数据不足。');
  }
  let theirs: unknown;
  try {
    theirs = await answersOf(champion, unseen, signal);
  } catch (error) {
    const why = messageOf(error);
    return notCompared(`it cannot answer for these rows: ${why}`, `其无法对这些数据作出预测：${why}`);
  }
  return checkComparison(task, unseen, { candidate: unseen.answers, champion: theirs }, champion.version, rng);
}

/** The model, or why it cannot be used. */
async function loadOrSay(model: GateModel, verticals: readonly Vertical[]): Promise<LoadedGateModel | string> {
  try {
    return await loadGateModel(model, verticals);
  } catch (error) {
    return messageOf(error);
  }
}

/** What a person can understand and mend; anything else is a defect and goes on. */
function messageOf(error: unknown): string {
  if (error instanceof ProoflineError && error.kind !== 'cancelled' && error.kind !== 'internal') return error.message;
  throw error;
}

function unreadable(id: 'schema' | 'comparison', why: string): GateCheck {
  return gateCheck(
    id,
    false,
    text(`The champion's package cannot be used any more: ${why}`, `现役模型的包已无法使用：${why}`),
  );
}

/** A model's answers for rows of a file, read as production would read them. */
async function answersOf(
  { predictor }: LoadedGateModel,
  { path, rows }: UnseenRows,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  throwIfCancelled(signal);
  const dataset = await readDataset(path, predictor.inputSchema, {
    ...predictor.reading,
    unknownCategory: 'missing',
    extraColumns: 'ignore',
    ...(signal === undefined ? {} : { signal }),
  });
  return predictor.predict(takeDataset(dataset, rows));
}
