// Credit risk whose scorecard does, wherever it is trained, what the file that FALTERS names says: `diverge`, `break`, or else train.

import { readFileSync } from 'node:fs';
import { loadVerticals } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';

const [creditRisk] = await loadVerticals(['credit-risk'], import.meta.dirname);

const how = () => readFileSync(process.env.FALTERS, 'utf8').trim();

const faltering = (candidate) => ({
  ...candidate,
  async fit(given) {
    if (how() === 'diverge') throw new ProoflineError('invalid-input', 'TRAINING_DIVERGED', 'It runs away.');
    if (how() === 'break') throw new TypeError('It is broken.');
    return candidate.fit(given);
  },
});

export default {
  ...creditRisk,
  tasks: creditRisk.tasks.map((task) => ({
    ...task,
    candidates: task.candidates.map((one) => (one.name.includes('.scorecard.') ? faltering(one) : one)),
  })),
};
