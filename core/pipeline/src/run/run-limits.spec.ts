import { encodeArtifact } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../dataset/frame.js';
import type { CandidateModel, Criterion } from '../task/task.js';
import { describePassedOver, holdToLimits, runLimits } from './run-limits.js';

const frame: Frame = { rows: 3, columns: new Map([['x', { kind: 'numeric', values: Float64Array.of(1, 2, 3) }]]) };

function model(bytes: number, reasons: boolean): CandidateModel<Float64Array> {
  return {
    predict: ({ rows }) => new Float64Array(rows),
    ...(reasons ? { explain: () => [] } : {}),
    toArtifact: () => ({ kind: 'test', json: null, tensors: { weights: new Uint8Array(bytes) } }),
  };
}
const must = (metric: string, value: number): Criterion => ({ metric, bound: '<=', value, level: 'must' });
const small = { candidate: { name: 'small' }, model: model(100, true) };
const large = { candidate: { name: 'large' }, model: model(200_000, true) };
const mute = { candidate: { name: 'mute' }, model: model(100, false) };

describe('runLimits', () => {
  it('are the musts on what every model costs to run', () => {
    const wish: Criterion = { ...must('modelMB', 1), level: 'should' };
    expect(runLimits([must('auc', 0.7), wish, must('modelMB', 2)])).toEqual([must('modelMB', 2)]);
  });
});

describe('holdToLimits', () => {
  it('measures nothing where nothing is asked', () => {
    expect(holdToLimits([small], frame, []).costs.size).toBe(0);
  });

  it('names every limit that a candidate breaks, and those without reasons', () => {
    const limits = runLimits([must('modelMB', 0.1), must('explainMsPerRow', 1e6), must('predictMsPer1000', 1e6)]);
    const { costs, passedOver } = holdToLimits([small, large, mute], frame, limits);
    expect(passedOver).toEqual([
      { name: 'large', metric: 'modelMB', bound: '<=', threshold: 0.1 },
      { name: 'mute', metric: 'explainMsPerRow', bound: '<=', threshold: 1e6, withoutReasons: true },
    ]);
    expect(costs.get('large')!.modelMB).toBe(encodeArtifact(large.model.toArtifact()).length / 1e6);
    const titles = [
      { name: 'large', title: { en: 'Large', zh: '大' } },
      { name: 'mute', title: { en: 'Mute', zh: '哑' } },
    ];
    expect(describePassedOver(passedOver, titles, false)!.en).toBe(
      'Passed over for a constraint: the large (size of the model in MB above 0.1), the mute (it gives no reasons).',
    );
  });

  it('puts no measured time into what a report keeps', () => {
    const { passedOver } = holdToLimits([small], frame, runLimits([must('predictMsPer1000', -1)]));
    expect(passedOver).toEqual([{ name: 'small', metric: 'predictMsPer1000', bound: '<=', threshold: -1 }]);
  });
});
