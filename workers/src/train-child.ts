// The process that computes what is to be done of one run: it prepares it, trains candidates, and writes report and package into
// a folder. It keeps what it has read for the next order, so all orders must be of one run.

import { readFile, writeFile } from 'node:fs/promises';
import type { LogLine, RunPlan } from '@proofline/host';
import { loadVerticals } from '@proofline/host/verticals';
import {
  findCandidate,
  finishPoc,
  type PlannedTrial,
  type PocConfig,
  type PocRequest,
  type PreparedPoc,
  pocConfigDocument,
  preparePoc,
  type ReadPoc,
  type RunEvent,
  readPoc,
  storedTrials,
  type TrialKey,
  Trials,
  writePoc,
} from '@proofline/pipeline';
import { type ChildTools, workOff } from './child-process.js';

/** What a run is, for whoever computes it. */
export interface PocOrder {
  /** Modules of the verticals to load. */
  verticals: readonly string[];
  /** Id of the one to run. */
  vertical: string;
  config: PocConfig;
  baseDir: string;
  productVersion: string;
}

/** Reads and checks the input, and tells which trials there are. */
export type PrepareOrder = { do: 'prepare'; poc: PocOrder };
export type Prepared = Pick<RunPlan, 'recipe'> & { trials: PlannedTrial[] };

/** Does one trial and writes its result into a file. */
export type TrialOrder = { do: 'trial'; poc: PocOrder; trial: TrialKey; file: string } & Pick<RunPlan, 'recipe'>;

export interface Tried {
  /** Whether the candidate cannot be trained: that is a result, too. */
  dropped: boolean;
}

/** Judges what was trained and writes report and package into a folder. */
export type FinishOrder = {
  do: 'finish';
  poc: PocOrder;
  results: readonly (TrialKey & { file: string })[];
  folder: string;
  startedAt: Date | string;
};

let kept: { read: ReadPoc; prepared?: PreparedPoc; trials: Trials } | undefined;

workOff<PrepareOrder | TrialOrder | FinishOrder, Prepared | Tried | null>('run', (order, tools) =>
  order.do === 'prepare' ? prepare(order, tools) : order.do === 'trial' ? train(order, tools) : finish(order, tools),
);

async function prepare({ poc }: PrepareOrder, tools: ChildTools): Promise<Prepared> {
  const { recipe } = await preparedFor(poc, tools, hear(tools));
  return { recipe, trials: kept!.trials.plan() };
}

async function train({ poc, recipe, trial, file }: TrialOrder, tools: ChildTools): Promise<Tried> {
  if (kept === undefined) {
    const read = await readPoc(await requestOf(poc, tools), recipe);
    kept = { read, trials: new Trials(read) };
  }
  const { title } = findCandidate(kept.read.task, trial.candidate);
  tools.line({
    tone: 'info',
    text: { en: `Training the candidates: ${title.en}`, zh: `训练候选模型：${title.zh}` },
  });
  const { bytes, dropped } = await kept.trials.train(trial, {
    signal: tools.signal,
    onProgress: (fraction) => tools.progress('train', fraction),
  });
  await writeFile(file, bytes);
  return { dropped };
}

async function finish({ poc, results, folder, startedAt }: FinishOrder, tools: ChildTools): Promise<null> {
  // Where it was prepared in another process, whoever follows has heard of that.
  const prepared = await preparedFor(poc, tools);
  const stored = await Promise.all(results.map(async ({ file, ...key }) => ({ ...key, bytes: await readFile(file) })));
  const heard = hear(tools);
  const result = await finishPoc(prepared, {
    ...storedTrials(prepared, stored),
    startedAt: new Date(startedAt),
    signal: tools.signal,
    onEvent: (event) => {
      // What was trained was told when it was.
      if (event.type === 'note' || event.stage !== 'train') heard(event);
    },
  });
  await writePoc(result, folder, 'en');
  return null;
}

async function preparedFor(
  poc: PocOrder,
  tools: ChildTools,
  onEvent?: (event: RunEvent) => void,
): Promise<PreparedPoc> {
  if (kept?.prepared !== undefined) return kept.prepared;
  const request = await requestOf(poc, tools);
  const prepared = await preparePoc({ ...request, ...(onEvent === undefined ? {} : { onEvent }) });
  kept = { read: prepared, prepared, trials: new Trials(prepared) };
  return prepared;
}

async function requestOf(
  { verticals, vertical, config, baseDir, productVersion }: PocOrder,
  { signal }: ChildTools,
): Promise<PocRequest> {
  const loaded = await loadVerticals(verticals, import.meta.dirname);
  return {
    vertical: loaded.find(({ id }) => id === vertical)!,
    config: pocConfigDocument.parse(config) as PocConfig,
    baseDir,
    productVersion,
    signal,
  };
}

/** Passes on what the pipeline tells; nothing twice in a row. */
function hear({ progress, line }: ChildTools): (event: RunEvent) => void {
  let said = '';
  return (event) => {
    const next = lineOf(event);
    if (next.text.en !== said) line(next);
    said = next.text.en;
    if (event.type !== 'note') progress(event.stage, event.fraction);
  };
}

/** A stage, or what the pipeline noted. Details are no news: a file has our name for it. */
function lineOf(event: RunEvent): LogLine {
  return event.type === 'note' ? { tone: event.tone, text: event.text } : { tone: 'info', text: event.title };
}
