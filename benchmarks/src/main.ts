import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { readArguments, type Suite, USAGE } from './arguments.js';
import { measureCleaning } from './cleaning/measure-cleaning.js';
import { measureAnswers } from './customer-service/measure-answers.js';
import { measureDialogue } from './customer-service/measure-dialogue.js';
import { measureEntities } from './customer-service/measure-entities.js';
import { measureIntents } from './customer-service/measure-intents.js';
import { measureLearning } from './customer-service/measure-learning.js';
import { measureNetworks } from './customer-service/measure-networks.js';
import { measureRules } from './customer-service/measure-rules.js';
import { measureServiceSpeed } from './customer-service/measure-speed.js';
import { type Finding, type Machine, page, table } from './finding.js';
import { measureBatch } from './platform/measure-batch.js';
import { measureFuzz } from './platform/measure-fuzz.js';
import { measureLoad } from './platform/measure-load.js';
import { measureStart } from './platform/measure-start.js';
import { measureQuality } from './quality/measure-quality.js';
import { measureSpeed } from './speed/measure-speed.js';

const asked = readArguments(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(`${asked}\n\n${USAGE}\n`);
  process.exit(2);
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const findings: Finding[] = [];
const machine: Machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform}-${process.arch}`,
  load: loadavg()[0]!,
  startedAt: new Date().toISOString(),
};
const measure = (suite: Suite): Promise<Finding[]> => {
  switch (suite) {
    case 'quality':
      return measureQuality(asked, say);
    case 'cleaning':
      return measureCleaning(say);
    case 'speed':
      return asked.subject === 'customer-service' ? measureServiceSpeed(asked, say) : measureSpeed(asked, say);
    case 'rules':
      return measureRules(say);
    case 'intents':
      return measureIntents(asked, say);
    case 'entities':
      return measureEntities(say);
    case 'networks':
      return measureNetworks(asked, say);
    case 'answers':
      return measureAnswers(say);
    case 'dialogue':
      return measureDialogue(say);
    case 'learning':
      return measureLearning(say);
    case 'load':
      return measureLoad(asked, say);
    case 'start':
      return measureStart(say);
    case 'fuzz':
      return measureFuzz(say);
    case 'batch':
      return measureBatch(say);
  }
};
for (const suite of asked.suites) {
  findings.push(...(await measure(suite)));
  // After each suite, so that a long run that is stopped has not been for nothing.
  if (asked.json !== undefined) await writeFile(asked.json, `${JSON.stringify({ machine, findings }, null, 2)}\n`);
  if (asked.page !== undefined) await writeFile(asked.page, page(findings, process.argv.slice(2), machine));
}
process.stdout.write(`${table(findings)}\n`);
process.exitCode = findings.some(({ ok }) => ok === false) ? 1 : 0;
