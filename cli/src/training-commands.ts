import { PII_KINDS, type Vertical } from '@proofline/pipeline';
import type { Command } from 'commander';
import type { Io } from './io.js';
import { language, list, whole } from './options.js';

/** The commands for texts that a service desk learns from. What they need is loaded when one of them runs. */
export function addTrainingCommands(
  program: Command,
  io: Io,
  verticals: () => Promise<Vertical[]>,
  result: { exitCode: number },
): void {
  program
    .command('lint')
    .description(
      "say what is wrong with texts to learn intents from, for a client's CI: exit code 2 where there are errors",
    )
    .argument('<data>', 'the training file: CSV (any delimiter, gzip), JSON lines or Parquet')
    .requiredOption('--text <columns>', 'the columns of the texts; comma-separated', list)
    .requiredOption('--target <column>', 'the column of the classes')
    .option('--test <file>', 'a file that the model is judged on: looks for texts that are in both')
    .option('--flow <folder>', 'the folder of the flow.yaml that the model is for')
    .option('--out-of-scope <value>', 'the class that stands for none of the others')
    .option('--seed <number>', 'of the model that labels are held against', whole, 7)
    .option('--json', 'one object on stdout')
    .addOption(language())
    .action(async (data, options) => {
      const { lint } = await import('./commands/lint.js');
      result.exitCode = await lint(io, data, options);
    });

  program
    .command('mask')
    .description('write a copy of a training file in which personal data is masked, English and Chinese')
    .argument('<data>', 'the training file: CSV (any delimiter, gzip), JSON lines, or marked texts (CoNLL, JSON lines)')
    .option('--text <columns>', 'the columns to be masked; comma-separated; not needed for marked texts', list)
    .requiredOption('--out <file>', 'where the copy goes; packed where its name ends with .gz')
    .option('--keep <kinds>', `kinds that stay as they are; comma-separated, of ${PII_KINDS.join(', ')}`, list)
    .option('--country <code>', 'of phone numbers without a country code, e.g. GB', 'US')
    .option('--force', 'overwrite')
    .option('--json', 'one object on stdout')
    .addOption(language())
    .action(async (data, options) => {
      const { mask } = await import('./commands/mask.js');
      await mask(io, data, options);
    });

  program
    .command('impact')
    .description(
      'say which answers a change of the training texts would change, before it is published: exit code 2 where it does harm',
    )
    .requiredOption(
      '--package <folder>',
      "the 'package' folder that poc wrote: its candidate, parameters and seed are used",
    )
    .requiredOption('--data <file>', 'the training file as it is')
    .option('--add <file>', 'texts to be added, with their classes')
    .option('--remove <file>', 'texts to be taken out, with their classes')
    .option('--relabel <file>', 'texts of the training file with the classes that they are to have')
    .option('--new-data <file>', 'instead of the three: the whole training file as it is to be')
    .requiredOption('--text <columns>', 'the columns of the texts; comma-separated', list)
    .requiredOption('--target <column>', 'the column of the classes')
    .option('--out-of-scope <value>', "the class that stands for none of the others; default: the package's")
    .option('--test <file>', 'further texts to judge by, with their classes')
    .option('--log <file>', 'messages of customers, without classes: whose answer would change')
    .option(
      '--encoder <name>',
      "one that was added with 'proofline models add'; default: that of the run which wrote the package",
    )
    .option('--json', 'one object on stdout')
    .addOption(language())
    .action(async (options) => {
      const { impact } = await import('./commands/impact.js');
      result.exitCode = await impact(io, await verticals(), options);
    });
}
