import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import type { Arguments } from '../arguments.js';
import type { Finding } from '../finding.js';
import { quantile, type Spread, spreadOf } from '../timing/rounds.js';
import { type Steady, saturate, steady } from './generate.js';
import { CSV } from './german-credit.js';
import { call, type Platform } from './platform.js';
import { cpuOf, memoryOf } from './process-tree.js';
import { type Service, type Services, startServices } from './services.js';

const CONNECTIONS = 32;
const ROUND_SECONDS = 3;
const WARM_UP_SECONDS = 2;
const RATE = 300;
const STEADY_SECONDS = 6;
const SUITE = 'load';

/** Our API process under load, beside FastAPI as tutorials have it and tuned by hand. */
export async function measureLoad({ rounds }: Arguments, say: (line: string) => void): Promise<Finding[]> {
  const before = loadavg();
  const services = await startServices(say);
  try {
    return [
      shown('load of the machine before, over 1 and 5 minutes', `${before[0]!.toFixed(2)}, ${before[1]!.toFixed(2)}`),
      ...(await measureLatency(services, rounds, say)),
      ...(await measureThroughput(services, rounds, say)),
      ...(await measureBesideTraining(services, rounds, say)),
      shown('memory of the API process after it, resident', `${memoryOf(services.platform.api).toFixed(0)} MB`),
    ];
  } finally {
    await services.stop();
  }
}

interface Round {
  perSecond: number;
  /** Milliseconds of the processor for one request. */
  cpu: number;
}

async function measureThroughput(
  { scorecard, boosting, tutorial, tuned, peerBoosting, settings }: Services,
  rounds: number,
  say: (line: string) => void,
): Promise<Finding[]> {
  const all = [scorecard, tuned, tutorial, boosting, peerBoosting];
  const measured = new Map<Service, Round[]>(all.map((service) => [service, []]));
  for (const { target } of all) await saturate(target, WARM_UP_SECONDS, CONNECTIONS);
  for (let round = 0; round < rounds; round++) {
    say(`throughput: round ${round + 1} of ${rounds}`);
    // Who goes first moves on by one each round.
    for (const k of all.keys()) {
      const service = all[(k + round) % all.length]!;
      measured.get(service)!.push(await throughputOf(service));
    }
  }
  const size = `${settings.trees} trees of ${settings.leaves} leaves`;
  const compared = (what: string, ours: Service, peer: Service, floor: number): Finding[] => {
    const ratios = measured.get(ours)!.map(({ perSecond }, k) => perSecond / measured.get(peer)![k]!.perSecond);
    const cpu = measured.get(ours)!.map(({ cpu }, k) => measured.get(peer)![k]!.cpu / cpu);
    return [
      bar(`throughput, ${what}`, `>= ${floor}x`, `${text(spreadOf(ratios))}x`, spreadOf(ratios).median >= floor, {
        ratios,
      }),
      shown('  processor per request: theirs over ours', `${text(spreadOf(cpu))}x`, { cpu }),
    ];
  };
  return [
    ...compared('scorecard with reasons, over the FastAPI of tutorials', scorecard, tutorial, 40),
    ...compared('scorecard with reasons, over FastAPI tuned by hand', scorecard, tuned, 1.4),
    ...compared(`boosting (${size}), over FastAPI with LightGBM tuned by hand`, boosting, peerBoosting, 2),
    ...all.map((service) => {
      const rates = spreadOf(measured.get(service)!.map(({ perSecond }) => perSecond));
      const cpu = spreadOf(measured.get(service)!.map((round) => round.cpu));
      const rate = `${rates.median.toFixed(0)} (${rates.min.toFixed(0)}-${rates.max.toFixed(0)}) req/s`;
      return shown(`  ${service.name}`, `${rate}, CPU ${text(cpu, 3)} ms a request`, measured.get(service));
    }),
  ];
}

async function throughputOf({ target, pid }: Service): Promise<Round> {
  const cpu = cpuOf(pid);
  const { answered, seconds } = await saturate(target, ROUND_SECONDS, CONNECTIONS);
  return { perSecond: answered / seconds, cpu: ((cpuOf(pid) - cpu) * 1000) / answered };
}

