import type { Json } from '@proofline/learn';
import type { Predictor, Reason } from '@proofline/pipeline';

export type Row = Readonly<Record<string, unknown>>;

/** What a model says about a row. */
export interface RowAnswer {
  prediction: Record<string, Json>;
  reasons?: Reason[];
}

/** As `answerRows`, with undefined for rows that are refused. */
export function answersWherePossible(
  predictor: Predictor,
  rows: readonly Row[],
  reasons: number,
): (RowAnswer | undefined)[] {
  try {
    return answerRows(predictor, rows, reasons);
  } catch {
    return rows.length === 1 ? [undefined] : rows.flatMap((row) => answersWherePossible(predictor, [row], reasons));
  }
}

/** Rows in their order; with reasons where asked, the strongest first. Throws every problem of every row. */
export function answerRows(predictor: Predictor, rows: readonly Row[], reasons: number): RowAnswer[] {
  if (reasons === 0) return predictor.predictRows(rows).map((prediction) => ({ prediction }));
  return rows.map((row) => {
    const { prediction, reasons: given } = predictor.predictWithReasons(row, reasons);
    return { prediction, ...(given === undefined ? {} : { reasons: given }) };
  });
}
