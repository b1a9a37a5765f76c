import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { peerPython, RESULTS } from '../peers/environment.js';
import type { Target } from './generate.js';
import { type Row, sampleRows, serveCandidate } from './german-credit.js';
import { fitPeers, PEERS, type PeerService, startPeer } from './peer-services.js';
import { newHome, type Platform, startPlatform } from './platform.js';

/** Rows that are sent in turn, and whose answers are checked before anything is timed. */
const ROWS = 100;
export const REASONS = 4;
/** Two computations of one probability differ by roundings. */
const TOLERANCE = 1e-9;

/** A server that is measured. */
export interface Service {
  name: string;
  target: Target;
  /** The process whose time, with that of what it starts, is the service's. */
  pid: number;
}

export interface Services {
  platform: Platform;
  scorecard: Service;
  boosting: Service;
  tutorial: Service;
  tuned: Service;
  peerBoosting: Service;
  /** Trees, leaves and the like of both boostings. */
  settings: Record<string, number>;
  stop(): Promise<void>;
}

/** Starts our platform with two champions, and the peers; every answer that will be asked for is what the model says offline. */
export async function startServices(say: (line: string) => void): Promise<Services> {
  const python = await peerPython(say);
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const folder = join(RESULTS, 'platform');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const home = await newHome();
    ends.push(home.remove);
    const platform = await startPlatform(home);
    ends.push(platform.stop);
    const rows = (await sampleRows()).slice(0, ROWS);
    const ours = async (candidate: 'scorecard' | 'gradient-boosting', reasons: number) => {
      say(`platform: a proof of concept with the ${candidate}, promoted and approved`);
      const served = await serveCandidate(platform, candidate, folder);
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${platform.key}` };
      const target = { url: served.url, headers, bodies: rows.map((row) => JSON.stringify({ rows: [row], reasons })) };
      await checkAnswers(target, served.offline(rows), ourAnswer);
      return { service: { name: `Proofline, ${candidate}`, target, pid: platform.api }, settings: served.settings };
    };
    const scorecard = await ours('scorecard', REASONS);
    const boosting = await ours('gradient-boosting', 0);
    say('platform: the peers');
    const models = await fitPeers(python, join(folder, 'peers'), boosting.settings);
    const peers = {} as Record<(typeof PEERS)[number], Service>;
    for (const name of PEERS) {
      const peer: PeerService = await startPeer(python, name, models.folder);
      ends.push(peer.stop);
      const target = { url: peer.url, headers: JSON_TYPE, bodies: rows.map((row: Row) => JSON.stringify(row)) };
      const expected = name === 'boosting' ? models.boosting : models.logistic;
      await checkAnswers(target, expected.slice(0, ROWS), (answer) => (answer as { probability: number }).probability);
      peers[name] = { name: `FastAPI, ${name}`, target, pid: peer.pid };
    }
    return {
      platform,
      scorecard: scorecard.service,
      boosting: boosting.service,
      tutorial: peers.tutorial,
      tuned: peers.tuned,
      peerBoosting: peers.boosting,
      settings: boosting.settings,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

function ourAnswer(answer: unknown): number {
  const { predictions } = answer as { predictions: { prediction: { probability: number } }[] };
  return predictions[0]!.prediction.probability;
}

/** Throws where an answer is not 200 or not the probability that was expected. */
async function checkAnswers(
  { url, headers, bodies }: Target,
  expected: readonly number[],
  probabilityOf: (answer: unknown) => number,
): Promise<void> {
  for (const [k, body] of bodies.entries()) {
    const answer = await fetch(url, { method: 'POST', headers, body });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}: ${text}`);
    const probability = probabilityOf(JSON.parse(text));
    if (!(Math.abs(probability - expected[k]!) <= TOLERANCE)) {
      throw new Error(`${url} says ${probability} of row ${k}; without a server it is ${expected[k]}.`);
    }
  }
}
