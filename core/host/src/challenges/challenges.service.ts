import type { Json } from '@proofline/learn';
import { ProoflineError } from '@proofline/learn';
import { checkGateSchema, sameQuestion } from '@proofline/pipeline';
import type { DataSource } from 'typeorm';
import { actorOf, type Principal } from '../access/principal.js';
import type { Scope } from '../access/scope.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { LoggedRow } from '../monitoring/gather.js';
import { pairedPerformance } from '../monitoring/performance.js';
import { openedRow } from '../monitoring/read-window.js';
import { lockSolution } from '../promotions/promotion-rows.js';
import { canaryOpen } from '../promotions/refusals.js';
import type { ModelVersion } from '../registry/model-version.entity.js';
import type { RegistryService } from '../registry/registry.service.js';
import type { Sealer } from '../sealing/sealer.js';
import type { Serving, ServingService } from '../serving/serving.service.js';
import type { Solution } from '../solutions/solution.entity.js';
import type { Challenge } from './challenge.entity.js';
import { beginChallenge, challengeRows, endChallenge, openChallenge } from './challenge-rows.js';
import {
  type Agreement,
  agreements,
  type Latency,
  latencyOf,
  type Pair,
  type RefusedPair,
  refusalsOf,
  type ScoreDifferences,
  scoreDifferences,
} from './diff-report.js';
import { type Segments, segmentsOf } from './segments.js';

/** A challenge with the versions of its models. */
export interface ShownChallenge extends Challenge {
  version: number;
  championVersion: number;
}

/** How a challenger's answers differ from the champion's. */
export interface DiffReport {
  challenge: ShownChallenge;
  rows: {
    /** Predictions that either model answered since the challenge began. */
    champion: number;
    challenger: number;
    /** Answered by both, or by one and refused by the other; the latest of them are looked at below. */
    compared: number;
    lookedAt: number;
    /** Waiting still, or dropped: a busy process leaves rows out before it slows answers down. */
    notCompared: number;
  };
  agreement: Agreement[];
  scores?: ScoreDifferences;
  latencyMs: { champion?: Latency; challenger?: Latency };
  /** Rows that the champion takes and the challenger does not. */
  refusals: ReturnType<typeof refusalsOf>;
  performance: ReturnType<typeof pairedPerformance>;
  /** Absent where the champion's package has no reference. */
  segments?: Segments;
}

/** Versions that stand beside a champion, unseen. Those that answer a share are a matter of promotions. */
export class ChallengesService {
  constructor(
    private readonly source: DataSource,
    private readonly audit: AuditTrail,
    private readonly registry: RegistryService,
    private readonly serving: ServingService,
    private readonly sealer: Sealer,
  ) {}

  /** Has a version compute beside the champion what that answers. It takes the place of a shadow that is there. */
  async shadow(by: Principal, solution: Solution, version: number): Promise<ShownChallenge> {
    const model = await this.registry.get(by, solution, version);
    const champion = await this.serving.champion(by, solution);
    refuseUnfit(model);
    const candidate = await this.serving.load(model);
    const fits = checkGateSchema(candidate.predictor, champion.predictor);
    if (!fits.passed || !sameQuestion(candidate, champion)) {
      const why = fits.passed ? 'It predicts another outcome.' : fits.text.en;
      throw new ProoflineError(
        'conflict',
        'CHALLENGER_INCOMPATIBLE',
        `Version ${version} cannot stand beside version ${champion.version}. ${why}`,
      );
    }
    const challenge = await this.source.transaction(async (manager) => {
      await lockSolution(manager, solution.id);
      const now = (await this.registry.championIn(manager, solution.id))!;
      if (now.version !== champion.version) {
        throw new ProoflineError('conflict', 'CHAMPION_CHANGED', 'The champion has changed meanwhile. Ask again.');
      }
      const open = await openChallenge(manager, solution.id);
      if (open?.mode === 'canary') throw await canaryOpen(this.registry, manager, open);
      if (open?.modelId === model.id) return open;
      const ending = `Version ${version} has taken its place.`;
      await endChallenge(manager, this.audit, actorOf(by), { solutionId: solution.id, ending });
      return beginChallenge(manager, this.audit, actorOf(by), { model, champion: now });
    });
    return { ...challenge, version, championVersion: champion.version };
  }

  /** Ends a shadow. A canary ends with its promotion, which an approver decides on. */
  async end(by: Principal, solution: Solution): Promise<ShownChallenge> {
    const ended = await this.source.transaction(async (manager) => {
      await lockSolution(manager, solution.id);
      const open = await openChallenge(manager, solution.id);
      if (open?.mode === 'canary') throw await canaryOpen(this.registry, manager, open);
      return endChallenge(manager, this.audit, actorOf(by), { solutionId: solution.id, ending: 'It was ended.' });
    });
    if (ended === null) throw none(solution);
    return this.shown(ended);
  }

