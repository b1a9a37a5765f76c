import { columnWithRole, type Dataset, targetTexts } from '@proofline/pipeline';
import { joinedText, textColumns } from '../models/joined-text.js';

/** Texts with what each was put into, as they stand in a file. */
export interface LabelledRows {
  texts: readonly string[];
  /** The class of each text; null where the file says none. */
  labels: readonly (string | null)[];
  /** 1-based data row of the file. */
  rowNumbers: ArrayLike<number>;
}

/** The texts of a file and their classes; a class that the schema does not list as it stands in the file. */
export function labelledRows(dataset: Dataset): LabelledRows {
  const target = columnWithRole(dataset.schema, 'target')!;
  const column = dataset.columns.get(target.name)!;
  const unknown = column.kind === 'categorical' ? column.unknown : undefined;
  return {
    texts: joinedText(dataset, textColumns(dataset.schema)),
    labels: targetTexts(dataset, target).map((label, row) => label ?? unknown?.get(row) ?? null),
    rowNumbers: dataset.rowNumbers,
  };
}

/** The rows of each class, in the order in which classes first occur. */
export function rowsByLabel({ labels }: Pick<LabelledRows, 'labels'>): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  labels.forEach((label, row) => {
    if (label === null) return;
    const own = rows.get(label);
    if (own === undefined) rows.set(label, [row]);
    else own.push(row);
  });
  return rows;
}
