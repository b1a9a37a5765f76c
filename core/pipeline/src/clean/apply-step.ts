import type { CategoricalColumn, Column } from '../dataset/frame.js';
import type { FittedStep } from './learn-step.js';

/** A column after a step. Each cell is treated by itself; a column of another kind stays as it is. */
export function applyStep(step: FittedStep, column: Column): Column {
  switch (step.step) {
    case 'impossible-to-missing': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = step;
      return mapNumbers(column, (value) => (value < min || value > max ? Number.NaN : value));
    }
    case 'cap': {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = step;
      return mapNumbers(column, (value) => Math.min(max, Math.max(min, value)));
    }
    case 'convert-unit':
      return mapNumbers(column, (value) => value * step.factor);
    case 'special-to-missing':
      if (column.kind !== 'numeric' || column.special === undefined) return column;
      return { ...column, special: column.special.map((k) => (step.positions.includes(k) ? 0 : k)) };
    case 'join-rare-levels':
      return column.kind === 'categorical' ? joinLevels(column, step.kept, step.joined) : column;
    case 'fill-missing':
      return fill(column, step.value);
    // Done where cells are read, or on whole rows.
    case 'unreadable-to-missing':
    case 'read-units':
    case 'drop-duplicates':
      return column;
  }
}

/** Cells whose value differs, special codes and levels included. */
export function changedCells(before: Column, after: Column): number {
  let changed = 0;
  if (before.kind === 'numeric' && after.kind === 'numeric') {
    for (let i = 0; i < before.values.length; i++) {
      if (!Object.is(before.values[i], after.values[i]) || before.special?.[i] !== after.special?.[i]) changed++;
    }
  } else if (before.kind === 'categorical' && after.kind === 'categorical') {
    for (let i = 0; i < before.codes.length; i++) {
      if (before.levels[before.codes[i]!] !== after.levels[after.codes[i]!]) changed++;
    }
  }
  return changed;
}

function mapNumbers(column: Column, change: (value: number) => number): Column {
  return column.kind === 'numeric' ? { ...column, values: column.values.map(change) } : column;
}

function joinLevels(column: CategoricalColumn, kept: readonly string[], joined: string): CategoricalColumn {
  const levels = [...kept, joined];
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
