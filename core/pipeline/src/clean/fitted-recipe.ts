import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import { type CellRepairs, UNIT_CONVERTED, UNREADABLE_CODES } from '../cells/cell-repairs.js';
import type { Dataset } from '../dataset/dataset.js';
import type { Column, Frame } from '../dataset/frame.js';
import { takeDataset } from '../run/dataset-rows.js';
import type { Localized } from '../text/localized.js';
import { applyStep, changedCells } from './apply-step.js';
import { certainCopies, equalRows } from './certain-copies.js';
import { describeStep } from './describe-step.js';
import { type FittedStep, learnStep } from './learn-step.js';
import { cellRepairs, type Recipe } from './recipe.js';

/** What a step did, for the report. */
export interface RecipeLogEntry {
  step: Localized;
  why?: Localized;
  column?: string;
  /** Training cells that it changed; training rows that it dropped; cells that it repaired while the run's files were read. */
  affected: number;
  /** Of so many rows. */
  of: number;
}

/** What was repaired while a run's files were read. */
export interface ReadRepairs {
  /** Rows of all files. */
  rows: number;
  warnings: readonly Problem[];
}

/** Version of the fitted recipe's layout. */
const LAYOUT = 2;

/** A recipe learnt on training rows. `apply` is pure, keeps every row and treats each by itself. */
export class FittedRecipe {
  private constructor(private readonly steps: readonly FittedStep[]) {}

  /** Learns a recipe and applies it: later steps see what earlier ones made. */
  static fit(
    recipe: Recipe,
    train: Dataset,
    read: ReadRepairs = { rows: train.rows, warnings: [] },
  ): { recipe: FittedRecipe; train: Dataset; log: RecipeLogEntry[] } {
    let dataset = train;
    const fitted: FittedStep[] = [];
    const log: RecipeLogEntry[] = [];
    for (const step of recipe) {
      const note = (affected: number, of: number): void => {
        log.push({
          step: describeStep(step),
          ...(step.why === undefined ? {} : { why: step.why }),
          ...('column' in step ? { column: step.column } : {}),
          affected,
          of,
        });
      };
      const of = dataset.rows;
      if (step.step === 'drop-duplicates') {
        const dropped = new Set(step.rows === 'copies' ? certainCopies(dataset, dataset.schema) : equalRows(dataset));
        fitted.push({ step: 'drop-duplicates', rows: step.rows });
        note(dropped.size, of);
        dataset = takeDataset(
          dataset,
          Array.from({ length: of }, (_, i) => i).filter((i) => !dropped.has(i)),
        );
        continue;
      }
      const before = dataset.columns.get(step.column);
      const spec = dataset.schema.columns.find(({ name }) => name === step.column);
      const learnt = before === undefined ? undefined : learnStep(step, before, spec);
      if (before === undefined || learnt === undefined) {
        note(0, of);
        continue;
      }
      fitted.push(learnt);
      if (learnt.step === 'unreadable-to-missing' || learnt.step === 'read-units') {
        const codes = learnt.step === 'read-units' ? [UNIT_CONVERTED] : UNREADABLE_CODES;
        note(repairedCells(read, step.column, codes), read.rows);
      } else {
        const after = applyStep(learnt, before);
        note(changedCells(before, after), of);
        dataset = { ...dataset, columns: new Map([...dataset.columns, [step.column, after]]) };
      }
    }
    return { recipe: new FittedRecipe(fitted), train: dataset, log };
  }

  /** The frame itself where no step applies. */
  apply<F extends Frame>(frame: F): F {
    let changed: Map<string, Column> | undefined;
    for (const step of this.steps) {
      if (step.step === 'drop-duplicates') continue;
      const column = (changed ?? frame.columns).get(step.column);
      const after = column && applyStep(step, column);
      if (after === undefined || after === column) continue;
      changed ??= new Map(frame.columns);
      changed.set(step.column, after);
    }
    return changed === undefined ? frame : { ...frame, columns: changed };
  }

  /** Faults that rows and files have forgiven when they are read for this recipe. */
  get repairs(): CellRepairs {
    return cellRepairs(this.steps);
  }

  toJson(): Json {
    return { version: LAYOUT, steps: this.steps as unknown as Json };
  }

  static fromJson(json: Json): FittedRecipe {
    const { version, steps } = json as unknown as { version: number; steps: FittedStep[] };
    if (version !== LAYOUT) {
      throw new ProoflineError(
        'incompatible',
        'RECIPE_VERSION',
        `This recipe has layout ${version}; this version reads layout ${LAYOUT}. Run the proof of concept again.`,
      );
    }
    return new FittedRecipe(steps);
  }
}

function repairedCells({ warnings }: ReadRepairs, column: string, codes: readonly string[]): number {
  return warnings
    .filter((warning) => warning.where?.column === column && codes.includes(warning.code))
    .reduce((sum, { count = 1 }) => sum + count, 0);
}