  /** Of the challenge that goes on, or of the last one; over its latest `rows` pairs of answers. */
  async report(scope: Scope, solution: Solution, rows: number): Promise<DiffReport> {
    const [latest] = await challengeRows(this.source.manager, scope).find(
      { solutionId: solution.id },
      { order: { startedAt: 'DESC' }, take: 1 },
    );
    if (latest === undefined) throw none(solution);
    const challenge = await this.shown(latest);
    const { pairs, rows: ofPairs, refused } = await this.pairs(challenge, rows);
    const champion = await this.serving.load(await this.registry.byId(this.source.manager, challenge.championId));
    const { predictor, reference } = champion;
    const scores = scoreDifferences(pairs);
    const [championMs, challengerMs] = [latencyOf(pairs, 'champion'), latencyOf(pairs, 'challenger')];
    return {
      challenge,
      rows: { ...(await this.counts(challenge)), lookedAt: pairs.length + refused.length },
      agreement: agreements(pairs),
      ...(scores === undefined ? {} : { scores }),
      latencyMs: {
        ...(championMs === undefined ? {} : { champion: championMs }),
        ...(challengerMs === undefined ? {} : { challenger: challengerMs }),
      },
      refusals: refusalsOf(refused),
      performance: performanceOf(champion, pairs),
      ...(reference === undefined ? {} : { segments: segmentsOf(pairs, ofPairs, predictor, reference) }),
    };
  }

  private async shown(challenge: Challenge): Promise<ShownChallenge> {
    const { manager } = this.source;
    const [model, champion] = await Promise.all(
      [challenge.modelId, challenge.championId].map((id) => this.registry.byId(manager, id)),
    );
    return { ...challenge, version: model!.version, championVersion: champion!.version };
  }

  private async counts({
    id,
    solutionId,
    version,
    championVersion,
    startedAt,
    endedAt,
  }: ShownChallenge): Promise<Omit<DiffReport['rows'], 'lookedAt'>> {
    const [counts] = await this.source.query(
      `SELECT count(*) FILTER (WHERE p.model_version = $3)::int AS champion,
              count(*) FILTER (WHERE p.model_version = $2)::int AS challenger,
              count(s.prediction_id)::int AS compared,
              count(*) FILTER (WHERE s.prediction_id IS NULL)::int AS "notCompared"
         FROM proofline.prediction p
         LEFT JOIN proofline.shadow_answer s ON s.prediction_id = p.id AND s.challenge_id = $1
        WHERE p.solution_id = $4 AND p.at >= $5 AND p.at <= coalesce($6, now()) AND p.model_version IN ($2, $3)
          AND p.batch_id IS NULL`,
      [id, version, championVersion, solutionId, startedAt, endedAt],
    );
    return counts;
  }

  private async pairs(
    { id, clientId, championVersion }: ShownChallenge,
    most: number,
  ): Promise<{ pairs: Pair[]; rows: LoggedRow[]; refused: RefusedPair[] }> {
    const found: {
      id: string;
      at: Date;
      features: Record<string, Json>;
      personal: Buffer | null;
      requestId: string;
      version: number;
      prediction: Record<string, Json>;
      score: number | null;
      latencyMs: number;
      other: Record<string, Json> | null;
      otherScore: number | null;
      otherLatencyMs: number;
      refusal: string | null;
      failed: boolean;
      outcome: string | null;
    }[] = await this.source.query(
      `SELECT p.id, p.at, p.features, p.personal, p.request_id AS "requestId", p.model_version AS version, p.prediction, p.score,
              p.latency_ms AS "latencyMs", s.prediction AS other, s.score AS "otherScore",
              s.latency_ms AS "otherLatencyMs", s.refusal, s.failed, o.outcome
         FROM proofline.shadow_answer s
         JOIN proofline.prediction p ON p.id = s.prediction_id
         LEFT JOIN proofline.outcome o ON o.prediction_id = p.id
        WHERE s.challenge_id = $1 ORDER BY s.prediction_id DESC LIMIT $2`,
      [id, most],
    );
    const pairs: Pair[] = [];
    const rows: LoggedRow[] = [];
    const refused: RefusedPair[] = [];
    for (const row of found) {
      if (row.other === null) {
        refused.push({ id: row.id, code: row.refusal!, failed: row.failed });
        continue;
      }
      const answered = { prediction: row.prediction, score: row.score, latencyMs: row.latencyMs };
      const shadow = { prediction: row.other, score: row.otherScore, latencyMs: row.otherLatencyMs };
      const [champion, challenger] = row.version === championVersion ? [answered, shadow] : [shadow, answered];
      pairs.push({ id: row.id, requestId: row.requestId, champion, challenger, outcome: row.outcome });
      rows.push(openedRow(this.sealer, clientId, row));
    }
    return { pairs, rows, refused };
  }
}

function performanceOf({ predictor, reference }: Serving, pairs: readonly Pair[]): DiffReport['performance'] {
  const observed = pairs.filter((pair): pair is Pair & { outcome: string } => pair.outcome !== null);
  if (observed.length === 0) return { outcomes: 0, reason: 'too-few-outcomes', metrics: [] };
  if (reference === undefined) return { outcomes: observed.length, reason: 'kind-not-measured', metrics: [] };
  return pairedPerformance(
    { task: predictor.task, reference },
    observed.map(({ champion, challenger, outcome }) => ({
      champion: champion.prediction,
      challenger: challenger.prediction,
      outcome,
    })),
  );
}

function refuseUnfit({ version, status, verdict }: ModelVersion): void {
  if (status === 'champion') {
    throw new ProoflineError('conflict', 'ALREADY_CHAMPION', `Version ${version} is the champion already.`);
  }
  if (verdict !== 'GO') {
    throw new ProoflineError(
      'conflict',
      'CHALLENGER_NOT_GO',
      `The verdict on version ${version} is ${verdict}; only a GO stands beside the champion. Its report says what is missing.`,
    );
  }
}

function none({ slug }: Solution): ProoflineError {
  return new ProoflineError(
    'not-found',
    'CHALLENGER_UNKNOWN',
    `Nothing stands beside the champion of '${slug}'. Put a version there: PUT /v1/solutions/${slug}/challenger.`,
  );
}
