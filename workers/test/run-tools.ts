import {
  ARTIFACTS,
  type ArtifactStore,
  BatchesService,
  DatasetsService,
  GateLedger,
  PromotionsService,
  RegistryService,
  TrainingService,
  TrialLedger,
  VERSION,
} from '@proofline/host';
import type { TestApi } from '../../api/test/start-api.js';
import type { BatchTools } from '../src/batch-processor.js';
import { RunChildren } from '../src/run-children.js';
import type { RunTools } from '../src/run-processor.js';

/** What a worker beside an API works with. */
export function runTools({ app, parts }: TestApi): RunTools & BatchTools {
  return {
    training: app.get(TrainingService),
    trials: app.get(TrialLedger),
    children: new RunChildren(),
    datasets: app.get(DatasetsService),
    registry: app.get(RegistryService),
    promotions: app.get(PromotionsService),
    gate: app.get(GateLedger),
    batches: app.get(BatchesService),
    artifacts: app.get<ArtifactStore>(ARTIFACTS),
    verticals: parts.verticalModules,
    productVersion: VERSION,
    secret: parts.secret,
    personalData: parts.config.personalData,
    log: parts.log,
  };
}
