// The process that checks one uploaded file.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SchemaSource } from '@proofline/host';
import { loadVerticals } from '@proofline/host/verticals';
import {
  checkDataset,
  type FeatureSchema,
  findTask,
  type PocConfig,
  pocConfigDocument,
  type ValidationReport,
} from '@proofline/pipeline';
import { workOff } from './child-process.js';
import { asOwnersFile } from './owners-file.js';

export interface DatasetOrder {
  /** Modules of the verticals to load. */
  verticals: readonly string[];
  config: PocConfig;
  /** Where there is one; inferred from the file otherwise. */
  schema: FeatureSchema | null;
  schemaSource: SchemaSource;
  /** Where the file lies here, and what its owner calls it. */
  file: string;
  name: string;
  /** Where `validation.json` and `profile.json` are to be written. */
  folder: string;
}

workOff<DatasetOrder, ValidationReport>('dataset', async (order, { signal, progress }) => {
  const { verticals, config, schema, schemaSource, file, folder } = order;
  const loaded = await loadVerticals(verticals, import.meta.dirname);
  const task = findTask(loaded.find(({ id }) => id === config.vertical)!, config.task);
  const { validation, profile } = await checkDataset(
    file,
    pocConfigDocument.parse(config) as PocConfig,
    task,
    schema === null ? undefined : { schema, of: schemaSource === 'solution' ? 'solution' : 'model' },
    { signal, onProgress: (fraction) => progress('check', fraction) },
  );
  const report = asOwnersFile(validation, order);
  await writeFile(join(folder, 'validation.json'), JSON.stringify({ ...report, schemaSource }));
  if (profile !== null) await writeFile(join(folder, 'profile.json'), JSON.stringify(profile));
  return report;
});
