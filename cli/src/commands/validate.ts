import { resolve } from 'node:path';
import type { Problem } from '@proofline/learn';
import {
  applyRoles,
  type CellRepairs,
  type CheckedSchema,
  columnWithRole,
  configProblems,
  EXTRA_FILES,
  type FeatureSchema,
  FURTHER_FILES,
  findTask,
  inferSchema,
  type PocConfig,
  parseFeatureSchema,
  proposableRepairs,
  splitsByTime,
  type Task,
  type Vertical,
  validateFile,
  validationReading,
} from '@proofline/pipeline';
import { type PocFlags, readText, resolvePocConfig } from '../config/poc-flags.js';
import { type Io, paint } from '../io.js';
import { countOf, printFindings, verdictLine } from '../output/validation-view.js';
import { findVertical } from '../verticals/load-verticals.js';
import { rolesOf } from './schema-infer.js';

interface Check {
  file: string;
  schema: FeatureSchema;
  inferred: boolean;
  /** How a run would read the file. */
  reading: ReturnType<typeof validationReading>;
  /** What the outcomes are held to. */
  task: Task | undefined;
  /** What a run would refuse of the configuration itself. */
  wrong: readonly Problem[];
  further: readonly Further[];
}

/** A file that a configuration names besides the data: the test file, or one of its extras. */
interface Further {
  title: string;
  path: string;
  isTest: boolean;
}

/**
 * Checks a file against a schema, its outcomes against the task and the configuration that names it, and lists everything that is
 * wrong, as a run would. Returns the exit code.
 */
export async function validate(
  io: Io,
  verticals: readonly Vertical[],
  name: string | undefined,
  options: PocFlags & { json?: boolean },
): Promise<number> {
  const { file, schema, inferred, reading, task, wrong, further } = await whatToCheck(io, verticals, name, options);
  const found = await validateFile(file, schema, {
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    ...reading,
    ...(task === undefined ? {} : { kind: task.kind }),
  });
  const others = await Promise.all(further.map((one) => validateFurther(io, one, schema, task, reading.repairs)));
  const problems = [...wrong, ...found.problems, ...others.flat()];
  const report = { ...found, problems, valid: problems.length === 0 };
  if (options.json === true) io.out(`${JSON.stringify({ ...report, schemaInferred: inferred }, null, 2)}\n`);
  else {
    printFindings(io, report);
    if (report.valid || !found.valid) io.out(`${verdictLine(io, file, report)}\n`);
    else {
      const own = verdictLine(io, file, found).replace(/^.*?: /, '');
      io.out(`${paint(io, 'red', 'invalid')} configuration: ${countOf(problems)}; ${file} itself is valid: ${own}\n`);
    }
    if (report.valid && inferred)
      io.out('The schema was inferred from this very file; check against one of your own with --schema.\n');
  }
  return report.valid ? 0 : 2;
}

async function whatToCheck(
  io: Io,
  verticals: readonly Vertical[],
  name: string | undefined,
  options: PocFlags,
): Promise<Check> {
  if (options.data === undefined || options.config !== undefined) {
    const { config, baseDir } = await resolvePocConfig(io, verticals, name, options);
    const file = resolve(baseDir, config.data.file);
    const named = config.data.schema && resolve(baseDir, config.data.schema);
    const task = findTask(findVertical(verticals, config.vertical), config.task);
    const checked = await schemaFor(io, file, named, config.columns, task);
    const wrong = configProblems(task, config, checked.schema);
    return {
      file,
      ...checked,
      reading: validationReading(checked, splitsByTime(config, task), config.recipe),
      task,
      wrong,
      further: furtherFiles(config, baseDir),
    };
  }
  const file = resolve(io.cwd, options.data);
  const schema = options.schema && resolve(io.cwd, options.schema);
  const named = name === undefined ? undefined : findTask(findVertical(verticals, name), options.task);
  const checked = await schemaFor(io, file, schema, rolesOf(options), named);
  const task = taskOf(verticals, name, options.task, checked.schema);
  return { file, ...checked, reading: validationReading(checked, true, undefined), task, wrong: [], further: [] };
}

function furtherFiles({ data }: PocConfig, baseDir: string): Further[] {
  const extras = Object.entries(data.extras).map(([name, path]) => ({ title: `File of ${name}`, path, isTest: false }));
  const test = data.test === undefined ? [] : [{ title: 'Test file', path: data.test, isTest: true }];
  return [...test, ...extras].map((one) => ({ ...one, path: resolve(baseDir, one.path) }));
}

/** What is wrong with a further file, read as a run reads it; each problem says which file it is about. */
async function validateFurther(
  io: Io,
  { title, path, isTest }: Further,
  schema: FeatureSchema,
  task: Task | undefined,
  repairs: CellRepairs = proposableRepairs(schema),
): Promise<Problem[]> {
  const { problems } = await validateFile(path, schema, {
    ...(io.signal === undefined ? {} : { signal: io.signal }),
    ...FURTHER_FILES,
    ...(isTest ? (task === undefined ? {} : { kind: task.kind }) : EXTRA_FILES),
    repairs,
  });
  return problems.map((problem) => ({
    ...problem,
    where: { file: path, ...problem.where },
    message: problem.message.includes(path) ? problem.message : `${title} '${path}': ${problem.message}`,
  }));
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
  task: Task | undefined,
): Promise<CheckedSchema> {
  if (schema !== undefined) {
    const given = parseFeatureSchema(await readText(schema, 'SCHEMA_NOT_FOUND'), schema);
    return { schema: applyRoles(given, roles), inferred: false, questions: [] };
  }
  const kind = task === undefined ? {} : { kind: task.kind };
  const inferred = await inferSchema(file, {
    roles,
    ...kind,
    ...(io.signal === undefined ? {} : { signal: io.signal }),
  });
  return { schema: inferred.schema, inferred: true, questions: inferred.questions };
}
