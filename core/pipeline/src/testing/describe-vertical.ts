import { decodeArtifact, encodeArtifact, type FitContext, Rng } from '@proofline/learn';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset.js';
import { fingerprintFrame } from '../dataset/fingerprint.js';
import { type Column, type Frame, takeFrame } from '../dataset/frame.js';
import { isBlend } from '../run/candidate-model.js';
import { featureFrame } from '../run/dataset-rows.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import type { CandidateModel, FittedCandidate, Task } from '../task/task.js';
import type { TaskKind } from '../task/task-kind.js';
import { defineVertical, type Vertical } from '../vertical/define-vertical.js';
import { sampleDataset } from './sample-dataset.js';
import { sampleTexts } from './sample-texts.js';

/** Rows that a task's candidates are tried on, by the task's id; kinds that ship have made-up ones. */
export type VerticalData = Readonly<Record<string, () => Dataset>>;

/** Made-up rows of the kinds that ship. */
const SAMPLES: Readonly<Record<string, (() => Dataset) | undefined>> = {
  binary: () => sampleDataset('binary'),
  multiclass: () => sampleDataset('multiclass'),
  regression: () => sampleDataset('regression'),
  'text-classification': () => sampleTexts(),
};
/** A row predicted alone and among others may differ by rounding only. */
const ALONE = 1e-9;

/**
 * The conformance suite of verticals: call it at the top level of a spec file. Every candidate of every task is fitted on a
 * small table and must keep what the pipeline relies on; the names of the tests say what that is.
 */
export function describeVertical(vertical: Vertical, data: VerticalData = {}): void {
  describe(`${vertical.id} is a vertical`, () => {
    it('has a sound declaration', () => {
      expect(defineVertical(vertical)).toBe(vertical);
    });
    for (const task of vertical.tasks) {
      const { id } = task.kind;
      const own = data[task.id] ?? SAMPLES[id];
      if (own === undefined) {
        it(`${task.id}: has rows to try its candidates on`, () => {
          throw new Error(
            `Give describeVertical rows of task '${task.id}': there are no made-up ones of kind '${id}'.`,
          );
        });
      } else describe(task.id, () => describeTask(task as Task, own));
    }
  });
}

function describeTask(task: Task, data: () => Dataset): void {
  for (const candidate of task.candidates) {
    if (!isBlend(candidate)) describe(candidate.name, () => describeCandidate(task.kind, candidate, data));
  }

  it('has a candidate that is as good as its baseline, or better, on rows that neither saw', async () => {
    const whole = data();
    const rows = Array.from({ length: whole.rows }, (_, i) => i);
    const seen = rows.filter((i) => i % 3 !== 0);
    const unseen = rows.filter((i) => i % 3 === 0);
    const truth = task.kind.truth(whole);
    const losses = new Map<string, number>();
    for (const candidate of task.candidates) {
      if (isBlend(candidate)) continue;
      const model = await fit(task.kind, candidate, whole, seen);
      const prediction = model.predict(takeFrame(featureFrame(whole), unseen));
      losses.set(candidate.name, task.kind.loss(task.kind.takeTruth(truth, unseen), prediction));
    }
    const baseline = task.candidates.find((candidate) => candidate.baseline === true)!;
    expect(Math.min(...losses.values())).toBeLessThanOrEqual(losses.get(baseline.name)!);
  });
}

