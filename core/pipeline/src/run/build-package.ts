import { canonicalJson, encodeArtifact, type Json, type Rng } from '@proofline/learn';
import { type GoldenVector, PACKAGE_VERSION, type PackageHead, sha256 } from '../package/model-package.js';
import { composeRows, Predictor } from '../package/predictor.js';
import { buildReference } from '../package/reference.js';
import { seenRanges } from '../package/seen-ranges.js';
import { columnsWithRole } from '../schema/feature-schema.js';
import type { Criterion, Task } from '../task/task.js';
import { featureFrame, rowsInFile, takeDataset } from './dataset-rows.js';
import type { Judged } from './evaluate-candidates.js';
import type { LoadedData } from './load-data.js';
import { rowWeights } from './row-weights.js';
import type { PocRequest } from './run-poc.js';
import type { TrainedPart } from './train-part.js';

/** A package in memory: `writePackage` adds the report and puts it into a folder. */
export interface BuiltPackage {
  manifest: PackageHead;
  files: Map<string, Uint8Array>;
}

const GOLDEN_ROWS = 20;

export function buildPackage<T, P>(input: {
  request: PocRequest;
  task: Task<T, P>;
  loaded: LoadedData;
  part: TrainedPart<T, P>;
  champion: Judged<T, P>;
  criteria: readonly Criterion[];
  criteriaHash: string;
  recommendation: Json | undefined;
  rng: Rng;
}): BuiltPackage {
  const { request, task, loaded, part, champion, recommendation, rng } = input;
  const { config, vertical } = request;
  const model = encodeArtifact(champion.model.toArtifact());
  const { notes: _notes, ...answering } = task;
  const predictor = new Predictor(loaded.schema, part.recipe, champion.model, answering, recommendation);
  // From rows as they came, before cleaning: a package is asked with such rows, and its recipe is tested with the model.
  const rows = composeRows(loaded.dataset, GOLDEN_ROWS, rng.fork('golden'));
  const answers = predictor.predictRows(rows);
  const golden: GoldenVector[] = rows.map((row, i) => ({ row, prediction: answers[i]! }));
  const learnt = featureFrame(takeDataset(loaded.dataset, rowsInFile(part.train)));
  const weight = rowWeights(part.train);
  const reference = buildReference({
    kind: task.kind,
    schema: loaded.schema,
    frame: learnt,
    uses: columnsWithRole(predictor.inputSchema, 'feature').map(({ name }) => name),
    truth: part.data.truth,
    outOfFold: champion.outOfFold,
    ...(weight === undefined ? {} : { weight }),
  });
  const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(`${canonicalJson(json as Json)}\n`);
  return {
    manifest: {
      packageVersion: PACKAGE_VERSION,
      product: { name: 'Proofline', version: request.productVersion },
      vertical: { id: vertical.id, version: vertical.version },
      task: task.id,
      candidate: champion.candidate.name,
      modelHash: sha256(model),
      criteriaHash: input.criteriaHash,
      fingerprint: loaded.dataset.fingerprint,
      ...(config.data.licence === undefined ? {} : { dataLicence: config.data.licence }),
      seed: config.seed,
      versions: versionsOf(request),
    },
    files: new Map<string, Uint8Array>([
      ['model.bin', model],
      ['schema.json', bytes(loaded.schema)],
      ['recipe.json', bytes(part.recipe.toJson())],
      ['criteria.json', bytes({ criteria: input.criteria, costs: config.costs, constraints: config.constraints })],
      ['golden.json', bytes(golden)],
      ['seen.json', bytes(seenRanges(part.train, columnsWithRole(loaded.schema, 'feature')))],
      ['reference.json', bytes(reference)],
      ...(recommendation === undefined ? [] : [['recommendation.json', bytes(recommendation)] as const]),
    ]),
  };
}

export function versionsOf({ productVersion, vertical }: PocRequest): Record<string, string> {
  return { proofline: productVersion, [vertical.id]: vertical.version };
}
