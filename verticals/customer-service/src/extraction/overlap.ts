import type { Candidate, EntityType } from './entity.js';

/** Of two that cover the same characters, the one further left here is meant. */
const PRECEDENCE: readonly EntityType[] = [
  'url',
  'email',
  'id',
  'pattern',
  'phone',
  'datetime',
  'date',
  'time',
  'amount',
  'percent',
  'duration',
  'period',
  'list',
  'ordinal',
  'number',
];
const RANK = new Map(PRECEDENCE.map((type, rank) => [type, rank]));

/**
 * One entity a place. The longer one stands; of two as long, the surer one; of two as sure, the one whose form says more
 * (`PRECEDENCE`). What overlaps one that stands falls. In order of place.
 */
export function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const bySize = [...candidates].sort(
    (a, b) =>
      b.end - b.start - (a.end - a.start) ||
      b.confidence - a.confidence ||
      RANK.get(a.type)! - RANK.get(b.type)! ||
      a.start - b.start,
  );
  const taken = new Set<number>();
  const kept: Candidate[] = [];
  for (const one of bySize) {
    if (taken.has(one.start) || taken.has(one.end - 1)) continue;
    let free = true;
    for (let at = one.start; at < one.end && free; at++) free = !taken.has(at);
    if (!free) continue;
    for (let at = one.start; at < one.end; at++) taken.add(at);
    kept.push(one);
  }
  return kept.sort((a, b) => a.start - b.start);
}

/** Those that touch none of some places. */
export function clearOf<T extends { start: number; end: number }>(
  places: readonly { start: number; end: number }[],
  candidates: readonly T[],
): T[] {
  if (places.length === 0) return [...candidates];
  const covered = new Set<number>();
  for (const { start, end } of places) for (let at = start; at < end; at++) covered.add(at);
  return candidates.filter(({ start, end }) => {
    for (let at = start; at < end; at++) if (covered.has(at)) return false;
    return true;
  });
}
