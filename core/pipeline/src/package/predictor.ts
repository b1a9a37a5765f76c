import { decodeArtifact, type Json, type Problem, ProoflineError, type Rng } from '@proofline/learn';
import { cellReader } from '../cells/cell-reader.js';
import { missingColumn } from '../cells/column-builder.js';
import { FittedRecipe } from '../clean/fitted-recipe.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Column, Frame } from '../dataset/frame.js';
import { compileRowParser, type RowParser } from '../dataset/parse-row.js';
import type { ReadOptions } from '../dataset/scan-file.js';
import { ProductionModel } from '../run/candidate-model.js';
import {
  type ColumnSpec,
  categoryValues,
  columnsWithRole,
  columnTitleAtStart,
  type FeatureSchema,
} from '../schema/feature-schema.js';
import type { Reason, Task } from '../task/task.js';
import { type Localized, text } from '../text/localized.js';
import type { Vertical } from '../vertical/define-vertical.js';
import { type GoldenVector, type PackageFiles, type PackageManifest, readPackage } from './model-package.js';
import type { PackageReference } from './reference.js';
import { outsideRemarks, type RowRemarks, type SeenRanges } from './seen-ranges.js';

/** Words of a text that is put together; more would say nothing else of a model. */
const LONGEST_COMPOSED = 30;
/** Golden vectors are equal when numbers agree to this; the same package on another machine may round its last bits. */
const TOLERANCE = 1e-9;

/** A package ready to answer: schema, recipe and model, as the run evaluated them. */
export class Predictor<Truth = unknown, Prediction = unknown> {
  /**
   * What is read of rows and files to be answered: the features that the model uses, and the identifier as a text. Other
   * columns have the role `ignore`: a cell that decides nothing is no reason to refuse a row.
   */
  readonly inputSchema: FeatureSchema;
  private readonly parser: RowParser;
  private readonly features: readonly ColumnSpec[];
  private readonly remarksOf: RowRemarks;

  constructor(
    readonly schema: FeatureSchema,
    readonly recipe: FittedRecipe,
    readonly model: ProductionModel<Prediction>,
    readonly task: Task<Truth, Prediction>,
    /** What the package advises beside each prediction, as the task derived it. */
    readonly recommendation?: Json,
    unknownCategory: 'error' | 'missing' = 'error',
    /** Absent in packages of before it was written. */
    seen: SeenRanges = {},
  ) {
    this.features = columnsWithRole(schema, 'feature');
    const used = new Set(model.uses ?? this.features.map(({ name }) => name));
    const unused = new Map(
      this.features.filter(({ name }) => !used.has(name)).map((spec) => [spec.name, emptyColumn(spec, 1)]),
    );
    this.remarksOf = outsideRemarks(
      this.features.filter(({ name }) => used.has(name)),
      seen,
    );
    this.inputSchema = { ...schema, columns: schema.columns.map((spec) => asInput(spec, used)) };
    this.parser = compileRowParser(this.inputSchema, { ...this.reading, unknownCategory, standIns: unused });
  }

  /** How rows and files to be answered are read. */
  get reading() {
    return {
      purpose: 'predict',
      repairs: this.recipe.repairs,
      format: 'file',
      sealed: true,
    } as const satisfies ReadOptions;
  }

  /** Rows as JSON objects, bound by name; throws every problem of every row at once. */
  predictRows(rows: readonly unknown[]): Record<string, Json>[] {
    if (rows.length !== 1) return this.predictFrame(this.parser.parseRows(rows).frame);
    // A single row's frame is complete as it is parsed.
    return this.answers(this.recipe.apply(this.parser.parse(rows[0]).frame));
  }

  /** One row's answer with its reasons, the strongest first; none where the model cannot say, or `limit` is 0. */
  predictWithReasons(
    row: unknown,
    limit?: number,
  ): { prediction: Record<string, Json>; reasons?: Reason[]; remarks: Localized[]; warnings: Problem[] } {
    const { frame: parsed, warnings } = this.parser.parse(row);
    const frame = this.recipe.apply(parsed);
    const prediction = this.answers(frame)[0]!;
    const reasons = limit === 0 ? undefined : this.explain(parsed, frame, 0, limit);
    const remarks = this.remarksOf(frame, 0);
    return { prediction, ...(reasons === undefined ? {} : { reasons }), remarks, warnings };
  }

  /** Of each row of a frame, what whoever uses its answer should know: numbers far outside what was learnt from. */
  remarks(frame: Frame): Localized[][] {
    const prepared = this.prepare(frame);
    return Array.from({ length: frame.rows }, (_, row) => this.remarksOf(prepared, row));
  }

  /** Rows as a frame of what the model is given, before the recipe; throws every problem of every row at once. */
  readRows(rows: readonly unknown[]): Frame {
    return this.parser.parseRows(rows).frame;
  }

