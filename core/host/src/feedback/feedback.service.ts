import { type Json, type Problem, ProoflineError } from '@proofline/learn';
import type { DataSource, EntityManager } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { Scope } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { cutPage, type Page, type PageWanted, placeOf } from '../persistence/page.js';
import type { PredictionLog } from '../prediction-log/prediction-log.js';
import { subjectOf } from '../prediction-log/prediction-record.js';
import type { Sealer } from '../sealing/sealer.js';
import type { ServingService } from '../serving/serving.service.js';
import type { Solution } from '../solutions/solution.entity.js';
import { type ReportedOutcome, readOutcome } from './read-outcome.js';

/** What became of reported outcomes. */
export interface FeedbackReceipt {
  recorded: number;
  /** Took the place of an outcome that was observed earlier. */
  corrected: number;
  /** Were there already, or a later one was. */
  unchanged: number;
  /** Of items that could not be recorded. */
  problems: Problem[];
}

/** A prediction with its outcome. */
export interface JoinedOutcome {
  predictionId: string;
  predictedAt: Date;
  modelVersion: number;
  prediction: Record<string, Json>;
  outcome: string;
  observedAt: Date;
  recordedAt: Date;
}

interface Found {
  row: number;
  predictionId: string;
  outcome: string;
  observedAt: Date;
}

/** What became of those that were predicted. */
export class FeedbackService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly serving: ServingService,
    private readonly log: PredictionLog,
    private readonly sealer: Sealer,
  ) {}

  /**
   * Records outcomes beside their predictions. Reported again they change nothing; one that was observed later takes the place
   * of an earlier one. Outcomes that the task does not know are refused all together, unknown predictions are listed and the
   * others recorded.
   */
  async record(by: Principal, solution: Solution, items: readonly ReportedOutcome[]): Promise<FeedbackReceipt> {
    const outcomes = await this.outcomesOf(by, solution, items);
    // What this process has answered a moment ago may still wait on its disk.
    await this.log.flush();
    const ids = await this.resolve(solution, items);
    const problems: Problem[] = [];
    const found = new Map<string, Found>();
    items.forEach((item, k) => {
      const predictionId = ids[k];
      const row = k + 1;
      if (predictionId === undefined) problems.push(unknownPrediction(item, row));
      else {
        const next = { row, predictionId, outcome: outcomes[k]!, observedAt: new Date(item.observedAt) };
        const same = found.get(predictionId);
        if (same === undefined || same.observedAt < next.observedAt) found.set(predictionId, next);
        else if (contradicts(same, next)) problems.push(contradiction(next, same.outcome));
      }
    });
    const receipt = await this.source.transaction(async (manager) => {
      const counts = await this.enter(manager, solution, [...found.values()], problems);
      if (counts.recorded + counts.corrected > 0) {
        await this.audit.append(manager, {
          clientId: solution.clientId,
          actor: actorOf(by),
          action: 'feedback.recorded',
          subject: { solution: solution.id },
          detail: counts,
        });
      }
      return counts;
    });
    const twice = items.length - problems.length - receipt.recorded - receipt.corrected;
    return { ...receipt, unchanged: twice, problems };
  }

  /** What is there, the latest prediction first: their ids are in the order of their times. */
  async page(solution: Solution, { limit, after }: PageWanted): Promise<Page<JoinedOutcome>> {
    const [before] = after === undefined ? [null] : placeOf(after, ['uuid']);
    const found: JoinedOutcome[] = await this.source.query(
      `SELECT p.id AS "predictionId", p.at AS "predictedAt", p.model_version AS "modelVersion", p.prediction,
              o.outcome, o.observed_at AS "observedAt", o.recorded_at AS "recordedAt"
         FROM proofline.outcome o JOIN proofline.prediction p ON p.id = o.prediction_id
        WHERE o.solution_id = $1 AND ($2::uuid IS NULL OR o.prediction_id < $2)
        ORDER BY o.prediction_id DESC LIMIT $3`,
      [solution.id, before, limit + 1],
    );
    return cutPage(found, limit, ({ predictionId }) => [predictionId]);
  }

  private async outcomesOf(scope: Scope, solution: Solution, items: readonly ReportedOutcome[]): Promise<string[]> {
    const { reference, version } = await this.serving.champion(scope, solution);
    if (reference === undefined) {
      throw new ProoflineError(
        'incompatible',
        'REFERENCE_MISSING',
        `Version ${version} was trained before packages said which outcomes there are. Train and promote a new one.`,
      );
    }
    const read = items.map((item, k) => readOutcome(item, k + 1, reference));
    const problems = read.filter((one) => typeof one !== 'string');
    if (problems.length === 0) return read as string[];
    throw new ProoflineError(
      'invalid-input',
      'OUTCOMES_UNKNOWN',
      `${problems.length} of ${items.length} outcomes are none of this task: it knows ${problems[0]!.allowed}. Nothing was recorded.`,
      { problems },
    );
  }

  /** The prediction of each item; undefined where there is none. */
  private async resolve(
    { id: solutionId, clientId }: Solution,
    items: readonly ReportedOutcome[],
  ): Promise<(string | undefined)[]> {
    const named = items.flatMap(({ predictionId }) => (predictionId === undefined ? [] : [predictionId]));
    const known: { id: string }[] = await this.source.query(
      'SELECT id FROM proofline.prediction WHERE solution_id = $1 AND id = ANY($2::uuid[])',
      [solutionId, named],
    );
    const ids = new Set(known.map(({ id }) => id));
    const bySubject = items.flatMap((item, k) => (item.predictionId === undefined ? [{ ...item, k }] : []));
    const last: { k: string; id: string }[] = await this.source.query(
      `SELECT asked.k, found.id
         FROM unnest($3::text[], $4::timestamptz[], $5::integer[]) AS asked (subject, at, k)
        CROSS JOIN LATERAL (
          SELECT id FROM proofline.prediction p
           WHERE p.client_id = $1 AND p.solution_id = $2 AND p.subject = decode(asked.subject, 'base64') AND p.at <= asked.at
           ORDER BY p.at DESC LIMIT 1) AS found`,
      [
        clientId,
        solutionId,
        bySubject.map(({ subject }) => subjectOf(subject, clientId, this.sealer).toString('base64')),
        bySubject.map(({ at, observedAt }) => at ?? observedAt),
        bySubject.map(({ k }) => k),
      ],
    );
    const ofItem = new Map(last.map(({ k, id }) => [Number(k), id]));
    return items.map(({ predictionId }, k) => {
      if (predictionId === undefined) return ofItem.get(k);
      const id = predictionId.toLowerCase();
      return ids.has(id) ? id : undefined;
    });
  }

  /** Adds what contradicts an outcome that is there to `problems`. */
  private async enter(
    manager: EntityManager,
    { id: solutionId, clientId }: Solution,
    found: readonly Found[],
    problems: Problem[],
  ): Promise<{ recorded: number; corrected: number }> {
    const there: { id: string; outcome: string; observedAt: Date }[] = await manager.query(
      `SELECT prediction_id AS id, outcome, observed_at AS "observedAt"
         FROM proofline.outcome WHERE prediction_id = ANY($1::uuid[]) ORDER BY prediction_id FOR UPDATE`,
      [found.map(({ predictionId }) => predictionId)],
    );
    const before = new Map(there.map((one) => [one.id, one]));
    for (const one of found) {
      const known = before.get(one.predictionId);
      if (known !== undefined && contradicts(known, one)) problems.push(contradiction(one, known.outcome));
    }
    const written: { recorded: boolean }[] = await manager.query(
      `INSERT INTO proofline.outcome (prediction_id, client_id, solution_id, outcome, observed_at, recorded_at)
       SELECT id, $4, $5, outcome, observed_at, now()
         FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS item (id, outcome, observed_at) ORDER BY id
       ON CONFLICT (prediction_id) DO UPDATE
          SET outcome = excluded.outcome, observed_at = excluded.observed_at, recorded_at = excluded.recorded_at
        WHERE outcome.observed_at < excluded.observed_at
       RETURNING xmax = 0 AS recorded`,
      [
        found.map(({ predictionId }) => predictionId),
        found.map(({ outcome }) => outcome),
        found.map(({ observedAt }) => observedAt),
        clientId,
        solutionId,
      ],
    );
    const recorded = written.filter((one) => one.recorded).length;
    return { recorded, corrected: written.length - recorded };
  }
}

