import { mkdir } from 'node:fs/promises';
import type { Arguments } from '../arguments.js';
import type { Finding } from '../finding.js';
import { peerPython, RESULTS } from '../peers/environment.js';
import { measureApplication } from './application.js';
import { measureBinning } from './binning.js';
import { measureBoosting } from './boosting.js';
import { measureLogistic } from './logistic.js';
import type { SpeedContext } from './speed-context.js';
import { measureDemo, measureLargeFile, measureMemory } from './whole-runs.js';

const PARTS: Record<string, (context: SpeedContext) => Promise<Finding[]>> = {
  boosting: measureBoosting,
  logistic: measureLogistic,
  binning: measureBinning,
  application: measureApplication,
  poc: measureDemo,
  memory: measureMemory,
  'large-file': measureLargeFile,
};

export async function measureSpeed(
  { rounds, only, large }: Arguments,
  say: (line: string) => void,
): Promise<Finding[]> {
  const asked = only ?? Object.keys(PARTS).filter((name) => name !== 'large-file' || large);
  const parts = asked.filter((name) => name in PARTS);
  if (parts.length === 0) return [];
  await mkdir(RESULTS, { recursive: true });
  const context: SpeedContext = { python: await peerPython(say), rounds, say };
  const findings: Finding[] = [];
  for (const name of parts) findings.push(...(await PARTS[name]!(context)));
  if (only === undefined && !large) {
    findings.push({
      suite: 'speed',
      what: 'CSV of 5 GB: validate and profile',
      floor: '< 2000 MB',
      measured: 'not measured: needs --large (writes 5 GB)',
    });
  }
  return findings;
}
