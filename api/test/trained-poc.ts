import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pocConfigDocument, runPoc, writePoc } from '@proofline/pipeline';
import { inject } from 'vitest';
import type { TestApi } from './start-api.js';

export interface WantedPoc {
  /** As a solution stores it, or as `proofline.yaml` has it; of `data`, the settings but the file. */
  config: Record<string, unknown>;
  csv: string;
  /** Inferred where absent. */
  schema?: object;
}

/**
 * The output folder of a proof of concept, which nobody may change. The same one is trained once in a test run, by the first file
 * that wants it: it would come to the same bytes each time.
 */
export async function trainedPoc({ parts }: TestApi, wanted: WantedPoc): Promise<string> {
  const hash = createHash('sha256')
    .update(JSON.stringify([wanted.config, wanted.schema, wanted.csv]))
    .digest('hex');
  const folder = join(inject('trainedFolder'), hash);
  if (existsSync(folder)) return folder;
  const draft = await mkdtemp(`${folder}-`);
  await writeFile(join(draft, 'german-credit.csv'), wanted.csv);
  if (wanted.schema !== undefined) await writeFile(join(draft, 'schema.yaml'), JSON.stringify(wanted.schema));
  const data = {
    ...(wanted.config.data as object | undefined),
    file: 'german-credit.csv',
    ...(wanted.schema === undefined ? {} : { schema: 'schema.yaml' }),
  };
  const config = pocConfigDocument.parse({ version: 1, vertical: 'credit-risk', ...wanted.config, data });
  const vertical = parts.verticals.find(({ id }) => id === config.vertical)!;
  const result = await runPoc({ vertical, config, baseDir: draft, productVersion: '0.1.0' });
  await writePoc(result, join(draft, 'out'), 'en');
  // Another file may have been faster.
  await rename(join(draft, 'out'), folder).catch((error: unknown) => {
    if (!existsSync(folder)) throw error;
  });
  await rm(draft, { recursive: true });
  return folder;
}
