import { fileURLToPath } from 'node:url';
import { playStories, printSimulation, readFlow, simulate } from '@proofline/customer-service/dialogue';
import type { Finding } from '../finding.js';

const DESK = fileURLToPath(new URL('../../../fixtures/shop-service-desk', import.meta.url));
const CONVERSATIONS = 1000;
/** Not the seed that the specs and the command use. */
const SEED = 2026;
/** A working day, an evening and a holiday. */
const TIMES = ['2026-03-02T10:00:00Z', '2026-03-06T20:00:00Z', '2026-12-25T03:00:00Z'].map((time) => new Date(time));

/** The dialogue of the service desk: its stories, and made-up customers who are looked at for what must never happen. */
export async function measureDialogue(say: (line: string) => void): Promise<Finding[]> {
  say('dialogue: stories');
  const { report } = await playStories(DESK);
  say('dialogue: made-up customers');
  const { flow } = await readFlow(DESK);
  const simulated = await simulate({ flow, conversations: CONVERSATIONS, seed: SEED, times: TIMES });
  say(printSimulation(simulated));
  return [
    {
      suite: 'dialogue',
      what: `stories that pass, of ${report.stories.length}`,
      floor: 'all',
      measured: String(report.passedStories),
      ok: report.passed,
      detail: report.stories.filter(({ passed }) => !passed),
    },
    {
      suite: 'dialogue',
      what: `loops, lost slots, handovers without a word in ${CONVERSATIONS} made-up conversations (${simulated.turns} turns)`,
      floor: '0',
      measured: String(simulated.violations.length),
      ok: simulated.violations.length === 0,
      detail: simulated,
    },
  ];
}
