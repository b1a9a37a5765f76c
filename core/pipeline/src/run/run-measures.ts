import { encodeArtifact } from '@proofline/learn';
import type { Frame } from '../dataset/frame.js';
import type { CandidateModel } from '../task/task.js';
import { type Localized, text } from '../text/localized.js';
import type { Measure } from '../verdict/criteria.js';
import { measureCost } from './measure-cost.js';

export interface RunCost {
  predictMsPer1000: number;
  /** Absent where the model cannot give reasons: a constraint on it is then missed. */
  explainMsPerRow?: number;
  /** 10⁶ bytes of the artefact. */
  modelMB: number;
}

export type RunMeasure = keyof RunCost;

/**
 * What every model is measured by besides quality; criteria and constraints may name these. The `timed` ones differ from
 * run to run: their numbers stand in the report's `run` and nowhere else.
 */
export const RUN_MEASURES: Readonly<
  Record<RunMeasure, { title: Localized; better: 'higher' | 'lower'; timed: boolean; range: readonly [number, number] }>
> = {
  predictMsPer1000: {
    title: text('CPU ms of 1,000 predictions', '千次预测 CPU 毫秒'),
    better: 'lower',
    timed: true,
    range: [0, Number.POSITIVE_INFINITY],
  },
  explainMsPerRow: {
    title: text('CPU ms of one prediction with reasons', '单次预测及原因 CPU 毫秒'),
    better: 'lower',
    timed: true,
    range: [0, Number.POSITIVE_INFINITY],
  },
  modelMB: {
    title: text('size of the model in MB', '模型大小（MB）'),
    better: 'lower',
    timed: false,
    range: [0, Number.POSITIVE_INFINITY],
  },
};

export function measureModel<P>(model: CandidateModel<P>, frame: Frame): RunCost {
  return { ...measureCost(model, frame), modelMB: encodeArtifact(model.toArtifact()).length / 1e6 };
}

export function costMeasures(cost: RunCost): [string, Measure][] {
  return Object.entries(RUN_MEASURES).map(([name, { title, timed }]) => [
    name,
    { title, value: cost[name as RunMeasure] ?? Number.POSITIVE_INFINITY, ...(timed ? { timed } : {}) },
  ]);
}
