import { type EvaluationReport, SHIPPED_ENCODER, shortName } from '@proofline/pipeline';
import type { Finding } from '../finding.js';
import { mean } from '../timing/rounds.js';

/** What a run measured, and the candidate that it chose: as `--candidates` calls it. */
export interface Outcome {
  value: number;
  chosen: string;
}

export interface Floors {
  /** For the better of the encoders. */
  better: number;
  /** For the shipped one. */
  shipped?: number;
  lower?: true;
}

/** The candidate that a run chose, with what it measured. */
export function championOf({ candidates }: EvaluationReport): EvaluationReport['candidates'][number] {
  return candidates.find(({ champion }) => champion)!;
}

export function outcomeOf(report: EvaluationReport, value: (report: EvaluationReport) => number): Outcome {
  return { value: value(report), chosen: shortName(championOf(report).name) };
}

/** The runs of one encoder on several draws as one: the mean, and how often each candidate was chosen, the most frequent first. */
export function averaged(draws: readonly Outcome[]): Outcome {
  const times = new Map<string, number>();
  for (const { chosen } of draws) times.set(chosen, (times.get(chosen) ?? 0) + 1);
  const frequent = [...times].sort(([, a], [, b]) => b - a);
  return {
    value: mean(draws.map(({ value }) => value)),
    chosen: frequent.map(([name, count]) => `${name} in ${count} of ${draws.length}`).join(', '),
  };
}

/** One line of the page: the value of each encoder with the candidate that gave it, beside its floors and what others published. */
export function judged(
  what: string,
  outcomes: Readonly<Record<string, Outcome>>,
  { better, shipped, lower }: Floors,
  published: string,
  detail: unknown,
): Finding {
  const keeps = ({ value }: Outcome, floor: number): boolean => (lower === true ? value <= floor : value >= floor);
  const sign = lower === true ? '<=' : '>=';
  return {
    suite: 'intents',
    what,
    floor: `${sign} ${better}${shipped === undefined ? '' : `, shipped ${sign} ${shipped}`}; published: ${published}`,
    measured: Object.entries(outcomes)
      .map(
        ([encoder, { value, chosen }]) =>
          `${encoder === SHIPPED_ENCODER ? 'shipped' : encoder} ${value.toFixed(4)} (${chosen})`,
      )
      .join(', '),
    ok:
      Object.values(outcomes).some((outcome) => keeps(outcome, better)) &&
      (shipped === undefined || keeps(outcomes[SHIPPED_ENCODER]!, shipped)),
    detail,
  };
}
