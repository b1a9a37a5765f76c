import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { text as ask, cancel, confirm, intro, isCancel, multiselect, note, outro, select } from '@clack/prompts';
import { ProoflineError } from '@proofline/learn';
import {
  type Assumption,
  applyRoles,
  categoryValues,
  columnsWithRole,
  columnWithRole,
  type FeatureSchema,
  formatFeatureSchema,
  inferSchema,
  type Language,
  type PocConfig,
  type PocConfigInput,
  parseFeatureSchema,
  parsePocConfig,
  type Vertical,
} from '@proofline/pipeline';
import { formatConfig } from '../config/format-config.js';
import { readText } from '../config/poc-flags.js';
import type { Io } from '../io.js';
import { findVertical } from '../verticals/load-verticals.js';

export interface IntakeOptions {
  answers?: string;
  out: string;
  force?: boolean;
  lang: Language;
}

/** Asks what a proof of concept is about (or takes the answers from a file) and writes `proofline.yaml` and `schema.yaml`. */
export async function intake(io: Io, verticals: readonly Vertical[], options: IntakeOptions): Promise<void> {
  const folder = resolve(io.cwd, options.out);
  const target = join(folder, 'proofline.yaml');
  if (options.force !== true && (await stat(target).catch(() => undefined)) !== undefined) {
    throw new ProoflineError(
      'conflict',
      'OUTPUT_EXISTS',
      `'${target}' exists. Its criteria may be agreed already: edit it, name another folder with --out, or add --force.`,
    );
  }
  if (options.answers === undefined && !io.interactive) {
    throw new ProoflineError(
      'invalid-input',
      'NO_TERMINAL',
      'There is no terminal to ask questions on. Give the answers in a file: proofline intake --answers FILE (the keys of proofline.yaml).',
    );
  }
  const config =
    options.answers === undefined
      ? await askEverything(io, verticals, folder, options.lang)
      : relativeTo(
          folder,
          io.cwd,
          parsePocConfig(await readText(resolve(io.cwd, options.answers), 'ANSWERS_NOT_FOUND'), options.answers),
        );
  findVertical(verticals, config.vertical);
  const { schema, assumptions } = await schemaOf(io, config, folder);
  await mkdir(folder, { recursive: true });
  const written = ['proofline.yaml'];
  if (config.data.schema === undefined) {
    const file = join(folder, 'schema.yaml');
    if (options.force !== true && (await stat(file).catch(() => undefined)) !== undefined) {
      throw new ProoflineError(
        'conflict',
        'OUTPUT_EXISTS',
        `'${file}' exists, and may hold what somebody wrote by hand. Name it as data.schema, or add --force.`,
      );
    }
    await writeFile(file, formatFeatureSchema(schema, assumptions, options.lang));
    config.data.schema = 'schema.yaml';
    written.push('schema.yaml');
  }
  await writeFile(target, formatConfig(config));
  const where = relative(io.cwd, folder) || '.';
  io.out(
    `Wrote ${written.join(' and ')} in ${where}. Check what was assumed, agree the criteria with their owner, then run:\n  proofline poc${where === '.' ? '' : ` --config ${where}`}\n`,
  );
}

/** The data is looked at before anything is written: a configuration that cannot run is no use. */
async function schemaOf(
  io: Io,
  config: PocConfig,
  folder: string,
): Promise<{ schema: FeatureSchema; assumptions: Assumption[] }> {
  const file = resolve(folder, config.data.file);
  if (config.data.schema !== undefined) {
    const path = resolve(folder, config.data.schema);
    const schema = parseFeatureSchema(await readText(path, 'SCHEMA_NOT_FOUND'), config.data.schema);
    return { schema: applyRoles(schema, config.columns), assumptions: [] };
  }
  const signal = io.signal === undefined ? {} : { signal: io.signal };
  const { schema, assumptions } = await inferSchema(file, { roles: config.columns, ...signal });
  return { schema: applyRoles(schema, config.columns), assumptions };
}

/** Paths of an answers file are relative to where the command runs; those of proofline.yaml to its own folder. */
function relativeTo(folder: string, cwd: string, config: PocConfig): PocConfig {
  const from = (path: string): string => relative(folder, resolve(cwd, path));
  const { data } = config;
  return {
    ...config,
    data: {
      ...data,
      file: from(data.file),
      ...(data.test === undefined ? {} : { test: from(data.test) }),
      ...(data.schema === undefined ? {} : { schema: from(data.schema) }),
      extras: Object.fromEntries(Object.entries(data.extras).map(([name, path]) => [name, from(path)])),
    },
  };
}

