import creditRisk from '@proofline/credit-risk';
import { columnsWithRole, outerFolds, type PocResult } from '@proofline/pipeline';
import { datasetsFolder, type PublicSet, publicFile, publicTarget } from '../data/public-sets.js';
import type { Peer } from '../peers/peer.js';

/** AUC of each peer on each test fold, by its name. */
export type PeerScores = Readonly<Record<string, readonly number[]>>;

/** What the peers reach on the folds that a run was judged on; they read the file themselves. */
export async function peerScores(set: PublicSet, { loaded, config }: PocResult, peer: Peer): Promise<PeerScores> {
  const { dataset, truth, schema } = loaded;
  const features = columnsWithRole(schema, 'feature');
  const isNumeric = ({ type }: (typeof features)[number]): boolean => type === 'number' || type === 'integer';
  const { target, positive } = publicTarget(set);
  const read = await peer.call<{ rows: number }>('quality.read', {
    path: await publicFile(set, datasetsFolder()!),
    target,
    positive,
    numeric: features.filter(isNumeric).map(({ name }) => name),
    categorical: features.filter((column) => !isNumeric(column)).map(({ name }) => name),
  });
  // Folds are lists of row positions: they mean the same rows only where both sides keep all of them, in the file's order.
  if (read.rows !== dataset.rows || dataset.rowNumbers.some((row, i) => row !== i + 1)) {
    throw new Error(`${set}: the peers read ${read.rows} rows, we ${dataset.rows}, or in another order.`);
  }
  const { cv, repeats } = config.split;
  const strata = creditRisk.tasks[0]!.kind.strata!(truth);
  const folds = outerFolds(dataset, { folds: cv!, repeats, strata, seed: config.seed });
  return peer.call('quality.judge', { tests: folds.repeats.flat().map(({ test }) => [...test]) });
}
