// The process that judges one promotion.

import { loadVerticals } from '@proofline/host/verticals';
import { type GateCheck, type GateRequest, judgeGate } from '@proofline/pipeline';
import { workOff } from './child-process.js';

/** A request to the gate with the verticals by name. */
export type GateOrder = Omit<GateRequest, 'verticals' | 'signal'> & { verticals: readonly string[] };

workOff<GateOrder, GateCheck[]>('promotion', async ({ verticals, ...request }, { signal }) =>
  judgeGate({ ...request, verticals: await loadVerticals(verticals, import.meta.dirname), signal }),
);
