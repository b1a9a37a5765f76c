import { resolve } from 'node:path';
import type { Problem } from '@proofline/learn';
import {
  applyRoles,
  columnWithRole,
  type FeatureSchema,
  findTask,
  inferSchema,
  type PocConfig,
  parseFeatureSchema,
  proposableRepairs,
  splitsByTime,
  type Task,
  type Vertical,
  validateFile,
} from '@proofline/pipeline';
import { type PocFlags, readText, resolvePocConfig } from '../config/poc-flags.js';
import { type Io, paint } from '../io.js';
import { findVertical } from '../verticals/load-verticals.js';
import { rolesOf } from './schema-infer.js';

interface Check {
  file: string;
  schema: FeatureSchema;
  inferred: boolean;
  /** What the file leaves open and a run would ask. */
  questions: readonly Problem[];
  /** Whether a run would split the file by time, and so needs one in each row. */
  byTime: boolean;
  /** What the outcomes are held to. */
  task: Task | undefined;
}

/** Checks a file against a schema, and its outcomes against the task, and lists everything that is wrong, as a run would. Returns the exit code. */
export async function validate(
  io: Io,
  verticals: readonly Vertical[],
  name: string | undefined,
  options: PocFlags & { json?: boolean },
): Promise<number> {
  const { file, schema, inferred, questions, byTime, task } = await whatToCheck(io, verticals, name, options);
  const report = await validateFile(file, schema, {
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    ...(byTime ? { timeRequired: true, known: questions } : {}),
    ...(task === undefined ? {} : { kind: task.kind }),
    // What a run would repair without being asked is no fault of a file whose schema nobody wrote.
    ...(inferred ? { repairs: proposableRepairs(schema) } : {}),
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

async function whatToCheck(
  io: Io,
  verticals: readonly Vertical[],
  name: string | undefined,
  options: PocFlags,
): Promise<Check> {
  if (options.data === undefined) {
    const { config, baseDir } = await resolvePocConfig(io, verticals, name, options);
    const file = resolve(baseDir, config.data.file);
    const named = config.data.schema && resolve(baseDir, config.data.schema);
    const checked = await schemaFor(io, file, named, config.columns);
    const task = taskOf(verticals, config.vertical, config.task, checked.schema);
    return { file, ...checked, byTime: splitsByTime(config), task };
  }
  const file = resolve(io.cwd, options.data);
  const schema = options.schema && resolve(io.cwd, options.schema);
  const checked = await schemaFor(io, file, schema, rolesOf(options));
  return { file, ...checked, byTime: true, task: taskOf(verticals, name, options.task, checked.schema) };
}

/**
 * The task whose needs the outcomes are held to: that of the vertical that is named, else of the first one, unless the target
 * is a quantity, which another vertical may want. Without a target there is nothing to hold.
 */
function taskOf(
  verticals: readonly Vertical[],
  name: string | undefined,
  task: string | undefined,
  schema: FeatureSchema,
): Task | undefined {
  const target = columnWithRole(schema, 'target');
  if (target === undefined) return undefined;
  if (name !== undefined) return findTask(findVertical(verticals, name), task);
  const quantity = target.positive === undefined && (target.type === 'number' || target.type === 'integer');
  return quantity ? undefined : findTask(verticals[0]!, task);
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
