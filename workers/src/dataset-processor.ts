import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ArtifactStore,
  DatasetCheckRow,
  DatasetChecksService,
  DatasetJob,
  DatasetsService,
  RegistryService,
  SchemaSource,
  SolutionsService,
  Turn,
  TurnEnd,
} from '@proofline/host';
import type { FeatureSchema, PocConfig, ValidationReport } from '@proofline/pipeline';
import type { Logger } from 'pino';
import type { DatasetOrder } from './dataset-child.js';
import { inChild } from './in-child.js';
import { type LaneTools, processLane } from './lane-processor.js';

export interface DatasetTools {
  checks: DatasetChecksService;
  datasets: DatasetsService;
  solutions: SolutionsService;
  registry: RegistryService;
  artifacts: ArtifactStore;
  /** Modules of the verticals, as they are named in the configuration. */
  verticals: readonly string[];
  log: Logger;
}

/** Has an uploaded file validated and profiled in a process of its own. */
export function processDataset(tools: DatasetTools, { datasetId }: DatasetJob, turn: Turn): Promise<TurnEnd> {
  const { checks, datasets, solutions, artifacts, verticals, log } = tools;
  const lane = {
    noun: 'dataset' as const,
    ledger: checks.ledger,
    begin: (id: string) => checks.ledger.begin(id),
    work: async (check: DatasetCheckRow, scratch: string, { signal, onProgress }: LaneTools): Promise<void> => {
      const { name, artifactKey } = await datasets.byId(check.id);
      const solution = await solutions.byId(check.solutionId);
      const folder = join(scratch, 'documents');
      await mkdir(folder);
      const given = await schemaFor(tools, check.solutionId, solution.schema as FeatureSchema | null);
      const config = solution.config as unknown as PocConfig;
      const file = await artifacts.fetch(artifactKey);
      const report = await inChild<ValidationReport>(
        { script: 'dataset-child.js', noun: 'dataset' },
        { verticals, config, ...given, file, name, folder } satisfies DatasetOrder,
        { signal, onProgress: (_, fraction) => onProgress(fraction) },
      );
      await checks.succeed(check, { ...summaryOf(report), schemaSource: given.schemaSource }, folder);
    },
  };
  return processLane<DatasetCheckRow>(lane, datasetId, turn, log);
}

/** The solution's schema, else that of the model that answers. */
async function schemaFor(
  { registry, artifacts }: DatasetTools,
  solutionId: string,
  own: FeatureSchema | null,
): Promise<{ schema: FeatureSchema | null; schemaSource: SchemaSource }> {
  if (own !== null) return { schema: own, schemaSource: 'solution' };
  const champion = await registry.champion({ clientId: null }, solutionId);
  if (champion === null) return { schema: null, schemaSource: 'inferred' };
  const path = join(await artifacts.fetch(champion.artifactKey), 'package', 'schema.json');
  return { schema: JSON.parse(await readFile(path, 'utf8')) as FeatureSchema, schemaSource: 'champion' };
}

function summaryOf({ valid, rows, columns, problems, fingerprint }: ValidationReport) {
  // A file that cannot be read at all has neither rows nor columns.
  const verdict = valid ? 'valid' : rows === 0 && columns.length === 0 ? 'unreadable' : 'invalid';
  return {
    verdict,
    rows,
    columns: columns.length,
    problems: problems.length,
    fingerprint: fingerprint ?? null,
  } as const;
}