async function measureLatency(
  { scorecard }: Services,
  rounds: number,
  say: (line: string) => void,
): Promise<Finding[]> {
  const measured: Steady[] = [];
  await steady(scorecard.target, WARM_UP_SECONDS, RATE);
  const cpu = cpuOf(scorecard.pid);
  for (let round = 0; round < rounds; round++) {
    say(`latency at ${RATE} a second: round ${round + 1} of ${rounds}`);
    measured.push(await steady(scorecard.target, STEADY_SECONDS, RATE));
  }
  const spent = ((cpuOf(scorecard.pid) - cpu) * 1000) / (rounds * STEADY_SECONDS * RATE);
  const quantiles = (share: number): Spread => spreadOf(measured.map((one) => quantile(one.milliseconds, share)));
  const late = measured.map((one) => quantile(one.late, 0.99));
  const what = `one prediction with reasons, ${RATE} a second from when each was due`;
  return [
    bar(`${what}: p50`, '<= 2 ms', `${text(quantiles(0.5))} ms`, quantiles(0.5).median <= 2),
    bar(`${what}: p99`, '<= 20 ms', `${text(quantiles(0.99))} ms`, quantiles(0.99).median <= 20, {
      maxima: measured.map((one) => Math.max(...one.milliseconds)),
    }),
    shown('  of which the generator itself was late: p99', `${text(spreadOf(late))} ms`),
    shown('  processor of the API process', `${spent.toFixed(3)} ms a request`),
  ];
}

/** The same with a run under way on this machine, in turn with none. */
async function measureBesideTraining(
  { platform, scorecard }: Services,
  rounds: number,
  say: (line: string) => void,
): Promise<Finding[]> {
  const train = await trainingSolution(platform);
  const measured: { alone: number; beside: number }[] = [];
  for (let round = 0; round < Math.min(rounds, 5); round++) {
    say(`latency beside a run: round ${round + 1} of ${Math.min(rounds, 5)}`);
    const p99 = async (): Promise<number> =>
      quantile((await steady(scorecard.target, STEADY_SECONDS, RATE)).milliseconds, 0.99);
    const alone = await p99();
    const training = await train();
    const beside = await p99();
    await training.end();
    measured.push({ alone, beside });
  }
  const ratios = spreadOf(measured.map(({ alone, beside }) => beside / alone));
  const alone = text(spreadOf(measured.map((one) => one.alone)));
  const beside = text(spreadOf(measured.map((one) => one.beside)));
  return [
    bar(
      'p99 while a run trains, over p99 without',
      '<= 2x',
      `${text(ratios)}x (${alone} ms, then ${beside} ms)`,
      ratios.median <= 2,
      measured,
    ),
  ];
}

/** A solution on whose data runs are started that take longer than a measurement. */
async function trainingSolution(platform: Platform): Promise<() => Promise<{ end(): Promise<void> }>> {
  const path = '/solutions/training';
  await call(platform, 'POST', '/solutions', {
    client: 'demo',
    slug: 'training',
    vertical: 'credit-risk',
    config: { columns: { target: 'credit_risk', positive: 'bad' }, candidates: ['gradient-boosting'], budget: '120s' },
  });
  const upload = await fetch(`${platform.url}/v1${path}/datasets?name=german-credit.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${platform.key}`, 'content-type': 'text/csv' },
    body: await readFile(CSV),
  });
  const { id: dataset } = (await upload.json()) as { id: string };
  const status = async (run: string): Promise<{ status: string; stage: string | null }> =>
    call(platform, 'GET', `${path}/runs/${run}`);
  return async () => {
    const { id: run } = await call<{ id: string }>(platform, 'POST', `${path}/runs`, { dataset });
    await until(async () => (await status(run)).stage === 'train');
    return {
      end: async () => {
        const { stage } = await status(run);
        if (stage !== 'train') throw new Error(`The run had gone on to '${stage}' before the measurement ended.`);
        await call(platform, 'POST', `${path}/runs/${run}/cancellation`);
        await until(async () => (await status(run)).status === 'cancelled');
      },
    };
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const last = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > last) throw new Error('The run did not get there within a minute.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function bar(what: string, floor: string, measured: string, ok: boolean, detail?: unknown): Finding {
  return { suite: SUITE, what, floor, measured, ok, ...(detail === undefined ? {} : { detail }) };
}

function shown(what: string, measured: string, detail?: unknown): Finding {
  return { suite: SUITE, what, floor: '(shown)', measured, ...(detail === undefined ? {} : { detail }) };
}

function text({ median, min, max }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
}
