// Work that is measured in a process of its own, for its time and memory: node job.js <kind> <argument>. Prints one JSON object.
import { join } from 'node:path';
import creditRisk from '@proofline/credit-risk';
import { inferSchema, pocConfigDocument, profileFile, runPoc, validateFile, writePoc } from '@proofline/pipeline';
import { datasetsFolder, type PublicSet, publicPoc } from '../data/public-sets.js';
import { RESULTS } from '../peers/environment.js';

export interface JobResult {
  seconds: number;
  cpuSeconds: number;
  peakMemoryMB: number;
  said: string;
}

const started = process.hrtime.bigint();
const seconds = (): number => Number(process.hrtime.bigint() - started) / 1e9;

async function poc(set: string): Promise<string> {
  const { config, baseDir } = await publicPoc(set as PublicSet, datasetsFolder()!, {}, '120s');
  const result = await runPoc({
    vertical: creditRisk,
    config: pocConfigDocument.parse(config),
    baseDir,
    productVersion: '0.1.0',
  });
  await writePoc(result, join(RESULTS, 'poc', set), 'en');
  return `${result.report.verdict.word}, ${result.report.champion.name}`;
}

async function largeFile(path: string): Promise<string> {
  const { schema } = await inferSchema(path, { roles: { target: 'defaulted', positive: 'yes' } });
  const inferred = seconds();
  const validation = await validateFile(path, schema);
  const validated = seconds();
  const profile = await profileFile(path, schema);
  const profiled = seconds();
  return (
    `${validation.valid ? 'valid' : `invalid: ${validation.problems[0]?.message}`}, ${profile.rows} rows; ` +
    `infer ${inferred.toFixed(0)} s, validate ${(validated - inferred).toFixed(0)} s, profile ${(profiled - validated).toFixed(0)} s`
  );
}

const [kind, argument = ''] = process.argv.slice(2);
const said = kind === 'poc' ? await poc(argument) : await largeFile(argument);
const result: JobResult = {
  seconds: seconds(),
  cpuSeconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
  peakMemoryMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
  said,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
