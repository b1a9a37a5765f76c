import { join } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { takeDataset } from '../run/dataset-rows.js';
import { loadData } from '../run/load-data.js';
import { columnWithRole } from '../schema/feature-schema.js';
import { type CaseFile, casesAlsoIn } from '../split/case-keys.js';
import type { Task } from '../task/task.js';
import { joinTexts, type Localized, text } from '../text/localized.js';
import { type GateCheck, gateCheck } from './gate-check.js';
import type { LoadedGateModel } from './gate-model.js';

/** Fewer rows, or fewer of an outcome, and an interval is so wide that everything passes. */
const MIN_ROWS = 100;
const MIN_ROWS_OF_OUTCOME = 10;

/** Rows that neither model has learnt from, with what became of them. */
export interface UnseenRows {
  /** File that they are from, and their positions in it. */
  path: string;
  rows: Int32Array;
  /** As the candidate's run would read them, with every column. */
  dataset: Dataset;
  truth: unknown;
}

/** What rows both are judged on. Without them, why there are too few. */
export interface RowsFound {
  check: GateCheck;
  unseen?: UnseenRows;
}

/**
 * The rows that candidate and champion are compared on: those of the solution's frozen set, or, where none is marked, those
 * that the candidate's run held out; of either, only cases that neither model was trained on, and of groups of which neither was
 * trained on any row.
 */
export async function findUnseenRows(
  task: Task,
  candidate: LoadedGateModel,
  champion: LoadedGateModel | undefined,
  frozenSet: string | undefined,
  signal?: AbortSignal,
): Promise<RowsFound> {
  try {
    return await findRows(task, candidate, champion, frozenSet, signal);
  } catch (error) {
    // A frozen set that does not fit the candidate's schema is a finding, not a defect.
    if (!(error instanceof ProoflineError) || error.kind === 'cancelled' || error.kind === 'internal') throw error;
    const why = text(`The rows cannot be read: ${error.message}`, `数据无法读取：${error.message}`);
    return { check: gateCheck('frozen-set', false, why, { bound: MIN_ROWS }) };
  }
}

async function findRows(
  task: Task,
  candidate: LoadedGateModel,
  champion: LoadedGateModel | undefined,
  frozenSet: string | undefined,
  signal?: AbortSignal,
): Promise<RowsFound> {
  const { config, folder } = candidate;
  const file = fileOf(candidate);
  const { test: _before, withoutTest: _also, ...data } = config.data;
  const loaded = await loadData(
    {
      ...config,
      data: {
        ...data,
        extras: {},
        file,
        schema: join(folder, 'schema.yaml'),
        ...(frozenSet === undefined ? {} : { test: frozenSet }),
      },
    },
    folder,
    task.kind,
    signal === undefined ? {} : { signal },
  );
  const { dataset, truth } = loaded.test ?? loaded;
  const judged: CaseFile = {
    path: frozenSet ?? file,
    schema: loaded.schema,
    format: frozenSet === undefined ? 'schema' : 'file',
  };
  const learntBy = (model: LoadedGateModel, schema = model.predictor.schema): Promise<Uint8Array> =>
    casesAlsoIn(
      judged,
      { path: fileOf(model), schema, format: 'schema' },
      (row) => !model.unlearnt.has(row + 1),
      signal,
    );
  const byCandidate = await learntBy(candidate, loaded.schema);
  const byChampion = champion === undefined ? undefined : await learntBy(champion);
  const offered = Int32Array.from(dataset.rowNumbers.keys()).filter(
    (row) => frozenSet !== undefined || candidate.unlearnt.has(row + 1),
  );
  const count = (learnt: Uint8Array | undefined): number => offered.filter((row) => learnt?.[row] === 1).length;
  const rows = offered.filter((row) => byCandidate[row] === 0 && byChampion?.[row] !== 1);
  const unseen: UnseenRows = {
    path: judged.path,
    rows,
    dataset: takeDataset(dataset, rows),
    truth: task.kind.takeTruth(truth, rows),
  };
  const told: Told = {
    frozen: frozenSet !== undefined,
    compared: champion !== undefined,
    offered: offered.length,
    rows: rows.length,
    byCandidate: count(byCandidate),
    byChampion: count(byChampion),
    group: columnWithRole(loaded.schema, 'group')?.name,
  };
  const short = whatIsShort(task, unseen);
  const check = gateCheck('frozen-set', short === undefined, describe(told, short), {
    measured: {
      source: told.frozen ? 'frozen-set' : 'hold-out',
      offered: told.offered,
      rows: told.rows,
      byCandidate: told.byCandidate,
      byChampion: told.byChampion,
    },
    bound: MIN_ROWS,
  });
  return short === undefined ? { check, unseen } : { check };
}

