import type {
  ArtifactStore,
  DatasetsService,
  GateLedger,
  Judging,
  ModelVersion,
  PromotionJob,
  Turn,
  TurnEnd,
} from '@proofline/host';
import { type Json, ProoflineError } from '@proofline/learn';
import type { GateCheck, GateModel } from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { GateOrder } from './gate-child.js';
import { inChild } from './in-child.js';

export interface PromotionTools {
  gate: GateLedger;
  datasets: DatasetsService;
  artifacts: ArtifactStore;
  /** Modules of the verticals, as they are named in the configuration. */
  verticals: readonly string[];
  log: Logger;
}

/** Has the gate judge one promotion. It may be called again for one whose worker was killed; what the table has is what counts. */
export async function processPromotion(
  tools: PromotionTools,
  { promotionId }: PromotionJob,
  { isLast, closing }: Turn,
): Promise<TurnEnd> {
  const { gate, log } = tools;
  if (closing.aborted) return 'put-back';
  const judging = await gate.begin(promotionId);
  if (judging === undefined) return 'over';
  log.info({ promotionId, attempt: judging.promotion.attempts }, 'the gate judges');
  try {
    const checks = await judge(tools, judging, closing);
    await gate.conclude(judging, checks);
    log.info(
      { promotionId, failed: checks.filter(({ passed }) => !passed).map(({ id }) => id) },
      'the gate has judged',
    );
  } catch (error) {
    if (closing.aborted && (await gate.putBack(promotionId))) return 'put-back';
    await settle(tools, promotionId, error, isLast);
  }
  return 'over';
}

async function judge(
  { datasets, artifacts, verticals }: PromotionTools,
  { promotion, solution, candidate, champion }: Judging,
  signal: AbortSignal,
): Promise<GateCheck[]> {
  const fileOf = async (datasetId: string): Promise<string> =>
    artifacts.fetch((await datasets.byId(datasetId)).artifactKey);
  const modelOf = async ({ version, datasetId, artifactKey }: ModelVersion): Promise<GateModel> => ({
    version,
    folder: await artifacts.fetch(artifactKey),
    ...(datasetId === null ? {} : { file: await fileOf(datasetId) }),
  });
  const order: GateOrder = {
    verticals,
    candidate: await modelOf(candidate),
    ...(champion === null ? {} : { champion: await modelOf(champion) }),
    ...(promotion.frozenSetId === null ? {} : { frozenSet: await fileOf(promotion.frozenSetId) }),
    criteriaHash: solution.criteriaHash,
  };
  return inChild<GateCheck[]>({ script: 'gate-child.js', noun: 'gate' }, order, { signal });
}

/** What cannot be judged has not passed; it is tried again while the queue allows. */
async function settle(
  { gate, log }: PromotionTools,
  promotionId: string,
  error: unknown,
  isLast: boolean,
): Promise<void> {
  log.warn({ promotionId, err: error, retry: !isLast }, 'the gate could not judge');
  if (!isLast) throw error;
  const known = error instanceof ProoflineError ? error : undefined;
  await gate.giveUp(promotionId, {
    code: known?.code ?? 'DEFECT',
    detail: known?.message ?? 'The gate could not judge it because of a defect; the log of the worker has it.',
  } as Json);
}
