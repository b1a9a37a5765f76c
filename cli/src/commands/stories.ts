import { resolve } from 'node:path';
import { playStories, printStories } from '@proofline/customer-service/dialogue';
import type { Io } from '../io.js';
import { printWarnings } from '../output/flow-warnings.js';

/** Plays the stories of a folder. Returns the exit code: 0 where they reach their thresholds, else 2. */
export async function stories(io: Io, folder: string, { json = false }: { json?: boolean }): Promise<number> {
  const { report, warnings } = await playStories(resolve(io.cwd, folder));
  if (json) io.out(`${JSON.stringify({ ...report, warnings }, null, 2)}\n`);
  else {
    printWarnings(io, warnings);
    io.out(`${printStories(report)}\n`);
  }
  return report.passed ? 0 : 2;
}
