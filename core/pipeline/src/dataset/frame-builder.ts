import { cellReader } from '../cells/cell-reader.js';
import { type ColumnBuilder, columnBuilder, missingColumn } from '../cells/column-builder.js';
import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Column, Frame } from './frame.js';
import type { ScanColumn } from './scan-file.js';

/** Gathers the cells of a scan into frames with every column of the schema that is read, those that the file lacks as missing. */
export class FrameBuilder {
  private scanned: readonly ScanColumn[] = [];
  private readonly builders = new Map<string, ColumnBuilder>();

  constructor(private readonly schema: FeatureSchema) {}

  /** For `prepare` of a scan: takes the cells of these columns from now on. */
  attach(columns: readonly ScanColumn[]): void {
    this.scanned = columns;
    for (const column of columns) {
      this.builders.set(column.spec.name, columnBuilder(column.reader));
      column.push = () => this.builders.get(column.spec.name)!.push();
    }
  }

  /** The rows since the last time, whose number the scan has told. */
  take(rows: number): Frame {
    const columns = new Map<string, Column>();
    for (const spec of this.schema.columns) {
      if (spec.role === 'ignore') continue;
      const absent = (): Column =>
        missingColumn(spec, cellReader(spec, { decimal: '.', unknownCategory: 'error' }), rows);
      columns.set(spec.name, this.builders.get(spec.name)?.finish() ?? absent());
    }
    for (const { spec, reader } of this.scanned) {
      // A frame's open levels are those of its own rows, however many frames a file makes.
      if (reader.kind === 'categorical') reader.forget();
      this.builders.set(spec.name, columnBuilder(reader));
    }
    return { rows, columns };
  }
}
