import { type CandidateModel, ProductionModel } from '@proofline/pipeline';

/** The model inside its production wrapping, where there is one only; a blend stays as it is. */
export function innerModel(model: CandidateModel<Float64Array>): CandidateModel<Float64Array> {
  return model instanceof ProductionModel && model.members.length === 1 ? model.members[0]!.model : model;
}
