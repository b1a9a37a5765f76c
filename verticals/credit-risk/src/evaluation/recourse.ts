import { type Action, type Change, CounterfactualSearch, type Matrix, matrix, type Rng } from '@proofline/learn';
import { type CandidateModel, type Column, type ColumnSpec, type Frame, takeFrame } from '@proofline/pipeline';

/** What a declined applicant could change so that the answer changes. */
export interface Recourse {
  /** Row of the frame that was asked for. */
  row: number;
  /** The smallest set of changes that was found; undefined where none was. */
  changes?: readonly Change[];
  /** Probability of default after the changes. */
  prediction?: number;
}

/** Whether the schema lets the person behind the row change this column. */
export function isActionable({ actionable }: ColumnSpec): boolean {
  return actionable !== undefined && actionable !== false;
}

/** Training rows whose values may be proposed. */
const REFERENCE_ROWS = 2000;
const LIMITS = { maxChanges: 3, beam: 6, valuesPerFeature: 12, count: 1 } as const;

/**
 * Searches, for each of the rows, the smallest change of actionable columns that takes the risk below the threshold. The
 * columns are those whose schema says `actionable`, in the direction that it allows; everything else stays as it is.
 */
export function findRecourse(
  model: Pick<CandidateModel<Float64Array>, 'predict'>,
  frame: Frame,
  rows: readonly number[],
  train: Frame,
  specs: readonly ColumnSpec[],
  threshold: number,
  rng: Rng,
): Recourse[] {
  const actionable = specs.filter(isActionable);
  if (actionable.length === 0) return rows.map((row) => ({ row }));
  const kept = rng
    .shuffle(Int32Array.from({ length: train.rows }, (_, i) => i))
    .slice(0, REFERENCE_ROWS)
    .sort();
  const reference = encode(takeFrame(train, kept), actionable, train);
  const actions = actionable.map((spec) => actionOf(spec, reference));
  return rows.map((row) => {
    const own = takeFrame(frame, [row]);
    const search = new CounterfactualSearch(reference, (x) => model.predict(changed(own, x, actionable, train)));
    const { found } = search.find(encode(own, actionable, train), 0, { threshold, side: 'below', actions, ...LIMITS });
    const best = found[0];
    return best === undefined ? { row } : { row, changes: best.changes, prediction: best.prediction };
  });
}

function actionOf({ name, actionable }: ColumnSpec, { names, cardinality }: Matrix): Action {
  const numeric = cardinality[names.indexOf(name)] === 0;
  if (!numeric || actionable === true) return { feature: name };
  return { feature: name, direction: actionable === 'increase' ? 'rise' : 'fall' };
}

/** Numbers as they are, special codes as gaps; categories as codes among the levels of training. */
function encode(frame: Frame, specs: readonly ColumnSpec[], train: Frame): Matrix {
  const levelsOf = (name: string): readonly string[] => {
    const column = train.columns.get(name)!;
    return column.kind === 'categorical' ? column.levels : [];
  };
  const columns = specs.map(({ name }) => {
    const column = frame.columns.get(name)!;
    if (column.kind === 'numeric')
      return column.values.map((v, i) => ((column.special?.[i] ?? 0) > 0 ? Number.NaN : v));
    if (column.kind !== 'categorical') throw new TypeError(`Column '${name}' is ${column.kind} and no feature.`);
    const position = column.levels.map((level) => levelsOf(name).indexOf(level));
    return Float64Array.from(column.codes, (code) => (code < 0 || position[code]! < 0 ? Number.NaN : position[code]!));
  });
  return matrix(columns, {
    names: specs.map(({ name }) => name),
    cardinality: specs.map(({ name }) => levelsOf(name).length),
  });
}

/** Copies of one row with the values of a matrix in its actionable columns; a gap leaves the cell as it is. */
function changed(own: Frame, x: Matrix, specs: readonly ColumnSpec[], train: Frame): Frame {
  const copies = takeFrame(own, new Int32Array(x.rows));
  const columns = new Map<string, Column>(copies.columns);
  specs.forEach(({ name }, j) => {
    const column = copies.columns.get(name)!;
    const values = x.columns[j]!;
    if (column.kind === 'numeric') {
      const special = column.special?.map((code, i) => (Number.isNaN(values[i]!) ? code : 0));
      columns.set(name, {
        kind: 'numeric',
        values: column.values.map((value, i) => (Number.isNaN(values[i]!) ? value : values[i]!)),
        ...(special === undefined ? {} : { special }),
      });
      return;
    }
    const seen = train.columns.get(name)!;
    if (column.kind !== 'categorical' || seen.kind !== 'categorical') return;
    // The levels of training first, so that their codes are those of the matrix; the row's own may be another.
    const levels = [...seen.levels, ...column.levels.filter((level) => !seen.levels.includes(level))];
    const present = column.codes.map((code) => (code < 0 ? -1 : levels.indexOf(column.levels[code]!)));
    const codes = present.map((code, i) => (Number.isNaN(values[i]!) ? code : values[i]!));
    columns.set(name, { kind: 'categorical', levels, codes });
  });
  return { rows: copies.rows, columns };
}
