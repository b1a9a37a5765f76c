import type { FeatureSchema } from '../schema/feature-schema.js';
import type { Frame } from './frame.js';
import type { TaggedFormat } from './tagged-text.js';

/** How a file was read: what was detected, or given. */
export interface SourceFormat {
  kind: 'csv' | 'jsonl' | 'parquet';
  delimiter?: string;
  decimal?: '.' | ',';
  encoding?: string;
  compression?: 'gzip' | 'none';
  /** Of marked texts: how the file itself writes them, of which the table is made. */
  tagged?: TaggedFormat;
}

/** A file read and validated against a schema: typed columns with every declared column present (roles included). */
export interface Dataset extends Frame {
  readonly schema: FeatureSchema;
  /** 1-based data row of the source file for each row. */
  readonly rowNumbers: Int32Array;
  /** SHA-256 over schema-relevant content, independent of file format, e.g. `sha256:…`. */
  readonly fingerprint: string;
  readonly source: { path: string; bytes: number; format: SourceFormat };
}
