import { Command, Option } from 'commander';
import { demo } from './commands/demo.js';
import { intake } from './commands/intake.js';
import { poc } from './commands/poc.js';
import { predict } from './commands/predict.js';
import { report } from './commands/report.js';
import { schemaInfer } from './commands/schema-infer.js';
import { validate } from './commands/validate.js';
import { listVerticals } from './commands/verticals.js';
import { addDialogueCommands } from './dialogue-commands.js';
import type { Io } from './io.js';
import { language, list, whole } from './options.js';
import { addPlatformCommands } from './platform/platform-commands.js';
import { addTrainingCommands } from './training-commands.js';
import { VERSION } from './version.js';
import { loadVerticals } from './verticals/load-verticals.js';

/** The command line: every command, flag and help text. */
export function createProgram(io: Io, result: { exitCode: number }): Command {
  const program = new Command('proofline')
    .description("From a client's file to a verdict: GO, NO-GO or MORE DATA, with a report and a model package.")
    .version(VERSION)
    .option('--load <modules>', 'verticals of your own: paths or packages, comma-separated', list)
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)')
    .showSuggestionAfterError(true)
    .allowExcessArguments()
    .hook('preAction', (_program, command) => refuseSurplus(command));
  const verticals = () => loadVerticals(io, program.opts<{ load?: string[] }>().load);

  program
    .command('verticals')
    .description('list the verticals, their tasks and candidates')
    .option('--json', 'one object on stdout')
    .addOption(language())
    .action(async (options) => listVerticals(io, await verticals(), options));

  program
    .command('intake')
    .description('ask what a proof of concept is about, and write proofline.yaml and schema.yaml')
    .option(
      '--answers <file>',
      'take the answers from a file (the keys of proofline.yaml, paths relative to it) instead of asking',
    )
    .option('--out <folder>', 'where to write', '.')
    .option('--force', 'overwrite')
    .addOption(language())
    .action(async (options) => intake(io, await verticals(), options));

  const schema = program.command('schema').description('feature schemas');
  withRoles(
    schema
      .command('infer')
      .description(
        'propose a schema for a file: types, roles, categories, special codes, with every assumption as a comment',
      )
      .requiredOption('--data <file>', 'CSV (any delimiter, gzip), JSON lines or Parquet'),
  )
    .option('--out <file>', 'write here instead of stdout')
    .option('--force', 'overwrite')
    .option('--json', 'one object on stdout')
    .addOption(language())
    .action(async (options) => schemaInfer(io, options));

  withRoles(
    program
      .command('validate')
      .description(
        'check a file against a schema, its outcomes and size for a run, and proofline.yaml, and list everything that is wrong',
      )
      .argument('[vertical]', 'whose task the outcomes are for; default: that of proofline.yaml, else credit-risk')
      .option('--data <file>', 'the file; default: that of proofline.yaml in this folder')
      .option('--schema <file>', 'default: inferred from the file itself')
      .option('--task <id>', "default: the vertical's first")
      .option('--config <file>', 'proofline.yaml, or the folder that holds it'),
  )
    .option('--json', 'one object on stdout')
    .action(async (vertical, options) => {
      result.exitCode = await validate(io, await verticals(), vertical, options);
    });

  withRoles(
    program
      .command('poc')
      .description('run a proof of concept: from a file to a verdict, a report and a model package')
      .argument('[vertical]', 'e.g. credit-risk; not needed with a proofline.yaml')
      .option('--data <file>', 'CSV (any delimiter, gzip), JSON lines or Parquet')
      .option('--config <file>', 'proofline.yaml, or the folder that holds it; default: that of this folder')
      .option('--schema <file>', 'feature schema; default: inferred, and every assumption said')
      .option('--task <id>', "default: the vertical's first"),
  )
    .option('--rejects <file>', 'rejected applications, without outcome')
    .option('--test <file>', 'a file that is only judged on; default: a hold-out of the data')
    .option('--cv <folds>', 'judge by outer cross-validation instead of one hold-out', whole)
    .option('--repeats <times>', 'repeat the outer folds', whole)
    .option('--criteria <file>', 'what success means: criteria, owner, costs, currency, constraints')
    .option('--recipe <file>', 'how the data is cleaned: the steps under recipe, instead of the proposed ones')
    .option('--encoder <name>', "for tasks that read text: one that was added with 'proofline models add'")
    .option(
      '--candidates <names>',
      'train only these (and the baseline), comma-separated, e.g. scorecard,gradient-boosting',
      list,
    )
    .option(
      '--budget <time>',
      'time for training and its search on a quiet machine, e.g. 120s, 5m, 1h (default: 120s); reading, evaluation and the report come on top',
    )
    .option('--seed <number>', 'same data, seed and version: same model (default: 7)', whole)
    .option('--client <name>', 'shown in the report')
    .option('--title <text>', 'title of the report')
    .option('--licence <text>', 'terms under which the data was given; travels with the package')
    .option('--out <folder>', 'where report and package go (default: proofline-NAME, after the data file)')
    .option('--json', 'one object on stdout; progress goes to stderr')
    .addOption(language())
    .addHelpText(
      'after',
      `
Examples:
  proofline poc credit-risk --data loans.csv --target default --positive yes --out out/loans
  proofline poc credit-risk --data loans.csv --target default --time opened --protected sex,nationality --cv 5 --out out/loans
  proofline poc                      in a folder with a proofline.yaml (write one with 'proofline intake')

Exit code: 0 when the run worked, whatever the verdict; 2 for bad input; 1 for a defect; 130 after Ctrl-C.`,
    )
    .action(async (vertical, options) => poc(io, await verticals(), vertical, options));

  program
    .command('predict')
    .description('answer with a model package: one row as JSON, or a file')
    .requiredOption('--package <folder>', "the 'package' folder that poc wrote")
    .option('--row <json>', 'one row: {"field": value, …}')
    .option('--data <file>', 'many rows: CSV, JSON lines or Parquet; only columns that the model uses are read')
    .option('--out <file>', 'write here instead of stdout: .csv, .jsonl or .parquet; for one row also .json')
    .option(
      '--reasons <number>',
      'at most this many reasons for each answer (default: 4 for a row, 0 for a file)',
      whole,
    )
    .addOption(
      new Option('--unknown-category <policy>', 'a category that the schema does not list')
        .choices(['error', 'missing'])
        .default('error'),
    )
    .addOption(language())
    .action(async (options) => predict(io, await verticals(), options));

  program
    .command('report')
    .description("show a run's verdict again, or its report in another language or format")
    .argument('<folder>', 'the folder that poc wrote')
    .addOption(new Option('--format <format>', 'default: by the name of --out').choices(['html', 'md', 'json']))
    .option('--out <file>', 'write here instead of stdout')
    .addOption(language())
    .action(async (folder, options) => report(io, folder, options));

  program
    .command('demo')
    .description('run the proof of concept on the sample data (German credit)')
    .addOption(language())
    .action(async (options) => demo(io, await verticals(), options));

  addDialogueCommands(program, io, verticals, result);
  addTrainingCommands(program, io, verticals, result);
  addPlatformCommands(program, io, result);
  return program;
}

