import type { ModelVersion } from '../registry/model-version.entity.js';
import type { Run, RunOutcome } from '../training/run.entity.js';
import type { DecisionWord } from './schedule-slot.entity.js';

/** A version and the run that made it. */
export interface Contender {
  model: Pick<ModelVersion, 'version' | 'verdict' | 'modelHash'>;
  outcome: RunOutcome;
}

export interface Decision {
  word: DecisionWord;
  /** In a sentence or two. */
  why: string;
}

/**
 * What becomes of the model that answers, now that a scheduled run has ended. This is where a promotion without a person would
 * come in: so far a model that is good enough is proposed, and somebody promotes it.
 */
export function decide(
  run: Pick<Run, 'status' | 'problem'>,
  made: Contender | undefined,
  champion: Contender | undefined,
): Decision {
  if (run.status === 'cancelled') return kept('The run was cancelled.');
  if (made === undefined) return kept(`The run failed: ${detailOf(run.problem)}`);
  const { model, outcome } = made;
  if (model.verdict !== 'GO') {
    return kept(`Version ${model.version} got the verdict ${model.verdict}; only a GO can answer.`);
  }
  const measured = `${outcome.primary.metric} ${show(outcome.primary.value)}`;
  if (champion === undefined) {
    return proposed(`Version ${model.version} got GO (${measured}), and no version answers yet.`);
  }
  if (model.modelHash === champion.model.modelHash) {
    return kept(
      `Version ${model.version} is the same model as version ${champion.model.version}: the data say nothing new.`,
    );
  }
  return compare(made, champion, measured);
}

/** Each on the test rows of its own run. */
function compare({ model, outcome }: Contender, champion: Contender, measured: string): Decision {
  const { metric, value, better, interval } = outcome.primary;
  const before = champion.outcome.primary;
  const other = `version ${champion.model.version}`;
  if (before.metric !== metric) {
    return kept(
      `Version ${model.version} is measured by ${metric} and ${other} by ${before.metric}: they cannot be compared.`,
    );
  }
  const against = `Version ${model.version} has ${measured}, ${other} ${show(before.value)}`;
  const isBetter = better === 'higher' ? value > before.value : value < before.value;
  if (isBetter) return proposed(`${against}: it is better.`);
  const range = `${show(interval[0])} to ${show(interval[1])}`;
  const isLevel = before.value >= interval[0] && before.value <= interval[1];
  if (isLevel) return proposed(`${against}, within its interval of ${range}: it is level, and learnt from newer data.`);
  return kept(`${against}, beyond its interval of ${range}: it is worse.`);
}

const kept = (why: string): Decision => ({ word: 'kept', why });
const proposed = (why: string): Decision => ({ word: 'proposed', why });

function show(value: number): string {
  return value.toFixed(4);
}

function detailOf(problem: Run['problem']): string {
  return String((problem as { detail?: unknown } | null)?.detail ?? 'nobody knows why.');
}
