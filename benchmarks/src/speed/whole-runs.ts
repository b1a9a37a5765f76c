import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { loanBook } from '../data/loan-matrix.js';
import { datasetsFolder } from '../data/public-sets.js';
import type { Finding } from '../finding.js';
import { RESULTS, ROOT } from '../peers/environment.js';
import { time } from '../timing/stopwatch.js';
import type { JobResult } from './job.js';
import type { SpeedContext } from './speed-context.js';

const GB = 1e9;
const LIMIT_MB = 2000;
/** A row of the loan book takes about this many bytes. */
const BYTES_PER_ROW = 132;

/** `npm run demo` on a built checkout: the demonstration from its first line to report and verdict. */
export async function measureDemo(context: SpeedContext): Promise<Finding[]> {
  const what = 'npm run demo on a built checkout: PoC with report';
  const command = join(ROOT, 'cli', 'bin', 'proofline.js');
  if (!existsSync(command)) {
    return [{ suite: 'speed', what, floor: '< 60 s', measured: 'not measured: cli/bin/proofline.js is absent' }];
  }
  context.say('the demonstration of npm run demo');
  const { wall, result } = await time(() => run([command, 'demo'], RESULTS));
  const tail = result.trim().split('\n').slice(-1)[0] ?? '';
  return [{ suite: 'speed', what, floor: '< 60 s', measured: `${wall.toFixed(1)} s`, ok: wall < 60, detail: { tail } }];
}

/** A whole proof of concept on 150,000 rows in a process of its own. */
export async function measureMemory(context: SpeedContext): Promise<Finding[]> {
  const what = 'PoC on Give Me Some Credit: peak memory';
  if (datasetsFolder() === undefined) {
    const measured = 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)';
    return [{ suite: 'speed', what, floor: `< ${LIMIT_MB} MB`, measured }];
  }
  context.say('a proof of concept on Give Me Some Credit');
  return [memoryFinding(what, await job('poc', 'gmsc'))];
}

/** Five gigabytes of loan book through inference of its schema, validation and profile. */
export async function measureLargeFile(context: SpeedContext): Promise<Finding[]> {
  context.say('a CSV of 5 GB: writing it the first time takes some minutes');
  const file = join(await loanBook(Math.ceil((5 * GB) / BYTES_PER_ROW)), 'loan-book.csv');
  const { size } = await stat(file);
  context.say(`infer, validate and profile ${(size / GB).toFixed(2)} GB`);
  return [memoryFinding(`CSV of ${(size / GB).toFixed(1)} GB: validate and profile`, await job('large-file', file))];
}

function memoryFinding(what: string, result: JobResult): Finding {
  return {
    suite: 'speed',
    what,
    floor: `< ${LIMIT_MB} MB`,
    measured: `${result.peakMemoryMB.toFixed(0)} MB, ${result.seconds.toFixed(0)} s, CPU ${result.cpuSeconds.toFixed(0)} s (${result.said})`,
    ok: result.peakMemoryMB < LIMIT_MB,
    detail: result,
  };
}

async function job(kind: string, argument: string): Promise<JobResult> {
  return JSON.parse(await run([join(import.meta.dirname, 'job.js'), kind, argument], ROOT)) as JobResult;
}

function run(command: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...command], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaints = (complaints + chunk.toString()).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`'${command.join(' ')}' ended with ${code}:\n${complaints}`));
    });
  });
}
