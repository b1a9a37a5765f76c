import { resolve } from 'node:path';
import { printSimulation, readFlow, simulate } from '@proofline/customer-service/dialogue';
import type { Io } from '../io.js';
import { printWarnings } from '../output/flow-warnings.js';

interface SimulationFlags {
  conversations: number;
  seed: number;
  json?: boolean;
}

/** A working day, an evening and a holiday, so that teams are there and are not. */
const TIMES = ['2026-03-02T10:00:00Z', '2026-03-06T20:00:00Z', '2026-12-25T03:00:00Z'].map((time) => new Date(time));

/** Lets made-up customers talk to a flow. Returns the exit code: 0 where nothing happened that must not, else 2. */
export async function simulation(
  io: Io,
  folder: string,
  { conversations, seed, json = false }: SimulationFlags,
): Promise<number> {
  const { flow, warnings } = await readFlow(resolve(io.cwd, folder));
  const report = await simulate({ flow, conversations, seed, times: TIMES });
  if (json) io.out(`${JSON.stringify({ ...report, warnings }, null, 2)}\n`);
  else {
    printWarnings(io, warnings);
    io.out(`${printSimulation(report)}\n`);
  }
  return report.violations.length === 0 ? 0 : 2;
}
