import { resolve } from 'node:path';
import type { Problem } from '@proofline/learn';
import { applyRoles, type FeatureSchema, inferSchema, parseFeatureSchema, validateFile } from '@proofline/pipeline';
import { type PocFlags, readText, resolvePocConfig } from '../config/poc-flags.js';
import { type Io, paint } from '../io.js';
import { rolesOf } from './schema-infer.js';

/** Checks a file against a schema and lists everything that is wrong with it. Returns the exit code. */
export async function validate(io: Io, options: PocFlags & { json?: boolean }): Promise<number> {
  const { file, schema, inferred } = await whatToCheck(io, options);
  const signal = io.signal === undefined ? {} : { signal: io.signal };
  const report = await validateFile(file, schema, signal);
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

async function whatToCheck(
  io: Io,
  options: PocFlags,
): Promise<{ file: string; schema: FeatureSchema; inferred: boolean }> {
  const roles = rolesOf(options);
  if (options.data === undefined) {
    const { config, baseDir } = await resolvePocConfig(io, undefined, options);
    const file = resolve(baseDir, config.data.file);
    return {
      file,
      ...(await schemaFor(io, file, config.data.schema && resolve(baseDir, config.data.schema), config.columns)),
    };
  }
  const file = resolve(io.cwd, options.data);
  return { file, ...(await schemaFor(io, file, options.schema && resolve(io.cwd, options.schema), roles)) };
}

async function schemaFor(
  io: Io,
  file: string,
  schema: string | undefined,
  roles: ReturnType<typeof rolesOf>,
): Promise<{ schema: FeatureSchema; inferred: boolean }> {
  if (schema !== undefined) {
    const given = parseFeatureSchema(await readText(schema, 'SCHEMA_NOT_FOUND'), schema);
    return { schema: applyRoles(given, roles), inferred: false };
  }
  const inferred = await inferSchema(file, { roles, ...(io.signal === undefined ? {} : { signal: io.signal }) });
  return { schema: applyRoles(inferred.schema, roles), inferred: true };
}

function printProblems(io: Io, word: string, colour: 'red' | 'yellow', problems: readonly Problem[]): void {
  for (const { code, message, fix } of problems) {
    io.out(`${paint(io, colour, word)} ${message}${fix === undefined ? '' : ` ${fix}`} (${code})\n`);
  }
}
