import type { ParameterSpec } from '../estimator/parameter.js';
import type { Rng } from '../random/rng.js';

export type ParameterValue = number | string | boolean;

/** A parameter on the unit interval (numbers, on a log scale where the spec says so) or as an index (choices). */
interface Axis {
  spec: ParameterSpec;
  /** Number of choices; 0 for a number. */
  choices: number;
}

export function axisOf(spec: ParameterSpec): Axis {
  if (spec.type === 'boolean') return { spec, choices: 2 };
  if (spec.type === 'choice') return { spec, choices: spec.choices.length };
  return { spec, choices: 0 };
}

export function toAxis({ spec }: Axis, value: ParameterValue): number {
  if (spec.type === 'boolean') return value === true ? 1 : 0;
  if (spec.type === 'choice') return spec.choices.indexOf(String(value));
  const { min, max, log } = spec;
  if (max === min) return 0;
  const number = Number(value);
  return log ? Math.log(number / min) / Math.log(max / min) : (number - min) / (max - min);
}

export function fromAxis({ spec }: Axis, position: number): ParameterValue {
  if (spec.type === 'boolean') return position === 1;
  if (spec.type === 'choice') return spec.choices[position]!;
  const { min, max, log } = spec;
  const raw = log ? min * (max / min) ** position : min + position * (max - min);
  const value = spec.type === 'integer' ? Math.round(raw) : Number(raw.toPrecision(4));
  return Math.min(max, Math.max(min, value));
}

/**
 * A Parzen estimator of one parameter (Bergstra et al. 2011, section 4): a Gaussian at each observation, cut to the unit
 * interval, mixed with the uniform prior; for choices, counts with one added to each.
 */
export class Parzen {
  private readonly bandwidth: number;
  private readonly counts: Float64Array;

  constructor(
    private readonly axis: Axis,
    private readonly observations: readonly number[],
  ) {
    const n = observations.length;
    this.bandwidth = Math.max(0.03, 0.5 * (n + 1) ** -0.4);
    this.counts = new Float64Array(axis.choices).fill(1);
    if (axis.choices > 0) for (const value of observations) this.counts[value]! += 1;
  }

  sample(rng: Rng): number {
    if (this.axis.choices > 0) {
      let left = rng.next() * (this.observations.length + this.axis.choices);
      for (let k = 0; k < this.axis.choices; k++) {
        left -= this.counts[k]!;
        if (left < 0) return k;
      }
      return this.axis.choices - 1;
    }
    const k = rng.int(this.observations.length + 1);
    if (k === this.observations.length) return rng.next();
    for (let attempt = 0; attempt < 50; attempt++) {
      const value = this.observations[k]! + this.bandwidth * rng.normal();
      if (value >= 0 && value <= 1) return value;
    }
    return this.observations[k]!;
  }

  logDensity(position: number): number {
    const n = this.observations.length;
    if (this.axis.choices > 0) return Math.log(this.counts[position]! / (n + this.axis.choices));
    let sum = 1;
    for (const centre of this.observations) {
      const z = (position - centre) / this.bandwidth;
      const mass = normalCdf((1 - centre) / this.bandwidth) - normalCdf(-centre / this.bandwidth);
      sum += Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * this.bandwidth * mass);
    }
    return Math.log(sum / (n + 1));
  }
}

/** Standard normal distribution function (Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7). */
function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - poly * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
