// The process that computes one run: it trains, writes report and package into a folder, and ends. It has no database and no
// queue; whoever started it hears of its progress and stops it.

import { type LogLine, loadVerticals } from '@proofline/host';
import { ProoflineError } from '@proofline/learn';
import { type PocConfig, pocConfigDocument, type RunEvent, runPoc, writePoc } from '@proofline/pipeline';
import { explainFailure } from './failure.js';
import type { ChildOrder, ChildReport } from './train-in-child.js';

/** Progress is told this often at most. */
const TELL_EVERY_MS = 300;

process.once('message', (order) => void train(order as ChildOrder));
// Nobody would take the result any more.
process.once('disconnect', () => process.exit(1));

async function train({ verticals, vertical, config, baseDir, folder, productVersion }: ChildOrder): Promise<void> {
  const stopped = new AbortController();
  process.once('SIGTERM', () => stopped.abort());
  let told = 0;
  let said = '';
  try {
    const loaded = await loadVerticals(verticals, import.meta.dirname);
    const result = await runPoc({
      vertical: loaded.find(({ id }) => id === vertical)!,
      config: pocConfigDocument.parse(config) as PocConfig,
      baseDir,
      productVersion,
      signal: stopped.signal,
      onEvent: (event) => {
        const line = lineOf(event);
        if (line.text.en !== said) tell({ type: 'line', line });
        said = line.text.en;
        if (event.type === 'note' || Date.now() - told < TELL_EVERY_MS) return;
        told = Date.now();
        tell({ type: 'progress', stage: event.stage, fraction: event.fraction });
      },
    });
    await writePoc(result, folder, 'en');
    tell({ type: 'done' });
  } catch (thrown) {
    const error = explainFailure(thrown);
    if (error instanceof ProoflineError) {
      const { kind, code, message, problems } = error;
      tell({ type: 'failed', problem: { kind, code, message, problems } });
    } else {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      tell({ type: 'failed', problem: { kind: 'internal', code: 'DEFECT', message, problems: [] } });
    }
  }
  process.disconnect();
}

/** A stage, a candidate that is trained, or what the pipeline noted. Other details are no news: a file has our name for it. */
function lineOf(event: RunEvent): LogLine {
  if (event.type === 'note') return { tone: event.tone, text: event.text };
  const { title } = event;
  if (event.type !== 'progress' || event.stage !== 'train') return { tone: 'info', text: title };
  const { detail } = event;
  return { tone: 'info', text: { en: `${title.en}: ${detail.en}`, zh: `${title.zh}：${detail.zh}` } };
}

function tell(report: ChildReport): void {
  if (process.connected) process.send?.(report);
}
