import type { Json } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { CategoricalColumn, Column, Frame, NumericColumn } from '../dataset/frame.js';
import { takeDataset } from '../run/dataset-rows.js';
import { rowKeys } from '../split/row-keys.js';
import { type Localized, text } from '../text/localized.js';
import { levelCounts } from './propose-recipe.js';
import type { Recipe, RecipeStep } from './recipe.js';

/** A step with what it learnt from the training rows. */
type Fitted =
  | { step: 'drop-duplicates' }
  | { step: 'range'; column: string; min: number; max: number; clip: boolean }
  | { step: 'levels'; column: string; kept: string[] }
  | { step: 'fill'; column: string; value: number | string }
  | { step: 'scale'; column: string; factor: number };

/** What a step did to the training rows, for the report. */
export interface RecipeLogEntry {
  step: Localized;
  column?: string;
  affected: number;
  of: number;
}

/** Level that stands for the rare ones and for levels that training never saw. */
export const OTHER_LEVEL = 'other';

/** A recipe learnt on training rows. `apply` is pure, keeps every row and treats each by itself. */
export class FittedRecipe {
  private constructor(private readonly steps: readonly Fitted[]) {}

  /** Learns a recipe and applies it: later steps see what earlier ones made. */
  static fit(recipe: Recipe, train: Dataset): { recipe: FittedRecipe; train: Dataset; log: RecipeLogEntry[] } {
    let dataset = train;
    const fitted: Fitted[] = [];
    const log: RecipeLogEntry[] = [];
    for (const step of recipe.steps) {
      const learnt = learn(step, dataset);
      if (learnt === undefined) continue;
      fitted.push(learnt);
      const of = dataset.rows;
      if (learnt.step === 'drop-duplicates') {
        const kept = distinctRows(dataset);
        log.push({ step: describe(step), affected: of - kept.length, of });
        dataset = takeDataset(dataset, kept);
      } else {
        const before = dataset.columns.get(learnt.column)!;
        const after = applyStep(learnt, before);
        log.push({ step: describe(step), column: learnt.column, affected: changedCells(before, after), of });
        dataset = { ...dataset, columns: new Map([...dataset.columns, [learnt.column, after]]) };
      }
    }
    return { recipe: new FittedRecipe(fitted), train: dataset, log };
  }

  apply<F extends Frame>(frame: F): F {
    const columns = new Map(frame.columns);
    for (const step of this.steps) {
      if (step.step === 'drop-duplicates') continue;
      const column = columns.get(step.column);
      if (column !== undefined) columns.set(step.column, applyStep(step, column));
    }
    return { ...frame, columns };
  }

  toJson(): Json {
    return { version: 1, steps: this.steps.map(encode) };
  }

  static fromJson(json: Json): FittedRecipe {
    const { steps } = json as unknown as { steps: (Fitted & { min?: number | null; max?: number | null })[] };
    return new FittedRecipe(
      steps.map((step) =>
        step.step === 'range'
          ? { ...step, min: step.min ?? Number.NEGATIVE_INFINITY, max: step.max ?? Number.POSITIVE_INFINITY }
          : step,
      ),
    );
  }
}

/** Infinite bounds become null: JSON has no infinity. */
function encode(step: Fitted): Json {
  if (step.step !== 'range') return { ...step } as unknown as Json;
  return {
    ...step,
    min: Number.isFinite(step.min) ? step.min : null,
    max: Number.isFinite(step.max) ? step.max : null,
  };
}

function learn(step: RecipeStep, train: Dataset): Fitted | undefined {
  if (step.step === 'drop-duplicates') return { step: 'drop-duplicates' };
  const column = train.columns.get(step.column);
  if (column === undefined) return undefined;
  switch (step.step) {
    case 'impossible-to-missing':
      return {
        step: 'range',
        column: step.column,
        min: step.min ?? Number.NEGATIVE_INFINITY,
        max: step.max ?? Number.POSITIVE_INFINITY,
        clip: false,
      };
    case 'cap': {
      if (column.kind !== 'numeric') return undefined;
      const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
      const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
      return {
        step: 'range',
        column: step.column,
        min: step.low === undefined ? Number.NEGATIVE_INFINITY : at(step.low),
        max: step.high === undefined ? Number.POSITIVE_INFINITY : at(step.high),
        clip: true,
      };
    }
    case 'join-rare-levels': {
      if (column.kind !== 'categorical') return undefined;
      const counts = levelCounts(column.codes, column.levels.length);
      const kept = column.levels.filter((_, code) => counts[code]! >= step.minRows);
      return { step: 'levels', column: step.column, kept };
    }
    case 'fill-missing':
      return { step: 'fill', column: step.column, value: fillValue(step.with, column) };
    case 'convert-unit':
      return { step: 'scale', column: step.column, factor: step.factor };
  }
}

