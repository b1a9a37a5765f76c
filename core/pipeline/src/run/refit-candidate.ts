import type { FitContext, Json } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import type { CandidateModel, Task } from '../task/task.js';
import { findCandidate, isBlend, ProductionModel } from './candidate-model.js';
import { featureFrame } from './dataset-rows.js';
import type { Judged } from './evaluate-candidates.js';
import { fitOn } from './train-candidates.js';

export interface RefitSetup<T, P> {
  task: Task<T, P>;
  judged: readonly Judged<T, P>[];
  options: Readonly<Record<string, Json>>;
  settings: Readonly<Record<string, Json>>;
  context: FitContext;
}

/**
 * Fits a candidate again on other rows, weights or features (those of `data.train.schema`) with the parameters that were
 * chosen for it; a blend is put together from its refitted members with the weights it has. Recalibration stays what it was:
 * it was fitted on predictions that these rows did not give.
 */
export async function refitCandidate<T, P>(
  { task, judged, options, settings, context }: RefitSetup<T, P>,
  name: string,
  data: { train: Dataset; truth: T; weight?: Float64Array },
): Promise<CandidateModel<P>> {
  const { train, truth, weight } = data;
  const trained = judged.find(({ candidate }) => candidate.name === findCandidate(task, name).name);
  if (trained === undefined) throw new TypeError(`'${name}' was not trained and cannot be fitted again.`);
  const frame = featureFrame(train);
  const members: { name: string; model: CandidateModel<P> }[] = [];
  for (const { name: member } of trained.model.members) {
    const candidate = findCandidate(task, member);
    if (isBlend(candidate)) throw new TypeError('A blend has no blend as member.');
    const parameters = judged.find((one) => one.candidate.name === member)?.parameters ?? {};
    const model = await fitOn(
      candidate,
      {
        task,
        options,
        settings,
        data: { frame, truth, ...(weight === undefined ? {} : { weight }), schema: train.schema },
      },
      undefined,
      parameters,
      { ...context, rng: context.rng.fork(`refit/${member}`) },
    );
    members.push({ name: member, model });
  }
  return new ProductionModel(trained.candidate.name, members, trained.model.blend, trained.model.calibration);
}
