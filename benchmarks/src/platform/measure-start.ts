import { loadavg } from 'node:os';
import type { Finding } from '../finding.js';
import { spreadOf } from '../timing/rounds.js';
import { newHome, startPlatform } from './platform.js';
import { memoryOf } from './process-tree.js';

const STARTS = 3;
const READY_SECONDS = 10;
const IDLE_MS = 10_000;
const IDLE_MB = 300;

/** How long `up` takes on a database that is there, and what the API process then holds while nobody asks. */
export async function measureStart(say: (line: string) => void): Promise<Finding[]> {
  const before = loadavg()[0]!;
  const home = await newHome();
  const seconds: number[] = [];
  const megabytes: number[] = [];
  try {
    say('the first start, which makes the database');
    await (await startPlatform(home)).stop();
    for (let k = 0; k < STARTS; k++) {
      say(`start ${k + 2}`);
      const began = performance.now();
      const platform = await startPlatform(home);
      try {
        const ready = await fetch(`${platform.url}/health/ready`);
        if (ready.status !== 200) throw new Error(`The platform says that it is ready and answers ${ready.status}.`);
        seconds.push((performance.now() - began) / 1000);
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
        megabytes.push(memoryOf(platform.api));
      } finally {
        await platform.stop();
      }
    }
  } finally {
    await home.remove();
  }
  const start = spreadOf(seconds);
  const memory = spreadOf(megabytes);
  const load = `load of the machine before: ${before.toFixed(2)}`;
  return [
    {
      suite: 'start',
      what: 'up on a database that is there: until it is ready',
      floor: `< ${READY_SECONDS} s`,
      measured: `${start.median.toFixed(1)} s (${start.min.toFixed(1)}-${start.max.toFixed(1)}); ${load}`,
      ok: start.median < READY_SECONDS,
      detail: { seconds },
    },
    {
      suite: 'start',
      what: `API process, ${IDLE_MS / 1000} s after that: resident memory`,
      floor: `< ${IDLE_MB} MB`,
      measured: `${memory.median.toFixed(0)} MB (${memory.min.toFixed(0)}-${memory.max.toFixed(0)})`,
      ok: memory.median < IDLE_MB,
      detail: { megabytes },
    },
  ];
}
