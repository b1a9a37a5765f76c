import type { Column, Frame } from '@proofline/pipeline';

/** Rows of `a`, then rows of `b`; levels of categories are joined by name. Both columns must be of the same kind. */
export function concatColumns(a: Column, b: Column): Column {
  if (a.kind === 'numeric' && b.kind === 'numeric') {
    const values = concatNumbers(a.values, b.values);
    if (a.special === undefined && b.special === undefined) return { kind: 'numeric', values };
    const special = new Uint8Array(values.length);
    if (a.special !== undefined) special.set(a.special);
    if (b.special !== undefined) special.set(b.special, a.values.length);
    return { kind: 'numeric', values, special };
  }
  if (a.kind === 'categorical' && b.kind === 'categorical') {
    const levels = [...new Set([...a.levels, ...b.levels])];
    const place = new Map(levels.map((level, code) => [level, code]));
    const codes = new Int32Array(a.codes.length + b.codes.length);
    codes.set(a.codes);
    codes.set(
      b.codes.map((code) => (code < 0 ? -1 : place.get(b.levels[code]!)!)),
      a.codes.length,
    );
    return { kind: 'categorical', codes, levels };
  }
  if (a.kind === 'time' && b.kind === 'time') return { kind: 'time', values: concatNumbers(a.values, b.values) };
  if (a.kind === 'text' && b.kind === 'text') return { kind: 'text', values: [...a.values, ...b.values] };
  throw new TypeError(`A ${a.kind} column and a ${b.kind} column cannot be one.`);
}

/** Rows of both frames over the columns that both have, in the order of the first. */
export function concatFrames(a: Frame, b: Frame): Frame {
  const columns = new Map<string, Column>();
  for (const [name, column] of a.columns) {
    const other = b.columns.get(name);
    if (other !== undefined) columns.set(name, concatColumns(column, other));
  }
  return { rows: a.rows + b.rows, columns };
}

export function concatNumbers(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
