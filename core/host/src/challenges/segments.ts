import type { Localized, PackageReference } from '@proofline/pipeline';
import { columnsWithRole, groupsOfRows, type Predictor } from '@proofline/pipeline';
import { type LoggedRow, logReader } from '../monitoring/gather.js';
import { agreements, type Pair, scoreDifferences } from './diff-report.js';

/** Of fewer rows a mean says nothing, and may say who they are. */
const FEWEST_ROWS = 30;
/** Of the normal distribution, for an interval of 95 %. */
const Z = 1.959964;

/** How the answers of two models differ for rows of one group of a feature. */
export interface Segment {
  label: Localized;
  rows: number;
  /** Of each field that holds a word: the share of rows for which both say the same. */
  agreement: { name: string; share: number }[];
  /** Means, and the 95 % interval of their difference, challenger minus champion; absent where answers are no numbers. */
  scores?: { champion: number; challenger: number; difference: number; interval: [number, number] };
}

export interface Segments {
  features: { name: string; title: Localized; segments: Segment[] }[];
  /** Protected columns of the schema: the log has none, and the gate alone looks at them. */
  notKept: string[];
}

/** Differences by the groups of each feature of the champion that the log has for every row; a pair and its row stand at the same place. */
export function segmentsOf(
  pairs: readonly Pair[],
  rows: readonly LoggedRow[],
  predictor: Predictor,
  { features }: PackageReference,
): Segments {
  const notKept = columnsWithRole(predictor.schema, 'protected').map(({ name }) => name);
  if (pairs.length === 0) return { features: [], notKept };
  const kept = features.filter(({ name }) => rows.every((row) => name in row));
  const columns = logReader(predictor, features)(rows);
  return {
    features: kept.map((reference) => {
      const places = groupsOfRows(reference, columns.get(reference.name)!);
      const segments = reference.groups.flatMap(({ label }, group) => {
        const own = pairs.filter((_, row) => places[row] === group);
        return own.length < FEWEST_ROWS ? [] : [segmentOf(label, own)];
      });
      return { name: reference.name, title: reference.title, segments };
    }),
    notKept,
  };
}

function segmentOf(label: Localized, pairs: readonly Pair[]): Segment {
  const scores = meansOf(pairs);
  return {
    label,
    rows: pairs.length,
    agreement: agreements(pairs).map(({ name, share }) => ({ name, share })),
    ...(scores === undefined ? {} : { scores }),
  };
}

function meansOf(pairs: readonly Pair[]): Segment['scores'] {
  const all = scoreDifferences(pairs);
  if (all === undefined) return undefined;
  const both = pairs.flatMap(({ champion: { score: a }, challenger: { score: b } }) =>
    a === null || b === null ? [] : [[a, b] as const],
  );
  const mean = (of: (pair: readonly [number, number]) => number): number =>
    both.reduce((sum, pair) => sum + of(pair), 0) / both.length;
  const variance = mean(([a, b]) => (b - a - all.mean) ** 2) * (both.length / Math.max(1, both.length - 1));
  const half = Z * Math.sqrt(variance / both.length);
  return {
    champion: mean(([a]) => a),
    challenger: mean(([, b]) => b),
    difference: all.mean,
    interval: [all.mean - half, all.mean + half],
  };
}