async function askEverything(
  io: Io,
  verticals: readonly Vertical[],
  folder: string,
  lang: Language,
): Promise<PocConfig> {
  intro("A proof of concept, from the client's question to criteria");
  const id = await answer(
    select({
      message: 'Which vertical?',
      options: verticals.map((v) => ({ value: v.id, label: v.title[lang], hint: v.summary[lang] })),
    }),
  );
  const vertical = findVertical(verticals, id);
  const task = await answer(
    select({
      message: 'Which task?',
      options: vertical.tasks.map((t) => ({ value: t.id as string, label: t.title[lang] })),
    }),
  );
  const chosen = vertical.tasks.find((t) => t.id === task)!;
  const file = await answer(ask({ message: 'Where is the data? (CSV, JSON lines, Parquet)', validate: required }));
  const { schema } = await inferSchema(resolve(io.cwd, file));
  const guessed = columnWithRole(schema, 'target')?.name;
  const names = schema.columns.map(({ name }) => ({ value: name, label: name }));
  const target = await answer(
    select({
      message: 'Which column is to be predicted?',
      options: names,
      ...(guessed === undefined ? {} : { initialValue: guessed }),
    }),
  );
  const outcomes = categoryValues(
    (await inferSchema(resolve(io.cwd, file), { roles: { target } })).schema.columns.find((c) => c.name === target)!,
  );
  const positive =
    chosen.kind.id === 'binary' && outcomes.length > 0
      ? await answer(
          select({
            message: 'Which of its values is the event?',
            options: outcomes.map((value) => ({ value, label: value })),
          }),
        )
      : undefined;
  const guessedProtected = columnsWithRole(schema, 'protected').map(({ name }) => name);
  const protectedColumns = await answer(
    multiselect({
      message: 'Which columns are protected by law or policy? They serve the fairness study and are never features.',
      options: names.filter(({ value }) => value !== target),
      initialValues: guessedProtected,
      required: false,
    }),
  );
  const client = await answer(ask({ message: 'Who is the client?', defaultValue: '' }));
  const question = await answer(
    ask({ message: 'What does the client want to know, in a sentence?', defaultValue: '' }),
  );
  const criteria: NonNullable<PocConfigInput['criteria']> = [];
  for (const criterion of chosen.criteria) {
    const { title } = chosen.kind.metrics[criterion.metric] ?? {
      title: { en: criterion.metric, zh: criterion.metric },
    };
    const value = await answer(
      ask({
        message: `${title[lang]} must be ${criterion.bound === '>=' ? 'at least' : 'at most'}:`,
        initialValue: String(criterion.value),
        validate: (given) => (Number.isFinite(Number(given)) && given !== '' ? undefined : 'A number, e.g. 0.7'),
      }),
    );
    criteria.push({ ...criterion, value: Number(value) });
  }
  const owner = await answer(ask({ message: 'Who stands behind these criteria?', validate: required }));
  const costs: Record<string, number> = {};
  for (const [name, value] of Object.entries(chosen.options?.costs ?? {})) {
    const given = await answer(
      ask({
        message: `What a ${name.replace(/([A-Z])/g, ' $1').toLowerCase()} ${name.startsWith('false') ? 'costs' : 'brings'}:`,
        initialValue: String(value),
        validate: (text) => (Number.isFinite(Number(text)) ? undefined : 'A number'),
      }),
    );
    costs[name] = Number(given);
  }
  const currency = await answer(ask({ message: 'In which currency?', initialValue: 'EUR' }));
  const budget = await answer(
    ask({
      message: 'How long may training take?',
      initialValue: '120s',
      validate: (given) =>
        /^\d+(\.\d+)?(s|m|h)$/.test(given ?? '') ? undefined : 'A number with s, m or h, e.g. 120s',
    }),
  );
  const fine = await answer(confirm({ message: `Write proofline.yaml and schema.yaml in ${folder}?` }));
  if (!fine) throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
  note('The criteria are fixed before training starts; a later change shows in the report.');
  outro('Done.');
  const input: PocConfigInput = {
    version: 1,
    vertical: id,
    task,
    ...(client === '' ? {} : { client }),
    ...(question === '' ? {} : { question }),
    data: { file: relative(folder, resolve(io.cwd, file)) },
    columns: { target, ...(positive === undefined ? {} : { positive }), protected: protectedColumns },
    criteria,
    owner,
    costs,
    currency,
    budget,
  };
  return parsePocConfig(JSON.stringify(input));
}

function required(given: string | undefined): string | undefined {
  return given === undefined || given.trim() === '' ? 'Please say.' : undefined;
}

async function answer<T>(prompt: Promise<T>): Promise<Exclude<T, symbol>> {
  const given = await prompt;
  if (isCancel(given)) {
    cancel('Nothing was written.');
    throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
  }
  return given as Exclude<T, symbol>;
}
