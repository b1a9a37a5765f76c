import type { Rng } from '@proofline/learn';
import type { Dataset } from '../dataset/dataset.js';
import { rowGroups } from '../split/row-groups.js';
import type { RowSampling } from '../task/task-kind.js';
import { rowWeights } from './row-weights.js';

/** What intervals must know of a data set's rows: weights and groups, where its schema names such columns. */
export function rowSampling(dataset: Dataset, rng: Rng): RowSampling {
  const weight = rowWeights(dataset);
  const groups = rowGroups(dataset);
  return {
    rng,
    ...(weight === undefined ? {} : { weight }),
    ...(groups === undefined ? {} : { group: groups.labels }),
  };
}
