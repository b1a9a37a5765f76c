import {
  ARTIFACTS,
  type ArtifactStore,
  DatasetsService,
  GateLedger,
  PromotionsService,
  RegistryService,
  TrainingService,
  TrialLedger,
  VERSION,
} from '@proofline/host';
import type { TestApi } from '../../api/test/start-api.js';
import { RunChildren } from '../src/run-children.js';
import type { RunTools } from '../src/run-processor.js';

/** What a worker beside an API works with. */
export function runTools({ app, parts }: TestApi): RunTools {
  return {
    training: app.get(TrainingService),
    trials: app.get(TrialLedger),
    children: new RunChildren(),
    datasets: app.get(DatasetsService),
    registry: app.get(RegistryService),
    promotions: app.get(PromotionsService),
    gate: app.get(GateLedger),
    artifacts: app.get<ArtifactStore>(ARTIFACTS),
    verticals: parts.verticalModules,
    productVersion: VERSION,
    log: parts.log,
  };
}