  /** What the model predicts for rows as they were read, in the form of the task's kind. */
  predict(frame: Frame): Prediction {
    return this.model.predict(this.prepare(frame));
  }

  predictFrame(frame: Frame): Record<string, Json>[] {
    return this.answers(this.prepare(frame));
  }

  /** Answers for the rows of a frame, each with its reasons, the strongest first; no reasons where the model cannot say, or `limit` is 0. */
  explainFrame(frame: Frame, limit: number): { answers: Record<string, Json>[]; reasons?: Reason[][] } {
    const prepared = this.prepare(frame);
    const answers = this.answers(prepared);
    if (this.model.explain === undefined || limit === 0) return { answers };
    const reasons = answers.map((_, row) => this.explain(frame, prepared, row, limit)!);
    return { answers, reasons };
  }

  /** The model's reasons, in which a value that it does not know is not called missing. */
  private explain(given: Frame, prepared: Frame, row: number, limit: number | undefined): Reason[] | undefined {
    return this.model.explain?.(prepared, row, limit).map((reason) => {
      const column = given.columns.get(reason.feature);
      const unknown = column?.kind === 'categorical' ? column.unknown?.get(row) : undefined;
      return unknown === undefined ? reason : unknownValue(reason, this.features, unknown);
    });
  }

  /** Of each row: the prediction, what the model adds to it, and what is advised. */
  private answers(frame: Frame): Record<string, Json>[] {
    const { kind, recommendation, notes } = this.task;
    const prediction = this.model.predict(frame);
    const details = this.model.details?.(frame) ?? {};
    const answers: Record<string, Json>[] = [];
    for (let row = 0; row < frame.rows; row++) {
      const answer = kind.row(prediction, row);
      for (const name in details) answer[name] = details[name]![row]!;
      if (notes !== undefined) Object.assign(answer, notes(frame, row));
      if (this.recommendation !== undefined) {
        Object.assign(answer, recommendation?.answer(this.recommendation, prediction, row));
      }
      answers.push(answer);
    }
    return answers;
  }

  /** Cleaned feature columns, as the model was fitted on; those it does not use may be empty. */
  private prepare(frame: Frame): Frame {
    const columns = new Map<string, Column>();
    for (const spec of this.features) {
      columns.set(spec.name, frame.columns.get(spec.name) ?? emptyColumn(spec, frame.rows));
    }
    return this.recipe.apply({ rows: frame.rows, columns });
  }
}

function emptyColumn(spec: ColumnSpec, rows: number): Column {
  return missingColumn(spec, cellReader(spec, { decimal: '.', unknownCategory: 'missing' }), rows);
}

function unknownValue(reason: Reason, features: readonly ColumnSpec[], value: string): Reason {
  const { en, zh } = columnTitleAtStart(features.find(({ name }) => name === reason.feature)!);
  return {
    ...reason,
    code: `${reason.feature}.unknown`,
    text: text(`${en}: '${value}' is not a value that the model knows`, `${zh}：模型不认识取值“${value}”`),
    value,
  };
}

function asInput(spec: ColumnSpec, used: ReadonlySet<string>): ColumnSpec {
  if (spec.role === 'id') return { name: spec.name, role: 'id', type: 'text' };
  return used.has(spec.name) ? spec : { ...spec, role: 'ignore' };
}

export interface LoadedPackage {
  manifest: PackageManifest;
  /** What the model learnt from, counted; packages of earlier versions have none. */
  reference?: PackageReference;
  files: PackageFiles;
  predictor: Predictor;
}

/**
 * Loads a package and proves that it is what was written: every file's hash, the vertical and its task, and the golden
 * vectors, which must get the answers that the run gave. Categories that the schema does not list are errors in rows unless
 * `unknownCategory` says otherwise.
 */
export async function loadPackage(
  folder: string,
  verticals: readonly Vertical[],
  options: { unknownCategory?: 'error' | 'missing' } = {},
): Promise<LoadedPackage> {
  const { manifest, files } = await readPackage(folder);
  const vertical = verticals.find((v) => v.id === manifest.vertical.id);
  if (vertical === undefined) {
    throw new ProoflineError(
      'not-found',
      'VERTICAL_UNKNOWN',
      `The package in '${folder}' needs the vertical '${manifest.vertical.id}', which is not loaded. Loaded: ${verticals.map((v) => v.id).join(', ') || 'none'}.`,
    );
  }
  const task = vertical.tasks.find((t) => t.id === manifest.task) as Task | undefined;
  if (task === undefined) {
    throw new ProoflineError(
      'incompatible',
      'TASK_UNKNOWN',
      `Vertical '${vertical.id}' ${vertical.version} has no task '${manifest.task}'; the package was made with ${manifest.vertical.version}.`,
    );
  }
  const json = (name: string): Json => JSON.parse(new TextDecoder().decode(files.get(name)!)) as Json;
  const predictor = new Predictor(
    json('schema.json') as unknown as FeatureSchema,
    FittedRecipe.fromJson(json('recipe.json')),
    ProductionModel.fromArtifact(decodeArtifact(files.get('model.bin')!), task),
    task,
    files.has('recommendation.json') ? json('recommendation.json') : undefined,
    options.unknownCategory,
    files.has('seen.json') ? (json('seen.json') as unknown as SeenRanges) : {},
  );
  verifyGolden(predictor, json('golden.json') as unknown as GoldenVector[], folder);
  if (!files.has('reference.json')) return { manifest, files, predictor };
  return { manifest, files, predictor, reference: json('reference.json') as unknown as PackageReference };
}

