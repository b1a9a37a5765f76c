import type { Timing } from './stopwatch.js';

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** Our time over the peer's, round by round, so that what else the machine does weighs on both alike. */
export interface Comparison {
  wall: Spread;
  cpu: Spread;
  /** Median seconds. */
  ours: Timing;
  peer: Timing;
  rounds: { ours: Timing; peer: Timing }[];
}

/** Runs both in turn, the first to go alternating. */
export async function interleave(
  count: number,
  ours: () => Promise<Timing>,
  peer: () => Promise<Timing>,
): Promise<Comparison> {
  const rounds: Comparison['rounds'] = [];
  for (let round = 0; round < count; round++) {
    if (round % 2 === 0) {
      const first = await ours();
      rounds.push({ ours: pick(first), peer: pick(await peer()) });
    } else {
      const first = await peer();
      rounds.push({ ours: pick(await ours()), peer: pick(first) });
    }
  }
  return compare(rounds);
}

export function compare(rounds: Comparison['rounds']): Comparison {
  return {
    wall: spreadOf(rounds.map(({ ours, peer }) => ours.wall / peer.wall)),
    cpu: spreadOf(rounds.map(({ ours, peer }) => ours.cpu / peer.cpu)),
    ours: medians(rounds.map(({ ours }) => ours)),
    peer: medians(rounds.map(({ peer }) => peer)),
    rounds,
  };
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), min: Math.min(...values), max: Math.max(...values) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of the others lies; between two values their mean. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** `0.61 (0.58-0.70), CPU 0.66 (0.61-0.72)`. */
export function ratioText({ wall, cpu }: Comparison): string {
  const text = ({ median, min, max }: Spread): string => `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
  return `${text(wall)}, CPU ${text(cpu)}`;
}

function pick({ wall, cpu }: Timing): Timing {
  return { wall, cpu };
}

function medians(timings: readonly Timing[]): Timing {
  return {
    wall: quantile(
      timings.map(({ wall }) => wall),
      0.5,
    ),
    cpu: quantile(
      timings.map(({ cpu }) => cpu),
      0.5,
    ),
  };
}
