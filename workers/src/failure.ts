import type { Failure } from '@proofline/host';
import { type Json, ProoflineError } from '@proofline/learn';

/** What the system says of a machine that is short of something: the same may go well another time. */
const SHORT: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no room left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  ENOMEM: 'there is not enough memory',
  EIO: 'the disk cannot be read or written',
};
/** What libraries make of it. */
const NO_ROOM = /no space left on device|disk quota exceeded/i;

/** What is worked at, as a sentence of it begins. A trial is a part of its run, which fails with it. */
const SUBJECTS = {
  run: 'The run',
  promotion: 'The judgement of the model',
  batch: 'The batch',
  dataset: 'The check of the data set',
} as const;
export type Noun = keyof typeof SUBJECTS;

/** A failure of the machine in a sentence; everything else as it is. */
export function explainFailure(error: unknown, noun: Noun): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const short = NO_ROOM.test(error.message) ? SHORT.ENOSPC : code === undefined ? undefined : SHORT[code];
  if (short === undefined) return error;
  return new ProoflineError(
    'unavailable',
    'MACHINE_SHORT',
    `${SUBJECTS[noun]} could not go on: ${short}. It is tried again by itself for a few minutes; after that, once this is put right, replay it.`,
    { cause: error },
  );
}

/** Codes of what is no fault of the input though it may look like it: a process that was ended, a store that is not mounted here. */
const OUTAGES = new Set(['TRAINING_DIED', 'GATE_DIED', 'BATCH_DIED', 'DATASET_DIED', 'ARTIFACT_MISSING']);

/** Whether a run failed for its input, for something that was away or short, or for a fault of ours. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ProoflineError)) return 'defect';
  if (error.kind === 'unavailable' || OUTAGES.has(error.code)) return 'outage';
  return error.kind === 'internal' ? 'defect' : 'input';
}

/** What the ledger keeps of a failure. A defect is told in the log of the worker, not to whoever asked for it. */
export function problemOf(error: unknown, noun: Noun): Json {
  const known = error instanceof ProoflineError ? error : undefined;
  return {
    code: known?.code ?? 'DEFECT',
    detail: known?.message ?? `${SUBJECTS[noun]} failed because of a defect; the log of the worker has it.`,
    problems: (known?.problems ?? []) as unknown as Json,
  };
}

export function isCancelled(error: unknown): boolean {
  return error instanceof ProoflineError && error.kind === 'cancelled';
}
