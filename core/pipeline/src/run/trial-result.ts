import {
  type Artifact,
  decodeArtifact,
  encodeArtifact,
  type Json,
  ProoflineError,
  requireKind,
} from '@proofline/learn';
import type { ParameterValue, ParameterValues, Task } from '../task/task.js';
import { findCandidate, ProductionModel } from './candidate-model.js';
import type { Spent } from './resource-meter.js';
import type { TrainingResult } from './train-candidates.js';

const KIND = 'pipeline.trial-result.v1';

/** What one candidate's training on one part came to, and what it took. */
export interface TrialResult<T, P> {
  candidate: string;
  result: TrainingResult<T, P>;
  spent: Spent;
}

interface Head {
  candidate: string;
  spent: { cpuSeconds: number; peakMemoryMB: number };
  /** Why it was dropped; the rest is absent then. */
  dropped?: string;
  parameters?: Entries;
  /** Their losses, which may be infinite, are in an array of their own. */
  trials?: { parameters: Entries; folds: number; failure?: string }[];
  calibration?: string;
  seconds?: number;
  stoppedByClock?: boolean;
}

/** In their order, which keys of an object do not keep here. */
type Entries = [string, ParameterValue][];

/** To the bit: what is decoded leads to the same champion, report and package as what was encoded. */
export function encodeTrial<T, P>(
  { candidate, result, spent: { cpuSeconds, peakMemoryMB } }: TrialResult<T, P>,
  { kind }: Pick<Task<T, P>, 'kind'>,
): Uint8Array {
  const head: Head = { candidate, spent: { cpuSeconds, peakMemoryMB } };
  if (typeof result === 'string') {
    return encodeArtifact({ kind: KIND, json: asJson({ ...head, dropped: result }), tensors: {} });
  }
  const { parameters, trials, calibration, seconds, stoppedByClock } = result;
  const json = asJson({
    ...head,
    parameters: Object.entries(parameters),
    trials: trials.map(({ loss: _loss, ...trial }) => ({ ...trial, parameters: Object.entries(trial.parameters) })),
    ...(calibration === undefined ? {} : { calibration }),
    seconds,
    stoppedByClock,
  });
  const nested = (artifact: Artifact): Uint8Array => encodeArtifact(artifact);
  return encodeArtifact({
    kind: KIND,
    json,
    tensors: {
      losses: Float64Array.from(trials, ({ loss }) => loss),
      model: nested(result.model.toArtifact()),
      rawOutOfFold: nested(kind.savePrediction(result.rawOutOfFold)),
      // Without recalibration they are one.
      ...(result.outOfFold === result.rawOutOfFold ? {} : { outOfFold: nested(kind.savePrediction(result.outOfFold)) }),
    },
  });
}

/** Inverse of `encodeTrial`. Throws `incompatible` where another version wrote it. */
export function decodeTrial<T, P>(bytes: Uint8Array, task: Task<T, P>): TrialResult<T, P> {
  const artifact = decodeArtifact(bytes);
  requireKind(artifact, KIND);
  const head = artifact.json as unknown as Head;
  const { candidate, spent } = head;
  if (head.dropped !== undefined) return { candidate, result: head.dropped, spent };
  const tensor = (name: string): Uint8Array | undefined => artifact.tensors[name] as Uint8Array | undefined;
  const prediction = (bytes: Uint8Array): P => task.kind.loadPrediction(decodeArtifact(bytes));
  const { losses } = artifact.tensors;
  const [model, raw, calibrated] = [tensor('model'), tensor('rawOutOfFold'), tensor('outOfFold')];
  if (losses === undefined || model === undefined || raw === undefined) {
    throw new ProoflineError('incompatible', 'ARTIFACT_UNREADABLE', `The trial of '${candidate}' is not complete.`);
  }
  const rawOutOfFold = prediction(raw);
  return {
    candidate,
    spent,
    result: {
      candidate: findCandidate(task, candidate),
      parameters: fromEntries(head.parameters!),
      // In the order of a trial as it was made: a report lists its keys so.
      trials: head.trials!.map(({ parameters, folds, failure }, i) => ({
        parameters: fromEntries(parameters),
        loss: losses[i]!,
        folds,
        ...(failure === undefined ? {} : { failure }),
      })),
      rawOutOfFold,
      outOfFold: calibrated === undefined ? rawOutOfFold : prediction(calibrated),
      model: ProductionModel.fromArtifact(decodeArtifact(model), task),
      ...(head.calibration === undefined ? {} : { calibration: head.calibration }),
      seconds: head.seconds!,
      stoppedByClock: head.stoppedByClock!,
    },
  };
}

function fromEntries(entries: Entries): ParameterValues {
  return Object.fromEntries(entries);
}

function asJson(head: Head): Json {
  return head as unknown as Json;
}
