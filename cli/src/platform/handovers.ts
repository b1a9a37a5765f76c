import { allOf, answerOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, rowsOf, type Solution } from './solutions.js';

type Handovers = paths['/v1/solutions/{solution}/handovers']['get'];
type Handover = Handovers['responses'][200]['content']['application/json']['items'][number];

export interface HandoverFlags extends PlatformFlags {
  team?: string;
  claim?: string;
  release?: string;
  handBack?: string;
  close?: string;
}

/** What waits for people, the most urgent first; or takes one, gives it back to the bot or closes it. */
export async function handovers(
  io: Io,
  named: string,
  { team, claim, release, handBack, close, ...flags }: HandoverFlags,
): Promise<void> {
  const done = [claim, release, handBack, close].filter((one) => one !== undefined);
  if (done.length > 1) {
    const message = 'One thing at a time: --claim, --release, --hand-back or --close.';
    throw new ProoflineError('invalid-input', 'HANDOVER_OPTIONS', message);
  }
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  if (done.length === 0) return list(io, api, solution, name, { team, ...flags });
  const id = await idOf(api, solution, done[0]!);
  const params = { path: { solution: solution.id, handover: id } };
  const one = '/v1/solutions/{solution}/handovers/{handover}' as const;
  const resolution = close === undefined ? 'handed-back' : 'closed';
  const handover = await answerOf(
    claim !== undefined
      ? api.POST(`${one}/claim`, { params })
      : release !== undefined
        ? api.DELETE(`${one}/claim`, { params })
        : api.POST(`${one}/resolution`, { params, body: { resolution } }),
  );
  if (flags.json === true) return printJson(io, handover);
  io.out(
    `${name}: ${handover.kind} ${id} is ${handover.resolution ?? (handover.claimedOwner === null ? 'open' : `with ${handover.claimedOwner}`)}.\n`,
  );
}

async function list(
  io: Io,
  api: Api,
  solution: Solution,
  name: string,
  { team, json }: Pick<HandoverFlags, 'team' | 'json'> & { team: string | undefined },
): Promise<void> {
  const items = await waiting(api, solution, team);
  if (json === true) return printJson(io, { items });
  if (items.length === 0) return io.out(`Nothing of ${name} waits for people.\n`);
  const rows = items.map((one) => [
    one.id,
    one.priority,
    one.kind,
    one.team,
    one.reason,
    one.language,
    one.claimedOwner ?? '',
    timeText(one.createdAt),
  ]);
  io.out(table(['handover', 'priority', 'kind', 'team', 'reason', 'language', 'with', 'since'], rows));
}

function waiting(api: Api, { id }: Solution, team?: string): Promise<Handover[]> {
  const path = { solution: id };
  return rowsOf(
    allOf((page) =>
      api.GET('/v1/solutions/{solution}/handovers', {
        params: { path, query: { ...page, ...(team === undefined ? {} : { team }) } },
      }),
    ),
  );
}

/** By the id, or by the end of it where that names one only: handovers of one minute begin alike. */
async function idOf(api: Api, solution: Solution, named: string): Promise<string> {
  const found = (await waiting(api, solution)).filter(({ id }) => id.endsWith(named.toLowerCase()));
  if (found.length === 1) return found[0]!.id;
  throw new ProoflineError(
    found.length === 0 ? 'not-found' : 'invalid-input',
    found.length === 0 ? 'HANDOVER_UNKNOWN' : 'HANDOVER_AMBIGUOUS',
    `${found.length === 0 ? 'No handover' : 'More than one handover'} that waits ends with '${named}'. See 'proofline handovers'.`,
  );
}
