import { allOf, answerOf, type paths } from '@proofline/client';
import { ProoflineError } from '@proofline/learn';
import type { Io } from '../io.js';
import { table } from '../output/table.js';
import { type Api, connect, type PlatformFlags } from './connection.js';
import { printJson, timeText } from './output.js';
import { findSolution, rowsOf, type Solution } from './solutions.js';

type Channels = paths['/v1/solutions/{solution}/channels']['get'];
type Channel = Channels['responses'][200]['content']['application/json']['items'][number];

export const ANSWERED_BY = ['bot', 'human'] as const satisfies readonly Channel['answeredBy'][];

/** The signed channels of a solution, and who answers on each. */
export async function channelList(io: Io, named: string, flags: PlatformFlags): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const items = await channelsOf(api, solution);
  if (flags.json === true) return printJson(io, { items });
  if (items.length === 0) return io.out(`${name} has no channels.\n`);
  const rows = items.map((one) => [
    one.name,
    one.answeredBy,
    one.callbackUrl ?? 'in the answers',
    timeText(one.createdAt),
    one.id,
  ]);
  io.out(table(['channel', 'answered by', 'replies go to', 'since', 'id'], rows));
}

/** Switches the bot off or on for a channel. */
export async function channelAnswer(
  io: Io,
  named: string,
  channelName: string,
  answeredBy: Channel['answeredBy'],
  flags: PlatformFlags,
): Promise<void> {
  const api = await connect(io, flags);
  const { solution, name } = await findSolution(api, named);
  const path = { solution: solution.id, channel: await idOf(api, solution, channelName) };
  const channel = await answerOf(
    api.PATCH('/v1/solutions/{solution}/channels/{channel}', { params: { path }, body: { answeredBy } }),
  );
  if (flags.json === true) return printJson(io, channel);
  io.out(
    answeredBy === 'human'
      ? `The bot is off on channel ${channel.name} of ${name}: what customers write goes to people. See: proofline handovers ${name}\n`
      : `The bot answers on channel ${channel.name} of ${name}; what people have stays with them.\n`,
  );
}

function channelsOf(api: Api, { id }: Solution): Promise<Channel[]> {
  const path = { solution: id };
  return rowsOf(allOf((query) => api.GET('/v1/solutions/{solution}/channels', { params: { path, query } })));
}

async function idOf(api: Api, solution: Solution, named: string): Promise<string> {
  const channels = await channelsOf(api, solution);
  const found = channels.find(({ id, name }) => name === named || id === named);
  if (found !== undefined) return found.id;
  throw new ProoflineError(
    'not-found',
    'CHANNEL_UNKNOWN',
    `The solution has no channel '${named}'. It has: ${channels.map(({ name }) => name).join(', ') || 'none'}.`,
  );
}
