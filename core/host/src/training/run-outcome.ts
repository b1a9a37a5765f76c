import type { EvaluationReport } from '@proofline/pipeline';
import type { RunOutcome } from './run.entity.js';

/** What the ledger keeps of a report. */
export function outcomeOf({ verdict, champion, candidates, modelHash, task }: EvaluationReport): RunOutcome {
  const best = candidates.find(({ champion: chosen }) => chosen)!;
  const metric = task.primaryMetric;
  const { better } = task.metrics[metric]!;
  return {
    verdict: verdict.word,
    champion: champion.name,
    primary: { metric, value: best.metrics[metric]!, better, interval: best.intervals[metric]! },
    modelHash,
  };
}
