import { mkdir } from 'node:fs/promises';
import type { Arguments } from '../arguments.js';
import type { Finding } from '../finding.js';
import { peerPython, RESULTS } from '../peers/environment.js';
import { Peer } from '../peers/peer.js';
import { type Banking77, banking77 } from './banking77.js';
import { measureLinear } from './linear.js';
import { measureTraining } from './training.js';
import { measureUtterance } from './utterance.js';
import { measureVectoriser } from './vectoriser.js';

/** What every measurement of this suite is given. */
export interface TextContext {
  data: Banking77;
  peer: Peer;
  rounds: number;
  say: (line: string) => void;
}

const PARTS: Record<string, (context: TextContext) => Promise<Finding[]>> = {
  vectoriser: measureVectoriser,
  linear: measureLinear,
  training: measureTraining,
  utterance: measureUtterance,
};

/** Features and linear models of texts against scikit-learn, on BANKING77, one thread; what training 150 intents takes, and one utterance. */
export async function measureServiceSpeed(
  { rounds, only }: Arguments,
  say: (line: string) => void,
): Promise<Finding[]> {
  await mkdir(`${RESULTS}/data`, { recursive: true });
  const data = await banking77();
  if (data === undefined) {
    return [
      {
        suite: 'speed',
        what: 'texts against scikit-learn',
        floor: '<= 1',
        measured: 'not measured: the folder of public data sets is absent (PROOFLINE_DATASETS)',
      },
    ];
  }
  const peer = new Peer(await peerPython(say));
  const findings: Finding[] = [];
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (only === undefined || only.includes(name)) findings.push(...(await measure({ data, peer, rounds, say })));
    }
  } finally {
    peer.end();
  }
  return findings;
}