/** A word too many is often the value of an option that was not named. */
function refuseSurplus(command: Command): void {
  const { args, registeredArguments: taken } = command;
  const surplus = args.slice(taken.length);
  if (surplus.length === 0) return;
  const words: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) words.unshift(at.name());
  const takes = taken.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)).join(' ') || 'no arguments';
  const flags = command.options.filter(({ required }) => required).map(({ flags }) => flags);
  const options = flags.length === 0 ? '' : ` Options that take a value: ${flags.join(', ')}.`;
  command.error(`error: '${surplus.join(' ')}' is too much: '${words.join(' ')}' takes ${takes}.${options}`, {
    code: 'commander.excessArguments',
  });
}

function withRoles(command: Command): Command {
  return command
    .option('--target <column>', 'what is to be predicted')
    .option('--positive <value>', 'the value of the target that is the event')
    .option('--text <columns>', 'what a task that reads text is to read; comma-separated', list)
    .option('--out-of-scope <value>', 'the value of the target that stands for none of the others')
    .option('--protected <columns>', 'for the fairness study, never features; comma-separated', list)
    .option('--ignore <columns>', 'left out; comma-separated', list)
    .option('--time <column>', 'when each case happened: the split goes by it')
    .option('--id <column>', 'names a row')
    .option('--group <column>', 'rows of one group stay on one side of every split')
    .option('--weight <column>', 'how much each row counts')
    .option('--score <column>', 'an existing score to compare with');
}