function describeCandidate(
  kind: TaskKind<unknown, unknown>,
  candidate: FittedCandidate<unknown, unknown>,
  data: () => Dataset,
): void {
  const bytesOf = (model: CandidateModel<unknown>): Uint8Array => encodeArtifact(model.toArtifact());
  // Fits take most of the time, so those that only ask a model ask the same one.
  let shared: Promise<CandidateModel<unknown>> | undefined;
  const fitted = (): Promise<CandidateModel<unknown>> => {
    shared ??= fit(kind, candidate, data());
    return shared;
  };

  it('gives the same bytes for the same seed, and leaves its input alone', async () => {
    const whole = data();
    const before = fingerprintFrame(whole);
    const again = await fit(kind, candidate, whole);
    expect(bytesOf(again)).toEqual(bytesOf(await fitted()));
    again.predict(featureFrame(whole));
    again.explain?.(featureFrame(whole), 0);
    expect(fingerprintFrame(whole)).toBe(before);
  });

  it('predicts alike after it was saved and loaded', async () => {
    const whole = data();
    const model = await fitted();
    const loaded = candidate.load(decodeArtifact(bytesOf(model)));
    const frame = featureFrame(whole);
    expect(kind.distance(loaded.predict(frame), model.predict(frame))).toBe(0);
    expect(bytesOf(loaded)).toEqual(bytesOf(model));
    expect(loaded.explain?.(frame, 3, 4)).toEqual(model.explain?.(frame, 3, 4));
  });

  it('predicts a row alone as it does among others', async () => {
    const whole = data();
    const model = await fitted();
    const frame = featureFrame(whole);
    const all = model.predict(frame);
    for (const row of [0, 7, whole.rows - 1]) {
      const alone = model.predict(takeFrame(frame, [row]));
      expect(kind.distance(alone, kind.takePrediction(all, [row]))).toBeLessThanOrEqual(ALONE);
    }
  });

  it('has an answer that its kind can measure', async () => {
    const whole = data();
    const prediction = (await fitted()).predict(featureFrame(whole));
    const truth = kind.truth(whole);
    expect(Number.isFinite(kind.loss(truth, prediction))).toBe(true);
    for (const [name, { compute }] of Object.entries(kind.metrics)) {
      expect(Number.isNaN(compute(truth, prediction)), name).toBe(false);
    }
  });

  it('answers where every cell is missing, and for categories it never saw', async () => {
    const whole = data();
    const model = await fitted();
    const odd = mapColumns(featureFrame(whole), (column) => {
      if (column.kind === 'numeric') return { kind: 'numeric', values: new Float64Array(whole.rows).fill(Number.NaN) };
      if (column.kind === 'text') return { kind: 'text', values: new Array<null>(whole.rows).fill(null) };
      if (column.kind !== 'categorical') return column;
      return { ...column, codes: column.codes.map(() => 0), levels: ['never seen before'] };
    });
    const prediction = model.predict(odd);
    expect(Number.isFinite(kind.loss(kind.truth(whole), prediction))).toBe(true);
    expect(kind.distance(prediction, prediction)).toBe(0);
  });

  it('gives reasons, where it gives any, from the features alone, the strongest first, no more than asked for', async () => {
    const whole = data();
    const model = await fitted();
    if (model.explain === undefined) return expect(model.explain).toBeUndefined();
    const features = columnsWithRole(whole.schema, 'feature').map(({ name }) => name);
    const frame = featureFrame(whole);
    for (let row = 0; row < 20; row++) {
      const reasons = model.explain(frame, row);
      const shares = reasons.map(({ contribution }) => contribution);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
      for (const { feature, text } of reasons) {
        expect(features).toContain(feature);
        expect(text.en).not.toBe('');
        expect(text.zh).not.toBe('');
      }
      expect(model.explain(frame, row, 2).length).toBeLessThanOrEqual(2);
    }
  });
}

async function fit(
  kind: TaskKind<unknown, unknown>,
  candidate: FittedCandidate<unknown, unknown>,
  whole: Dataset,
  rows: readonly number[] = Array.from({ length: whole.rows }, (_, i) => i),
): Promise<CandidateModel<unknown>> {
  const context: FitContext = { rng: new Rng(5) };
  const parameters = Object.fromEntries(
    Object.entries(candidate.parameters ?? {}).map(([name, spec]) => [name, spec.default]),
  );
  return candidate.fit({
    frame: takeFrame(featureFrame(whole), rows),
    truth: kind.takeTruth(kind.truth(whole), rows),
    schema: whole.schema,
    parameters,
    context,
  });
}

function mapColumns(frame: Frame, change: (column: Column) => Column): Frame {
  return { rows: frame.rows, columns: new Map([...frame.columns].map(([name, column]) => [name, change(column)])) };
}
