import { stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { ProoflineError } from '@proofline/learn';
import {
  type Assumption,
  applyRoles,
  type FeatureSchema,
  formatFeatureSchema,
  inferSchema,
  type Language,
  makeFolder,
  type PocConfig,
  parseFeatureSchema,
  parsePocConfig,
  type Vertical,
} from '@proofline/pipeline';
import { formatConfig } from '../config/format-config.js';
import { criteriaCheck, readText } from '../config/poc-flags.js';
import { filesOf, refuseOverwriting } from '../config/protect-inputs.js';
import type { Io } from '../io.js';
import { asInputError } from '../output/system-error.js';
import { findVertical } from '../verticals/load-verticals.js';
import { askEverything } from './intake-questions.js';
import { type Prompter, terminalPrompter } from './prompter.js';

export interface IntakeOptions {
  answers?: string;
  out: string;
  force?: boolean;
  lang: Language;
}

/** Asks what a proof of concept is about (or takes the answers from a file) and writes `proofline.yaml` and `schema.yaml`. */
export async function intake(
  io: Io,
  verticals: readonly Vertical[],
  options: IntakeOptions,
  prompter: Prompter = terminalPrompter(options.lang),
): Promise<void> {
  const zh = options.lang === 'zh';
  const answers = options.answers === undefined ? undefined : resolve(io.cwd, options.answers);
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
    answers === undefined
      ? await conversation(io, prompter, verticals, folder, options.lang)
      : relativeTo(
          folder,
          dirname(answers),
          parsePocConfig(await readText(answers, 'ANSWERS_NOT_FOUND'), options.answers, (root) =>
            criteriaCheck(verticals, (root ?? {}) as object)(root),
          ),
        );
  findVertical(verticals, config.vertical);
  const { schema, assumptions } = await schemaOf(io, config, folder);
  const inputs = [['--answers', answers] as const, ...filesOf(config, folder)];
  await refuseOverwriting(target, inputs);
  if (config.data.schema === undefined) await refuseOverwriting(join(folder, 'schema.yaml'), inputs);
  await makeFolder(folder).catch((error: unknown) => {
    throw asInputError(error, folder) ?? error;
  });
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
  const command = `proofline poc${where === '.' ? '' : ` --config ${where}`}`;
  io.out(
    zh
      ? `已在 ${where} 写入 ${written.join(' 与 ')}。请核对其中的假设，与负责人商定标准，然后运行：\n  ${command}\n`
      : `Wrote ${written.join(' and ')} in ${where}. Check what was assumed, agree the criteria with their owner, then run:\n  ${command}\n`,
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
  return inferSchema(file, { roles: config.columns, ...signal });
}

/** Paths of an answers file are relative to it, as those of proofline.yaml are. */
function relativeTo(folder: string, base: string, config: PocConfig): PocConfig {
  const from = (path: string): string => relative(folder, resolve(base, path));
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

async function conversation(
  io: Io,
  prompter: Prompter,
  verticals: readonly Vertical[],
  folder: string,
  lang: Language,
): Promise<PocConfig> {
  const zh = lang === 'zh';
  prompter.intro(
    zh ? '概念验证：从客户的问题到评判标准' : "A proof of concept, from the client's question to criteria",
  );
  const config = await askEverything(prompter, verticals, { cwd: io.cwd, folder, lang });
  const write = zh
    ? `在 ${folder} 写入 proofline.yaml 与 schema.yaml？`
    : `Write proofline.yaml and schema.yaml in ${folder}?`;
  if (!(await prompter.confirm(write))) throw new ProoflineError('cancelled', 'CANCELLED', 'Cancelled on request.');
  prompter.outro(
    zh
      ? '标准在训练开始前即已固定；之后的修改会在报告中说明。'
      : 'The criteria are fixed before training starts; a later change shows in the report.',
  );
  return config;
}
