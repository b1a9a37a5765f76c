import type { Reason } from '../task/task.js';

/** Sums that differ by less are equal: the last bits must not decide which reason comes first. */
const RESOLUTION = 1e-9;

/**
 * Reasons of a blend from those of its members. The blend's score is the weighted sum of theirs, so a feature's share in it
 * is the weighted sum of its shares in them. Words come from the member that adds most to the sum in its direction; equal
 * sums are in the order of the features' names, the same for every row. With `limit` only what raises the score, as in every model.
 */
export function combineReasons(
  members: readonly { weight: number; reasons: readonly Reason[] }[],
  limit?: number,
): Reason[] {
  const parts = new Map<string, { share: number; reason: Reason }[]>();
  for (const { weight, reasons } of members) {
    for (const reason of reasons) {
      const list = parts.get(reason.feature) ?? [];
      list.push({ share: weight * reason.contribution, reason });
      parts.set(reason.feature, list);
    }
  }
  const combined = [...parts.values()].map((list) => {
    const contribution = list.reduce((sum, { share }) => sum + share, 0);
    const sign = contribution < 0 ? -1 : 1;
    const { reason } = list.reduce((top, one) => (sign * one.share > sign * top.share ? one : top));
    return { reason: { ...reason, contribution }, rank: Math.round(contribution / RESOLUTION) };
  });
  combined.sort((a, b) => b.rank - a.rank || (a.reason.feature < b.reason.feature ? -1 : 1));
  const chosen = limit === undefined ? combined : combined.filter(({ rank }) => rank > 0).slice(0, limit);
  return chosen.map(({ reason }) => reason);
}
