import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PocConfig, parsePocConfig } from '../intake/poc-config.js';
import { type LoadedPackage, loadPackage } from '../package/predictor.js';
import type { EvaluationReport } from '../report/evaluation-report.js';
import { UNLEARNT_ROWS } from '../run/write-poc.js';
import type { Criterion } from '../task/task.js';
import type { Vertical } from '../vertical/define-vertical.js';

/** A model with what it came from. */
export interface GateModel {
  version: number;
  /** Output of the run that made it: report, configuration, package. */
  folder: string;
  /** The data file that it was trained on, where that is known. */
  file?: string;
}

/** Of `criteria.json` in a package; the client's constraints are among the criteria. */
export interface PackageCriteria {
  criteria: readonly Criterion[];
}

export interface LoadedGateModel extends GateModel, LoadedPackage {
  report: EvaluationReport;
  config: PocConfig;
  criteria: PackageCriteria;
  /** 1-based rows of `file` that the model has not learnt from. */
  unlearnt: ReadonlySet<number>;
}

/** Loads and verifies a package with the report and the configuration beside it. */
export async function loadGateModel(model: GateModel, verticals: readonly Vertical[]): Promise<LoadedGateModel> {
  const loaded = await loadPackage(join(model.folder, 'package'), verticals);
  const read = (name: string): Promise<string> => readFile(join(model.folder, name), 'utf8');
  const criteria = new TextDecoder().decode(loaded.files.get('criteria.json')!);
  return {
    ...model,
    ...loaded,
    report: JSON.parse(await read('report.json')) as EvaluationReport,
    config: parsePocConfig(await read('proofline.yaml')),
    criteria: JSON.parse(criteria) as PackageCriteria,
    unlearnt: new Set(await unlearntRows(read)),
  };
}

/** Where a run did not say which rows its model has not learnt from, it may have learnt from all. */
async function unlearntRows(read: (name: string) => Promise<string>): Promise<number[]> {
  const content = await read(UNLEARNT_ROWS).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return '[]';
  });
  return JSON.parse(content) as number[];
}
