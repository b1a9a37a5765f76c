// A process that answers one text after the other: node answer-utterances.js ENCODERS TEXTS PACKAGE…. Prints one JSON object.
import { readFile } from 'node:fs/promises';
import customerService from '@proofline/customer-service';
import { loadPackage, useEncodersOf } from '@proofline/pipeline';
import { quantile } from '../timing/rounds.js';

/** Milliseconds by the clock for one text through all packages, and MB of the process. */
export interface AnswerTimes {
  median: number;
  /** The 99th percentile. */
  slowest: number;
  /** Of each package. */
  medians: number[];
  memory: number;
}

/** Answered before the clock counts: the first calls of a process are compiled while they run. */
const WARM_UP = 100;

const [encoders, file, ...folders] = process.argv.slice(2);
useEncodersOf(encoders!);
const texts = JSON.parse(await readFile(file!, 'utf8')) as string[];
const packages = await Promise.all(folders.map((folder) => loadPackage(folder, [customerService])));
const ways = packages.map(({ predictor }) => {
  const { name } = predictor.inputSchema.columns.find(({ role }) => role === 'feature')!;
  return (text: string): unknown => predictor.predictRows([{ [name]: text }]);
});

const spent = texts.map((text) =>
  ways.map((answer) => {
    const before = process.hrtime.bigint();
    answer(text);
    return Number(process.hrtime.bigint() - before) / 1e6;
  }),
);
const counted = spent.slice(WARM_UP);
const totals = counted.map((parts) => parts.reduce((sum, part) => sum + part, 0));
const result: AnswerTimes = {
  median: quantile(totals, 0.5),
  slowest: quantile(totals, 0.99),
  medians: ways.map((_, k) =>
    quantile(
      counted.map((parts) => parts[k]!),
      0.5,
    ),
  ),
  memory: (process.resourceUsage().maxRSS * 1024) / 1e6,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
