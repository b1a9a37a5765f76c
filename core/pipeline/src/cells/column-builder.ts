import type { Column } from '../dataset/frame.js';
import type { ColumnSpec } from '../schema/feature-schema.js';
import type { CategoryReader, CellReader, NumberReader, TextReader, TimeReader } from './cell-reader.js';

/** Collects what a reader has read, cell by cell, into a typed column. */
export interface ColumnBuilder {
  /** Takes the value that the reader holds now. */
  push(): void;
  /** Drops every other cell, the first one kept. */
  thin(): void;
  finish(): Column;
}

export function columnBuilder(reader: CellReader, capacity = 1024): ColumnBuilder {
  switch (reader.kind) {
    case 'numeric':
      return new NumericBuilder(reader, capacity);
    case 'categorical':
      return new CategoricalBuilder(reader, capacity);
    case 'time':
      return new TimeBuilder(reader, capacity);
    case 'text':
      return new TextBuilder(reader);
  }
}

/** A column of this many missing cells, for roles that a file to be predicted need not have. */
export function missingColumn(spec: ColumnSpec, reader: CellReader, rows: number): Column {
  switch (reader.kind) {
    case 'numeric': {
      const values = new Float64Array(rows).fill(Number.NaN);
      return spec.special === undefined
        ? { kind: 'numeric', values }
        : { kind: 'numeric', values, special: new Uint8Array(rows) };
    }
    case 'categorical':
      return { kind: 'categorical', codes: new Int32Array(rows).fill(-1), levels: reader.levels };
    case 'time':
      return { kind: 'time', values: new Float64Array(rows).fill(Number.NaN) };
    case 'text':
      return { kind: 'text', values: new Array<null>(rows).fill(null) };
  }
}

class NumericBuilder implements ColumnBuilder {
  private values: Float64Array;
  private special: Uint8Array | undefined;
  private length = 0;

  constructor(
    private readonly reader: NumberReader,
    capacity: number,
  ) {
    this.values = new Float64Array(capacity);
    if (reader.spec.special !== undefined) this.special = new Uint8Array(capacity);
  }

  push(): void {
    if (this.length === this.values.length) {
      this.values = grown(this.values, new Float64Array(this.length * 2));
      if (this.special !== undefined) this.special = grown(this.special, new Uint8Array(this.length * 2));
    }
    this.values[this.length] = this.reader.value;
    if (this.special !== undefined) this.special[this.length] = this.reader.special;
    this.length++;
  }

  thin(): void {
    for (let i = 0; 2 * i < this.length; i++) {
      this.values[i] = this.values[2 * i]!;
      if (this.special !== undefined) this.special[i] = this.special[2 * i]!;
    }
    this.length = Math.ceil(this.length / 2);
  }

  finish(): Column {
    const values = this.values.slice(0, this.length);
    return this.special === undefined
      ? { kind: 'numeric', values }
      : { kind: 'numeric', values, special: this.special.slice(0, this.length) };
  }
}

class CategoricalBuilder implements ColumnBuilder {
  private codes: Int32Array;
  private length = 0;
  /** Unlisted categories by row. */
  private unknown = new Map<number, string>();

  constructor(
    private readonly reader: CategoryReader,
    capacity: number,
  ) {
    this.codes = new Int32Array(capacity);
  }

  push(): void {
    if (this.length === this.codes.length) this.codes = grown(this.codes, new Int32Array(this.length * 2));
    const { code, unknownText } = this.reader;
    if (code < 0 && unknownText !== undefined) this.unknown.set(this.length, unknownText);
    this.codes[this.length++] = code;
  }

  thin(): void {
    for (let i = 0; 2 * i < this.length; i++) this.codes[i] = this.codes[2 * i]!;
    const even = [...this.unknown].filter(([row]) => row % 2 === 0);
    this.unknown = new Map(even.map(([row, text]) => [row / 2, text]));
    this.length = Math.ceil(this.length / 2);
  }

  finish(): Column {
    const { levels, closed } = this.reader;
    const codes = this.codes.slice(0, this.length);
    if (closed) {
      return { kind: 'categorical', codes, levels, ...(this.unknown.size === 0 ? {} : { unknown: this.unknown }) };
    }
    // An open list is in order of appearance; sorted, it no longer depends on the order of the rows.
    const order = levels.map((_, code) => code).sort((a, b) => compareLevels(levels[a]!, levels[b]!));
    const position = new Int32Array(levels.length);
    order.forEach((code, rank) => {
      position[code] = rank;
    });
    for (let i = 0; i < codes.length; i++) if (codes[i]! >= 0) codes[i] = position[codes[i]!]!;
    return { kind: 'categorical', codes, levels: order.map((code) => levels[code]!) };
  }
}

class TimeBuilder implements ColumnBuilder {
  private values: Float64Array;
  private length = 0;

  constructor(
    private readonly reader: TimeReader,
    capacity: number,
  ) {
    this.values = new Float64Array(capacity);
  }

  push(): void {
    if (this.length === this.values.length) this.values = grown(this.values, new Float64Array(this.length * 2));
    this.values[this.length++] = this.reader.value;
  }

  thin(): void {
    for (let i = 0; 2 * i < this.length; i++) this.values[i] = this.values[2 * i]!;
    this.length = Math.ceil(this.length / 2);
  }

  finish(): Column {
    return { kind: 'time', values: this.values.slice(0, this.length) };
  }
}

class TextBuilder implements ColumnBuilder {
  private readonly values: (string | null)[] = [];

  constructor(private readonly reader: TextReader) {}

  push(): void {
    this.values.push(this.reader.value);
  }

  thin(): void {
    for (let i = 0; 2 * i < this.values.length; i++) this.values[i] = this.values[2 * i]!;
    this.values.length = Math.ceil(this.values.length / 2);
  }

  finish(): Column {
    return { kind: 'text', values: this.values };
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Numbers by size, then texts by code point; the order of categories that nobody ordered. */
export function compareLevels(a: string, b: string): number {
  const x = Number(a);
  const y = Number(b);
  if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y) && x !== y) return x - y;
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
