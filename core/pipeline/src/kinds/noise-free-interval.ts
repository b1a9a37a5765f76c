import { percentileInterval } from '@proofline/learn';

/**
 * 95 % interval of a metric that noise makes larger, from its sorted bootstrap replicates. A distance of shares adds up
 * absolute errors, so that the square of what is measured is about the square of the truth plus noise. A replicate has the
 * noise twice (from the sample and from drawing again), the measured value once, the truth not at all: what replicates lie
 * above the measured value on average is the noise, taken off once or twice, whichever makes the interval wider. It holds the
 * measured value, and zero where the value is no more than noise.
 *
 * `squares` for a distance; `values` for the difference of two, whose noise partly cancels.
 */
export function noiseFreeInterval(
  replicates: Float64Array,
  value: number,
  scale: 'squares' | 'values',
): [number, number] {
  const to = (v: number): number => (scale === 'squares' ? v * v : v);
  const back = (v: number): number => (scale === 'squares' ? Math.sqrt(Math.max(0, v)) : v);
  const noise = replicates.reduce((sum, v) => sum + to(v), 0) / replicates.length - to(value);
  const [low, high] = percentileInterval(replicates, 0.95).map(to) as [number, number];
  return [back(low - noise - Math.max(0, noise)), back(high - noise - Math.min(0, noise))];
}
