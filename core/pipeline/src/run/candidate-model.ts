import { type Artifact, decodeArtifact, encodeArtifact, type Json, ProoflineError } from '@proofline/learn';
import { closest } from '../cells/edit-distance.js';
import type { Frame } from '../dataset/frame.js';
import type { BlendCandidate, Candidate, CandidateModel, FittedCandidate, Reason, Task } from '../task/task.js';
import type { PredictionBlend, PredictionMap } from '../task/task-kind.js';
import { combineReasons } from './combine-reasons.js';

const KIND = 'pipeline.production-model.v1';

export function isBlend<T, P>(candidate: Candidate<T, P>): candidate is BlendCandidate {
  return 'blend' in candidate;
}

/**
 * A candidate as it goes into production: its model, or the models of a blend's members, and the recalibration that was
 * fitted on out-of-fold predictions. One artefact, one hash.
 */
export class ProductionModel<Prediction> implements CandidateModel<Prediction> {
  readonly uses?: readonly string[];
  readonly explain?: (frame: Frame, row: number, limit?: number) => Reason[];
  readonly details?: (frame: Frame) => Readonly<Record<string, ArrayLike<Json>>>;

  constructor(
    readonly candidate: string,
    readonly members: readonly { name: string; model: CandidateModel<Prediction> }[],
    readonly blend: PredictionBlend<Prediction> | undefined,
    readonly calibration: PredictionMap<Prediction> | undefined,
  ) {
    const alone = members[0]?.model;
    // A member's own words hold for the answer only where nothing changes the answer after it.
    if (blend === undefined && calibration === undefined && alone?.details !== undefined) {
      this.details = (frame) => alone.details!(frame);
    }
    const weights = blend?.weights ?? [1];
    const parts = members.flatMap(({ model }, i) => (weights[i]! > 0 ? [{ model, weight: weights[i]! }] : []));
    if (parts.every(({ model }) => model.uses !== undefined)) {
      this.uses = [...new Set(parts.flatMap(({ model }) => model.uses!))];
    }
    // Reasons of some members only would leave out what the others decided by: then there are none.
    if (parts.length === 0 || parts.some(({ model }) => model.explain === undefined)) return;
    this.explain =
      blend === undefined
        ? (frame, row, limit) => parts[0]!.model.explain!(frame, row, limit)
        : (frame, row, limit) =>
            combineReasons(
              parts.map(({ model, weight }) => ({ weight, reasons: model.explain!(frame, row) })),
              limit,
            );
  }

  predict(frame: Frame): Prediction {
    const joined =
      this.blend === undefined
        ? this.members[0]!.model.predict(frame)
        : this.blend.apply(this.members.map(({ model }) => model.predict(frame)));
    return this.calibration === undefined ? joined : this.calibration.apply(joined);
  }

  toArtifact(): Artifact {
    const tensors: Artifact['tensors'] = {};
    this.members.forEach(({ model }, i) => {
      tensors[`member${i}`] = encodeArtifact(model.toArtifact());
    });
    if (this.blend !== undefined) tensors.blend = encodeArtifact(this.blend.toArtifact());
    if (this.calibration !== undefined) tensors.calibration = encodeArtifact(this.calibration.toArtifact());
    return { kind: KIND, json: { candidate: this.candidate, members: this.members.map((m) => m.name) }, tensors };
  }

  static fromArtifact<T, P>(artifact: Artifact, task: Task<T, P>): ProductionModel<P> {
    if (artifact.kind !== KIND) {
      throw new ProoflineError(
        'incompatible',
        'ARTIFACT_KIND',
        `This artefact is a '${artifact.kind}', expected '${KIND}'. It was written by another version of Proofline.`,
      );
    }
    const { candidate, members } = artifact.json as unknown as { candidate: string; members: string[] };
    const nested = (name: string): Artifact | undefined =>
      artifact.tensors[name] === undefined ? undefined : decodeArtifact(artifact.tensors[name] as Uint8Array);
    const blend = nested('blend');
    const calibration = nested('calibration');
    return new ProductionModel(
      candidate,
      members.map((name, i) => ({ name, model: fittedCandidate(task, name).load(nested(`member${i}`)!) })),
      blend && task.kind.loadStack!(blend),
      calibration && task.kind.loadCalibration!(calibration),
    );
  }
}

/** What people call a candidate: the last part of its name before the version (`scorecard`). */
export function shortName(name: string): string {
  return name.split('.').at(-2) ?? name;
}

/** The candidate of this name, full or short; undefined where the task has none. */
export function candidateNamed<T, P>(task: Task<T, P>, name: string): Candidate<T, P> | undefined {
  return task.candidates.find((one) => one.name === name || shortName(one.name) === name);
}

/** The candidate of this name, full or short. */
export function findCandidate<T, P>(task: Task<T, P>, name: string): Candidate<T, P> {
  const found = candidateNamed(task, name);
  if (found !== undefined) return found;
  const { message, fix } = unknownCandidate(task, name);
  throw new ProoflineError('not-found', 'CANDIDATE_UNKNOWN', `${message} ${fix}`);
}

/** What to say of a name that no candidate has. */
export function unknownCandidate<T, P>(task: Task<T, P>, given: string) {
  const short = task.candidates.map(({ name }) => shortName(name));
  const meant = closest(given, [...short, ...task.candidates.map(({ name }) => name)]);
  return {
    message: `Task '${task.id}' has no candidate '${given}'.`,
    got: given,
    allowed: short.join(', '),
    fix: `${meant === undefined ? '' : `Did you mean '${meant}'? `}Candidates: ${short.join(', ')}.`,
  };
}

function fittedCandidate<T, P>(task: Task<T, P>, name: string): FittedCandidate<T, P> {
  const candidate = findCandidate(task, name);
  if (isBlend(candidate)) throw new TypeError(`'${name}' is a blend and cannot be a member.`);
  return candidate;
}

export function parametersToJson(
  parameters: Readonly<Record<string, number | string | boolean>>,
): Record<string, Json> {
  return { ...parameters };
}
