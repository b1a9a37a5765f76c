import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type Problem, ProoflineError } from '@proofline/learn';
import {
  type CheckWritten,
  checkAs,
  criteriaProblems,
  type PocConfig,
  type PocConfigInput,
  parseCriteriaFile,
  parsePocConfig,
  parseRecipeFile,
  pocConfigDocument,
  type Task,
  type Vertical,
  type WrittenCriteria,
} from '@proofline/pipeline';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';

/** The flags of `poc`, as the command line has them. */
export interface PocFlags {
  config?: string;
  data?: string;
  test?: string;
  rejects?: string;
  schema?: string;
  licence?: string;
  task?: string;
  target?: string;
  positive?: string;
  text?: string[];
  outOfScope?: string;
  encoder?: string;
  time?: string;
  id?: string;
  group?: string;
  weight?: string;
  score?: string;
  protected?: string[];
  ignore?: string[];
  criteria?: string;
  recipe?: string;
  cv?: number;
  repeats?: number;
  candidates?: string[];
  client?: string;
  title?: string;
  budget?: string;
  seed?: number;
}

export const DEFAULT_FILE = 'proofline.yaml';

/**
 * What is to be run: `proofline.yaml` (named by `--config`, or in the current folder when no `--data` is given) with the
 * flags on top, or the flags alone; `file` is the one that was read. Paths of the file are relative to it, those of flags to the current folder.
 */
export async function resolvePocConfig(
  io: Io,
  verticals: readonly Vertical[],
  vertical: string | undefined,
  flags: PocFlags,
): Promise<{ config: PocConfig; baseDir: string; file: string | undefined }> {
  const file = await configFile(io, flags);
  const baseDir = file === undefined ? io.cwd : dirname(file);
  const checkBy = (named: object): CheckWritten =>
    criteriaCheck(verticals, { ...named, ...defined({ vertical, task: flags.task }) });
  const base =
    file === undefined
      ? undefined
      : parsePocConfig(await readText(file, 'CONFIG_NOT_FOUND'), relative(io.cwd, file), (root) =>
          // What --criteria replaces need not make sense.
          flags.criteria === undefined ? checkBy((root ?? {}) as object)(root) : [],
        );
  const problems: Problem[] = [];
  if (base === undefined && vertical === undefined) {
    problems.push({
      code: 'NOTHING_TO_RUN',
      message: `There is no ${DEFAULT_FILE} in this folder, and no vertical is named.`,
      fix: "Write one with 'proofline intake', or run 'proofline poc credit-risk --data FILE --target COLUMN --out FOLDER'.",
    });
  } else if (base === undefined && flags.data === undefined) {
    problems.push({ code: 'DATA_NOT_NAMED', message: 'No data is named.', fix: 'Add --data FILE.' });
  }
  if ((flags.cv ?? base?.split.cv) !== undefined && (flags.test ?? base?.data.test) !== undefined) {
    problems.push({
      code: 'CV_AND_TEST',
      message: 'Outer folds (--cv) and a test file (--test) contradict each other: each is to be the only judge.',
      fix: 'Leave one of them out.',
    });
  }
  if (problems.length > 0) {
    const lines = problems.map(({ message, fix }) => `${message} ${fix}`);
    throw new ProoflineError('invalid-input', problems[0]!.code, lines.join('\n'), { problems });
  }

  const path = (given: string): string => relative(baseDir, resolve(io.cwd, given)) || given;
  const criteria =
    flags.criteria === undefined
      ? {}
      : parseCriteriaFile(
          await readText(resolve(io.cwd, flags.criteria), 'CRITERIA_NOT_FOUND'),
          flags.criteria,
          checkBy(base ?? {}),
        );
  const recipe =
    flags.recipe === undefined
      ? undefined
      : parseRecipeFile(await readText(resolve(io.cwd, flags.recipe), 'RECIPE_NOT_FOUND'), flags.recipe);
  const from: PocConfigInput = base ?? { version: 1, vertical: vertical!, data: { file: path(flags.data!) } };
  const merged: PocConfigInput = {
    ...from,
    ...defined({ vertical, task: flags.task, client: flags.client, title: flags.title, ...criteria }),
    ...defined({ budget: flags.budget, seed: flags.seed, candidates: flags.candidates, recipe }),
    data: {
      ...from.data,
      ...defined({
        file: flags.data && path(flags.data),
        test: flags.test && path(flags.test),
        schema: flags.schema && path(flags.schema),
        licence: flags.licence,
      }),
      extras: { ...from.data.extras, ...(flags.rejects === undefined ? {} : { rejects: path(flags.rejects) }) },
    },
    columns: {
      ...from.columns,
      ...defined({
        target: flags.target,
        positive: flags.positive,
        text: flags.text,
        outOfScope: flags.outOfScope,
        time: flags.time,
        id: flags.id,
        group: flags.group,
        weight: flags.weight,
        score: flags.score,
        protected: flags.protected,
        ignore: flags.ignore,
      }),
    },
    settings: { ...from.settings, ...defined({ encoder: flags.encoder }) },
    split: { ...from.split, ...defined({ cv: flags.cv, repeats: flags.repeats }) },
  };
  return { config: checkFlags(merged), baseDir, file };
}

/** Holds criteria, constraints and costs of a document to the task that it names; nothing where that is not there. */
export function criteriaCheck(
  verticals: readonly Vertical[],
  { vertical, task: id }: { vertical?: unknown; task?: unknown },
): CheckWritten {
  const task = taskOf(verticals, vertical, id);
  return (root) => (task === undefined ? [] : criteriaProblems(task, (root ?? {}) as WrittenCriteria));
}

/** The task that a configuration is for; undefined where what it names is not there, which is said elsewhere. */
function taskOf(verticals: readonly Vertical[], vertical: unknown, task: unknown): Task | undefined {
  const tasks = verticals.find(({ id }) => id === vertical)?.tasks as readonly Task[] | undefined;
  return task === undefined ? tasks?.[0] : tasks?.find(({ id }) => id === task);
}

/** What a flag may hold is said by the same document as what the file may hold. */
function checkFlags(merged: PocConfigInput): PocConfig {
  const parsed = pocConfigDocument.safeParse(merged);
  if (parsed.success) return parsed.data;
  const problems = checkAs(pocConfigDocument, merged, { path: [], code: 'FLAG' }).map((problem) => ({
    ...problem,
    message: `--${problem.where!.path!.split('.').at(-1)}: ${problem.message}`,
  }));
  throw new ProoflineError('invalid-input', 'FLAG_INVALID', problems.map((p) => p.message).join('\n'), { problems });
}

async function configFile(io: Io, { config, data }: PocFlags): Promise<string | undefined> {
  if (config !== undefined) {
    const named = resolve(io.cwd, config);
    const isFolder = (await stat(named).catch(() => undefined))?.isDirectory() === true;
    return isFolder ? join(named, DEFAULT_FILE) : named;
  }
  if (data !== undefined) return undefined;
  const here = join(io.cwd, DEFAULT_FILE);
  return (await stat(here).catch(() => undefined)) === undefined ? undefined : here;
}

export async function readText(file: string, code: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw asInputError(cause, file) ?? cause;
    throw new ProoflineError('not-found', code, `There is no file '${file}'.`, { cause });
  });
}

/** The entries that were given. */
function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined | ''> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== '')) as {
    [K in keyof T]?: Exclude<T[K], undefined | ''>;
  };
}
