import { answerOf } from '@proofline/client';
import type { Api } from './connection.js';
import type { Model, Solution } from './solutions.js';

/** Makes a version the one that answers: the one place that knows how the platform is asked for it. */
export function approveVersion(api: Api, { id }: Solution, version: string): Promise<Model> {
  return answerOf(
    api.POST('/v1/solutions/{solution}/models/{version}/promotion', { params: { path: { solution: id, version } } }),
  );
}