function verifyGolden(predictor: Predictor, golden: readonly GoldenVector[], folder: string): void {
  const answers = predictor.predictRows(golden.map(({ row }) => row));
  golden.forEach(({ prediction }, i) => {
    for (const [name, expected] of Object.entries(prediction)) {
      const got = answers[i]![name];
      if (!agree(expected, got)) {
        throw new ProoflineError(
          'incompatible',
          'GOLDEN_VECTOR_DIFFERS',
          `The package in '${folder}' no longer answers as it did when it was made: golden row ${i + 1}, ${name} is ${JSON.stringify(got)}, was ${JSON.stringify(expected)}. It was made with other versions of Proofline or its vertical; run the proof of concept again.`,
        );
      }
    }
  });
}

/** Equal, numbers to the tolerance wherever they stand. */
function agree(expected: Json, got: Json | undefined): boolean {
  if (typeof expected === 'number' && typeof got === 'number') return Math.abs(expected - got) <= TOLERANCE;
  if (typeof expected !== 'object' || expected === null || typeof got !== 'object' || got === null) {
    return expected === got;
  }
  const [names, others] = [Object.keys(expected), Object.keys(got)];
  return (
    names.length === others.length &&
    names.every(
      (name) => name in got && agree((expected as Record<string, Json>)[name]!, (got as Record<string, Json>)[name]),
    )
  );
}

/**
 * Rows to test a package with, as they would be sent. Each cell is drawn from another row of the file, each word of a free text
 * too, and personal data is not drawn at all, so no row is one of the client's: nobody's record travels with the package.
 */
export function composeRows(dataset: Dataset, count: number, rng: Rng): Record<string, Json>[] {
  const specs = columnsWithRole(dataset.schema, 'feature');
  const cell = (spec: ColumnSpec): Json => {
    if (spec.pii === true) return anyAllowed(spec);
    const column = dataset.columns.get(spec.name)!;
    return column.kind === 'text' ? composeText(column.values, rng) : cellAsJson(spec, column, rng.int(dataset.rows));
  };
  return Array.from({ length: count }, () => Object.fromEntries(specs.map((spec) => [spec.name, cell(spec)])));
}

/** As many words as one row has, each from any row; a Chinese text has no words that one can see, and is mixed by characters. */
function composeText(values: readonly (string | null)[], rng: Rng): string | null {
  const parts = (cell: string): string[] => cell.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];
  const length = parts(values[rng.int(values.length)] ?? '').length;
  const drawn: string[] = [];
  while (drawn.length < Math.min(length, LONGEST_COMPOSED)) {
    const from = parts(values[rng.int(values.length)] ?? '');
    if (from.length > 0) drawn.push(from[rng.int(from.length)]!);
  }
  return length === 0 ? null : drawn.join(' ');
}

/** A value that a column allows and that is nobody's. */
function anyAllowed(spec: ColumnSpec): Json {
  if (spec.required !== true) return null;
  if (spec.type === 'boolean') return false;
  return categoryValues(spec)[0] ?? spec.range?.min ?? spec.range?.max ?? 0;
}

/** A cell as an integrator would send it. */
export function cellAsJson(spec: ColumnSpec, column: Column, row: number): Json {
  switch (column.kind) {
    case 'numeric': {
      const special = column.special?.[row] ?? 0;
      if (special > 0) return spec.special![special - 1]!.code;
      return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
    }
    case 'categorical': {
      if (column.codes[row]! < 0) return null;
      const level = column.levels[column.codes[row]!]!;
      return spec.type === 'boolean' ? level === 'true' : level;
    }
    case 'time': {
      if (Number.isNaN(column.values[row]!)) return null;
      const iso = new Date(column.values[row]!).toISOString();
      return spec.type === 'date' ? iso.slice(0, 10) : iso;
    }
    case 'text':
      return column.values[row] ?? null;
  }
}
