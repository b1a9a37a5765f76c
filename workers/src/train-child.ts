// The process that computes one run: it trains and writes report and package into a folder.

import { loadVerticals } from '@proofline/host';
import { type PocConfig, pocConfigDocument, runPoc, writePoc } from '@proofline/pipeline';
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
  async ({ verticals, vertical, config, baseDir, folder, productVersion }, { signal, progress }) => {
    const loaded = await loadVerticals(verticals, import.meta.dirname);
    const result = await runPoc({
      vertical: loaded.find(({ id }) => id === vertical)!,
      config: pocConfigDocument.parse(config) as PocConfig,
      baseDir,
      productVersion,
      signal,
      onEvent: (event) => {
        if (event.type !== 'note') progress(event.stage, event.fraction);
      },
    });
    await writePoc(result, folder, 'en');
    return null;
  },
);
