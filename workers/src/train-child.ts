// The process that computes one run: it trains and writes report and package into a folder.

import { type LogLine, loadVerticals } from '@proofline/host';
import { type PocConfig, pocConfigDocument, type RunEvent, runPoc, writePoc } from '@proofline/pipeline';
import { workOff } from './child-process.js';

export interface TrainOrder {
  /** Modules of the verticals to load. */
  verticals: readonly string[];
  /** Id of the one to run. */
  vertical: string;
  config: PocConfig;
  baseDir: string;
  /** Where report and package are to be written. */
  folder: string;
  productVersion: string;
}

workOff<TrainOrder, null>(
  async ({ verticals, vertical, config, baseDir, folder, productVersion }, { signal, progress, line }) => {
    let said = '';
    const loaded = await loadVerticals(verticals, import.meta.dirname);
    const result = await runPoc({
      vertical: loaded.find(({ id }) => id === vertical)!,
      config: pocConfigDocument.parse(config) as PocConfig,
      baseDir,
      productVersion,
      signal,
      onEvent: (event) => {
        const next = lineOf(event);
        if (next.text.en !== said) line(next);
        said = next.text.en;
        if (event.type !== 'note') progress(event.stage, event.fraction);
      },
    });
    await writePoc(result, folder, 'en');
    return null;
  },
);

/** A stage, a candidate that is trained, or what the pipeline noted. Other details are no news: a file has our name for it. */
function lineOf(event: RunEvent): LogLine {
  if (event.type === 'note') return { tone: event.tone, text: event.text };
  const { title } = event;
  if (event.type !== 'progress' || event.stage !== 'train') return { tone: 'info', text: title };
  const { detail } = event;
  return { tone: 'info', text: { en: `${title.en}: ${detail.en}`, zh: `${title.zh}：${detail.zh}` } };
}
