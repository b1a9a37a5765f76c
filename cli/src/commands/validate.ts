import { resolve } from 'node:path';
import type { Problem } from '@proofline/learn';
import {
  applyRoles,
  type FeatureSchema,
  inferSchema,
  type PocConfig,
  parseFeatureSchema,
  splitsByTime,
  validateFile,
} from '@proofline/pipeline';
import { type PocFlags, readText, resolvePocConfig } from '../config/poc-flags.js';
import { type Io, paint } from '../io.js';
import { rolesOf } from './schema-infer.js';

interface Check {
  file: string;
  schema: FeatureSchema;
  inferred: boolean;
  /** What the file leaves open and a run would ask. */
  questions: readonly Problem[];
  /** Whether a run would split the file by time, and so needs one in each row. */
  byTime: boolean;
}

/** Checks a file against a schema and lists everything that is wrong with it, as a run would. Returns the exit code. */
export async function validate(io: Io, options: PocFlags & { json?: boolean }): Promise<number> {
  const { file, schema, inferred, questions, byTime } = await whatToCheck(io, options);
  const report = await validateFile(file, schema, {
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    ...(byTime ? { timeRequired: true, known: questions } : {}),
  });
  if (options.json === true) io.out(`${JSON.stringify({ ...report, schemaInferred: inferred }, null, 2)}\n`);
  else {
    printProblems(io, 'warning', 'yellow', report.warnings);
    printProblems(io, 'error', 'red', report.problems);
    const size = `${report.rows.toLocaleString('en-US')} rows, ${report.columns.length} columns`;
    if (report.valid) {
      io.out(`${paint(io, 'green', 'valid')} ${file}: ${size}.\n`);
      if (inferred)
        io.out('The schema was inferred from this very file; check against one of your own with --schema.\n');
    } else
      io.out(
        `${paint(io, 'red', 'invalid')} ${file}: ${report.problems.length} problem${report.problems.length === 1 ? '' : 's'}; ${size}.\n`,
      );
  }
  return report.valid ? 0 : 2;
}

async function whatToCheck(io: Io, options: PocFlags): Promise<Check> {
  if (options.data === undefined) {
    const { config, baseDir } = await resolvePocConfig(io, [], undefined, options);
    const file = resolve(baseDir, config.data.file);
    const schema = config.data.schema && resolve(baseDir, config.data.schema);
    return { file, ...(await schemaFor(io, file, schema, config.columns)), byTime: splitsByTime(config) };
  }
  const file = resolve(io.cwd, options.data);
  const schema = options.schema && resolve(io.cwd, options.schema);
  return { file, ...(await schemaFor(io, file, schema, rolesOf(options))), byTime: true };
}

async function schemaFor(
  io: Io,
  file: string,
  schema: string | undefined,
  roles: PocConfig['columns'],
): Promise<Pick<Check, 'schema' | 'inferred' | 'questions'>> {
  if (schema !== undefined) {
    const given = parseFeatureSchema(await readText(schema, 'SCHEMA_NOT_FOUND'), schema);
    return { schema: applyRoles(given, roles), inferred: false, questions: [] };
  }
  const inferred = await inferSchema(file, { roles, ...(io.signal === undefined ? {} : { signal: io.signal }) });
  return { schema: applyRoles(inferred.schema, roles), inferred: true, questions: inferred.questions };
}

function printProblems(io: Io, word: string, colour: 'red' | 'yellow', problems: readonly Problem[]): void {
  for (const { code, message, fix } of problems) {
    io.out(`${paint(io, colour, word)} ${message}${fix === undefined ? '' : ` ${fix}`} (${code})\n`);
  }
}