function fillValue(what: number | string, column: Column): number | string {
  if (what === 'median' && column.kind === 'numeric') {
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
    return sorted[sorted.length >> 1] ?? 0;
  }
  if (what === 'mode' && column.kind === 'categorical') {
    const counts = levelCounts(column.codes, column.levels.length);
    return column.levels[counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0))] ?? OTHER_LEVEL;
  }
  return what;
}

function applyStep(step: Exclude<Fitted, { step: 'drop-duplicates' }>, column: Column): Column {
  switch (step.step) {
    case 'range':
      if (column.kind !== 'numeric') return column;
      return mapNumbers(column, (value) => {
        if (value >= step.min && value <= step.max) return value;
        if (Number.isNaN(value) || !step.clip) return Number.NaN;
        return value < step.min ? step.min : step.max;
      });
    case 'scale':
      return column.kind === 'numeric' ? mapNumbers(column, (value) => value * step.factor) : column;
    case 'levels':
      return column.kind === 'categorical' ? joinLevels(column, step.kept) : column;
    case 'fill':
      return fill(column, step.value);
  }
}

function mapNumbers(column: NumericColumn, change: (value: number) => number): NumericColumn {
  return { ...column, values: column.values.map(change) };
}

function joinLevels(column: CategoricalColumn, kept: readonly string[]): CategoricalColumn {
  const levels = [...kept, OTHER_LEVEL];
  const recode = column.levels.map((level) => {
    const code = kept.indexOf(level);
    return code < 0 ? kept.length : code;
  });
  return { kind: 'categorical', levels, codes: column.codes.map((code) => (code < 0 ? -1 : recode[code]!)) };
}

function fill(column: Column, value: number | string): Column {
  if (column.kind === 'numeric' && typeof value === 'number') {
    return {
      ...column,
      values: column.values.map((v, i) => (Number.isNaN(v) && (column.special?.[i] ?? 0) === 0 ? value : v)),
    };
  }
  if (column.kind === 'categorical') {
    const text = String(value);
    const levels = column.levels.includes(text) ? column.levels : [...column.levels, text];
    const code = levels.indexOf(text);
    return { kind: 'categorical', levels, codes: column.codes.map((c) => (c < 0 ? code : c)) };
  }
  return column;
}

/** The first of each set of equal rows, in file order. */
function distinctRows(dataset: Dataset): Int32Array {
  const keys = rowKeys(dataset, 1);
  const seen = new Set<number>();
  const rows: number[] = [];
  for (let i = 0; i < dataset.rows; i++) {
    if (seen.has(keys[i]!)) continue;
    seen.add(keys[i]!);
    rows.push(i);
  }
  return Int32Array.from(rows);
}

function changedCells(before: Column, after: Column): number {
  let changed = 0;
  if (before.kind === 'numeric' && after.kind === 'numeric') {
    for (let i = 0; i < before.values.length; i++) if (!Object.is(before.values[i], after.values[i])) changed++;
  } else if (before.kind === 'categorical' && after.kind === 'categorical') {
    for (let i = 0; i < before.codes.length; i++) {
      if (before.levels[before.codes[i]!] !== after.levels[after.codes[i]!]) changed++;
    }
  }
  return changed;
}

function describe(step: RecipeStep): Localized {
  const { why } = step;
  const named = (en: string, zh: string): Localized => text(`${en} ${why.en}`, `${zh}${why.zh}`);
  switch (step.step) {
    case 'drop-duplicates':
      return named('Repeated training rows dropped.', '删除重复的训练行。');
    case 'impossible-to-missing':
      return named('Impossible values set to missing.', '将不可能的值设为缺失。');
    case 'join-rare-levels':
      return named(`Levels under ${step.minRows} rows joined.`, `合并少于 ${step.minRows} 行的类别。`);
    case 'cap':
      return named('Extreme values capped.', '对极端值封顶。');
    case 'fill-missing':
      return named(`Missing cells filled with ${String(step.with)}.`, `以 ${String(step.with)} 填充缺失值。`);
    case 'convert-unit':
      return named(`Converted to ${step.unit}.`, `换算为 ${step.unit}。`);
  }
}