interface Observed {
  outcome: string;
  observedAt: Date;
}

/** At one time there is one outcome. */
function contradicts(a: Observed, b: Observed): boolean {
  return a.observedAt.getTime() === b.observedAt.getTime() && a.outcome !== b.outcome;
}

function contradiction({ row, predictionId, outcome }: Found, other: string): Problem {
  return {
    code: 'OUTCOME_CONTRADICTS',
    message: `Item ${row}: for prediction ${predictionId} another outcome was observed at the same time, '${other}'.`,
    where: { row, path: `items.${row - 1}.outcome` },
    got: outcome,
    allowed: other,
    fix: 'To correct an outcome, report it with a later observedAt.',
  };
}

function unknownPrediction({ predictionId, subject }: ReportedOutcome, row: number): Problem {
  const what =
    predictionId === undefined
      ? `a prediction of subject '${subject}' before that time`
      : `prediction '${predictionId}'`;
  return {
    code: 'PREDICTION_UNKNOWN',
    message: `Item ${row}: this solution has not logged ${what}.`,
    where: { row, path: `items.${row - 1}.${predictionId === undefined ? 'subject' : 'predictionId'}` },
    got: String(predictionId ?? subject),
    allowed: 'a prediction of this solution',
    fix: 'If it was answered less than a minute ago, report its outcome again.',
  };
}
