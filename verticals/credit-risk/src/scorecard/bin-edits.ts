import { type Problem, ProoflineError } from '@proofline/learn';
import type { Column } from '@proofline/pipeline';
import { assignBins, type Bin, type Binning, evidence } from './binning.js';

/** A manual change of a variable's bins, with who made it and why; replayed whenever the card is fitted. */
export interface BinEdit {
  feature: string;
  author: string;
  reason: string;
  /** Numeric: the values where a new bin begins, rising. */
  edges?: readonly number[];
  /** Categorical: the levels of each bin; every level of the variable must be in one. */
  groups?: readonly (readonly string[])[];
}

/** Replaces the ordinary bins of an edited variable and counts them anew; other variables are returned as they are. */
export function applyEdits(
  binning: Binning,
  column: Column,
  y: Float64Array,
  edits: readonly BinEdit[],
  smoothing: number,
  weight?: Float64Array,
): Binning {
  const edit = edits.findLast(({ feature }) => feature === binning.feature);
  if (edit === undefined) return binning;
  const fixed = binning.bins.filter((bin) => bin.kind !== 'ordinary');
  const edited: Binning = { ...binning, bins: [...ordinaryBins(binning, edit), ...fixed], trend: 'edited' };
  const counts = edited.bins.map(() => ({ events: 0, nonEvents: 0 }));
  const totals = { events: 0, nonEvents: 0 };
  assignBins(edited, column).forEach((bin, i) => {
    const side = y[i] === 1 ? 'events' : 'nonEvents';
    counts[bin]![side] += weight?.[i] ?? 1;
    totals[side] += weight?.[i] ?? 1;
  });
  const bins = edited.bins.map((bin, k): Bin => ({ ...bin, ...evidence(counts[k]!, totals, smoothing) }));
  const { note: _note, ...kept } = edited;
  return {
    ...kept,
    bins,
    iv: bins.reduce((sum, bin) => sum + bin.iv, 0),
    edited: { author: edit.author, reason: edit.reason, informationValueBefore: binning.iv },
  };
}

function ordinaryBins(binning: Binning, edit: BinEdit): Bin[] {
  const empty = { kind: 'ordinary' as const, events: 0, nonEvents: 0, woe: 0, iv: 0 };
  if (binning.type === 'numeric') {
    const { edges } = edit;
    if (edges === undefined) throw wrongEdit(edit, 'is numeric: give the edges where a new bin begins');
    if (edges.some((edge, k) => !Number.isFinite(edge) || (k > 0 && edge <= edges[k - 1]!))) {
      throw wrongEdit(edit, `needs edges that rise, got ${edges.join(', ')}`);
    }
    return [...edges, undefined].map((below, k) => ({
      ...empty,
      ...(k === 0 ? {} : { from: edges[k - 1]! }),
      ...(below === undefined ? {} : { below }),
    }));
  }
  const levels = binning.bins.flatMap((bin) => bin.levels ?? []);
  const given = edit.groups?.flat() ?? [];
  const missing = levels.filter((level) => !given.includes(level));
  const twice = given.filter((level, k) => given.indexOf(level) !== k);
  if (edit.groups === undefined || missing.length > 0 || twice.length > 0) {
    throw wrongEdit(
      edit,
      `is categorical: give groups that hold each level once${missing.length > 0 ? `; missing: ${missing.join(', ')}` : ''}${twice.length > 0 ? `; twice: ${twice.join(', ')}` : ''}`,
    );
  }
  return edit.groups.map((group) => ({ ...empty, levels: [...group] }));
}

function wrongEdit(edit: BinEdit, what: string): ProoflineError {
  const problem: Problem = {
    code: 'BIN_EDIT_INVALID',
    message: `The edit of '${edit.feature}' by ${edit.author} cannot be applied: the variable ${what}.`,
    where: { column: edit.feature },
  };
  return new ProoflineError('invalid-input', problem.code, problem.message, { problems: [problem] });
}
