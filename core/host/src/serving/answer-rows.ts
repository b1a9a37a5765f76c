import type { Json } from '@proofline/learn';
import type { Localized, Predictor, Reason } from '@proofline/pipeline';

export type Row = Readonly<Record<string, unknown>>;

/** What a model says about a row. */
export interface RowAnswer {
  prediction: Record<string, Json>;
  reasons?: Reason[];
  /** What whoever uses the answer should know; absent where there is nothing. */
  remarks?: readonly Localized[];
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
export function answerRows(predictor: Predictor, rows: readonly Row[], limit: number): RowAnswer[] {
  if (rows.length === 1) {
    const { prediction, reasons, remarks } = predictor.predictWithReasons(rows[0]!, limit);
    return [rowAnswer(prediction, reasons, remarks)];
  }
  const frame = predictor.readRows(rows);
  const { answers, reasons } = predictor.explainFrame(frame, limit);
  const remarks = predictor.remarks(frame);
  return answers.map((prediction, row) => rowAnswer(prediction, reasons?.[row], remarks[row]!));
}

function rowAnswer(
  prediction: Record<string, Json>,
  reasons: Reason[] | undefined,
  remarks: readonly Localized[],
): RowAnswer {
  if (reasons === undefined && remarks.length === 0) return { prediction };
  return {
    prediction,
    ...(reasons === undefined ? {} : { reasons }),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
}
