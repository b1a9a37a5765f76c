/** Numbers (also integers). `NaN` where missing or special. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: Float64Array;
  /** 0 = an ordinary or missing cell, k = the k-th (1-based) special code of the column's spec. Absent: no specials. */
  readonly special?: Uint8Array;
}

/** Codes into `levels`; -1 where missing. Booleans are categories `false`, `true`. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** By row, what stands in cells that are missing because the schema does not list their category. Absent: none. */
  readonly unknown?: ReadonlyMap<number, string>;
}

/** Dates and times as milliseconds since 1970 in UTC; `NaN` where missing. */
export interface TimeColumn {
  readonly kind: 'time';
  readonly values: Float64Array;
}

/** Free text and identifiers; `null` where missing. */
export interface TextColumn {
  readonly kind: 'text';
  readonly values: readonly (string | null)[];
}

export type Column = NumericColumn | CategoricalColumn | TimeColumn | TextColumn;

/** Typed columns of equal length, by name. What models are fitted on and what they predict for. */
export interface Frame {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

export function takeColumn(column: Column, rows: ArrayLike<number>): Column {
  const n = rows.length;
  switch (column.kind) {
    case 'numeric': {
      const values = new Float64Array(n);
      for (let i = 0; i < n; i++) values[i] = column.values[rows[i]!]!;
      if (column.special === undefined) return { kind: 'numeric', values };
      const special = new Uint8Array(n);
      for (let i = 0; i < n; i++) special[i] = column.special[rows[i]!]!;
      return { kind: 'numeric', values, special };
    }
    case 'categorical': {
      const codes = new Int32Array(n);
      for (let i = 0; i < n; i++) codes[i] = column.codes[rows[i]!]!;
      const { unknown } = column;
      if (unknown === undefined) return { kind: 'categorical', codes, levels: column.levels };
      const taken = Array.from(rows, (row, i) => [i, unknown.get(row)] as const);
      const texts = new Map(taken.filter((one): one is [number, string] => one[1] !== undefined));
      return { kind: 'categorical', codes, levels: column.levels, unknown: texts };
    }
    case 'time': {
      const values = new Float64Array(n);
      for (let i = 0; i < n; i++) values[i] = column.values[rows[i]!]!;
      return { kind: 'time', values };
    }
    case 'text':
      return { kind: 'text', values: Array.from({ length: n }, (_, i) => column.values[rows[i]!]!) };
  }
}

/** The given rows, in the given order. */
export function takeFrame(frame: Frame, rows: ArrayLike<number>): Frame {
  const columns = new Map<string, Column>();
  for (const [name, column] of frame.columns) columns.set(name, takeColumn(column, rows));
  return { rows: rows.length, columns };
}

/** Only the named columns, in this order; throws a TypeError when one is absent (a defect, not bad input). */
export function selectColumns(frame: Frame, names: Iterable<string>): Frame {
  const columns = new Map<string, Column>();
  for (const name of names) {
    const column = frame.columns.get(name);
    if (column === undefined) throw new TypeError(`The frame has no column '${name}'.`);
    columns.set(name, column);
  }
  return { rows: frame.rows, columns };
}