/** What a model learnt from. Throws `not-ready` where it was trained elsewhere and came alone. */
function fileOf({ file, version }: LoadedGateModel): string {
  if (file !== undefined) return file;
  throw new ProoflineError(
    'not-ready',
    'TRAINING_DATA_UNKNOWN',
    `version ${version} was trained elsewhere, and what it learnt from did not come with it. Upload that file and bring the model again with its id: POST /v1/solutions/{solution}/models?dataset=ID.`,
  );
}

interface Told {
  frozen: boolean;
  /** There is a champion that must not have seen them either. */
  compared: boolean;
  offered: number;
  rows: number;
  byCandidate: number;
  byChampion: number;
  /** The column that ties rows together. */
  group: string | undefined;
}

function whatIsShort({ kind }: Task, { rows, truth }: UnseenRows): Localized | undefined {
  if (rows.length < MIN_ROWS) return text(`at least ${MIN_ROWS} are needed`, `至少需要 ${MIN_ROWS} 行`);
  const strata = kind.strata?.(truth);
  if (strata === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const outcome of strata) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const enough = [...counts.values()].filter((count) => count >= MIN_ROWS_OF_OUTCOME).length;
  if (enough >= 2) return undefined;
  return text(
    `at least ${MIN_ROWS_OF_OUTCOME} of each of two outcomes are needed`,
    `两种结果各至少需要 ${MIN_ROWS_OF_OUTCOME} 行`,
  );
}

function describe(
  { frozen, compared, offered, rows, byCandidate, byChampion, group }: Told,
  short: Localized | undefined,
): Localized {
  const from = frozen
    ? text(`Of the ${offered} rows of the frozen set`, `冻结集共 ${offered} 行，其中`)
    : text(
        `No frozen set is marked. Of the ${offered} rows that the run held out`,
        `未标记冻结集。该次训练留出 ${offered} 行，其中`,
      );
  const found = compared
    ? text(
        `${rows} were trained on by neither model (by the candidate ${byCandidate}, by the champion ${byChampion}).`,
        `${rows} 行未被任一模型用于训练（候选模型用过 ${byCandidate} 行，现役模型用过 ${byChampion} 行）。`,
      )
    : text(`the model was not trained on ${rows}.`, `${rows} 行未用于训练该模型。`);
  const ofGroups =
    group === undefined
      ? []
      : [
          text(
            `A row counts as trained on where any row of its '${group}' was.`,
            `同一“${group}”中只要有一行用于训练，其所有行均视为已训练。`,
          ),
        ];
  const left = joinTexts([text(`${from.en} ${found.en}`, `${from.zh}${found.zh}`), ...ofGroups], 'sentences');
  if (short === undefined) return left;
  const fix = text(
    `That is too few to judge by: ${short.en}. Upload rows that no model was trained on and mark them: PUT /v1/solutions/{solution}/frozen-set.`,
    `数量不足以评判：${short.zh}。请上传未被任何模型用于训练的数据并标记为冻结集：PUT /v1/solutions/{solution}/frozen-set。`,
  );
  return joinTexts([left, fix], 'sentences');
}
