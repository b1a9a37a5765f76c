import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import { stringify } from 'yaml';
import { writePackage } from '../package/model-package.js';
import type { EvaluationReport } from '../report/evaluation-report.js';
import { renderHtml } from '../report/html/render-html.js';
import { renderMarkdown } from '../report/markdown/render-markdown.js';
import { formatFeatureSchema } from '../schema/format-feature-schema.js';
import type { Language } from '../text/localized.js';
import { makeFolder } from './make-folder.js';
import type { PocResult } from './run-poc.js';

/** Where a finished run's files are. */
export interface WrittenPoc {
  folder: string;
  report: string;
  package: string;
}

/** The report is what says that a folder was written by a run. */
const MARK = 'report.json';
/** 1-based rows of the data file that the package has not learnt from, as a JSON array: it may be judged on these. */
export const UNLEARNT_ROWS = 'unlearnt-rows.json';
const OWN = new Set([
  MARK,
  'report.html',
  'report.md',
  'schema.yaml',
  'proofline.yaml',
  'recipe.yaml',
  UNLEARNT_ROWS,
  'package',
]);
/** Views that `proofline report` adds, e.g. `report.zh.html`. */
const VIEW = /^report\.[a-z-]+\.(html|md|json)$/;

/**
 * Refuses an output folder that holds anything but an earlier run, as it would be replaced, and one that cannot be written,
 * before any work is done.
 */
export async function checkOutput(folder: string): Promise<void> {
  await checkParent(folder);
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) {
    throw new ProoflineError('invalid-input', 'OUTPUT_NOT_FOLDER', `'${folder}' is a file; name a folder with --out.`);
  }
  const names = await readdir(folder);
  const foreign = names.length === 0 || (await isOfRun(folder)) ? names.filter((name) => !isOwn(name)) : names;
  if (foreign.length === 0) return;
  const some = foreign.slice(0, 3).join(', ') + (foreign.length > 3 ? ` and ${foreign.length - 3} more` : '');
  throw new ProoflineError(
    'invalid-input',
    'OUTPUT_NOT_EMPTY',
    `'${folder}' holds files that no run of Proofline wrote (${some}); name another folder with --out, or move them away.`,
  );
}

/** The folder is made, or put in the place of an earlier one, in the nearest folder above it that exists. */
async function checkParent(folder: string): Promise<void> {
  let parent = dirname(resolve(folder));
  let found = await stat(parent).catch(() => undefined);
  while (found === undefined && dirname(parent) !== parent) {
    parent = dirname(parent);
    found = await stat(parent).catch(() => undefined);
  }
  if (found?.isDirectory() === false) {
    throw new ProoflineError(
      'invalid-input',
      'OUTPUT_NOT_FOLDER',
      `'${folder}' cannot be made: '${parent}' is a file. Name another folder with --out.`,
    );
  }
  // Only trying tells: root may write everywhere, and still no folder can be made in /proc.
  const probe = join(parent, `.proofline-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await mkdir(probe).catch((cause: NodeJS.ErrnoException) => {
    const forbidden = ['EACCES', 'EPERM', 'EROFS'].includes(cause.code ?? '');
    throw new ProoflineError(
      'invalid-input',
      'OUTPUT_NOT_WRITABLE',
      `'${folder}' cannot be made: ${forbidden ? `you may not write into '${parent}'` : `no folder can be made in '${parent}' (${cause.code})`}. Name another folder with --out${forbidden ? ', or have the permissions changed' : ''}.`,
      { cause },
    );
  });
  await rmdir(probe);
}

function isOwn(name: string): boolean {
  return OWN.has(name) || VIEW.test(name);
}

/** Whether a run of Proofline wrote this folder. */
export async function isOfRun(folder: string): Promise<boolean> {
  try {
    const report = JSON.parse(await readFile(join(folder, MARK), 'utf8')) as Partial<EvaluationReport>;
    return typeof report.reportVersion === 'number' && typeof report.modelHash === 'string';
  } catch {
    return false;
  }
}

/**
 * Writes report, schema, configuration and package. Everything is written beside the folder first and moved there at the end, so that a
 * run that is stopped leaves nothing half-written.
 */
export async function writePoc(result: PocResult, folder: string, language: Language): Promise<WrittenPoc> {
  const target = resolve(folder);
  await makeFolder(dirname(target));
  // Not mkdtemp, whose folders are closed to others: the umask decides who may read a run.
  const draft = join(dirname(target), `.${basename(target)}-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await mkdir(draft);
  try {
    const { report, loaded } = result;
    const json = `${JSON.stringify(report, null, 2)}\n`;
    await writeFile(join(draft, MARK), json);
    await writeFile(join(draft, 'report.html'), renderHtml(report, { language }));
    await writeFile(join(draft, 'report.md'), renderMarkdown(report, { language }));
    await writeFile(join(draft, 'schema.yaml'), formatFeatureSchema(loaded.schema, loaded.assumptions, language));
    await writeFile(join(draft, 'proofline.yaml'), rerunConfig(result, target));
    await writeFile(join(draft, UNLEARNT_ROWS), `${JSON.stringify([...result.unlearnt])}\n`);
    // The package's report leaves out what a second run would not repeat, so that equal runs give equal packages.
    const { run: _run, ...lasting } = report;
    const files = new Map(result.package.files);
    files.set('report.json', new TextEncoder().encode(`${JSON.stringify(lasting, null, 2)}\n`));
    await writePackage(join(draft, 'package'), result.package.manifest, files);
    await checkOutput(folder);
    await swap(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return { folder: target, report: join(target, 'report.html'), package: join(target, 'package') };
}

/** Puts a folder in the place of another, which is there in full until the new one is. */
async function swap(draft: string, target: string): Promise<void> {
  const aside = `${draft}-before`;
  const before = await rename(target, aside).then(
    () => true,
    () => false,
  );
  try {
    await rename(draft, target);
  } catch (error) {
    if (before) await rename(aside, target);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}

/** The configuration of this run, to be run again or edited: paths are relative to the folder, the schema is the one beside it. */
function rerunConfig({ config, baseDir, recipe }: PocResult, target: string): string {
  const from = (path: string): string => relative(target, resolve(baseDir, path)).split(sep).join('/');
  const { file, test, extras } = config.data;
  const data = {
    ...config.data,
    file: from(file),
    ...(test === undefined ? {} : { test: from(test) }),
    extras: Object.fromEntries(Object.entries(extras).map(([name, path]) => [name, from(path)])),
    schema: 'schema.yaml',
  };
  return `# This run, as it can be repeated: proofline poc --config proofline.yaml --out ANOTHER_FOLDER\n# The steps under 'recipe' cleaned the data: change, remove or add steps; without the key they are proposed anew.\n${stringify({ ...config, recipe, data }, { lineWidth: 110 })}`;
}
