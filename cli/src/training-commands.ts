import type { Command } from 'commander';
import type { Io } from './io.js';
import { language, list, whole } from './options.js';

/** The commands for texts that a service desk learns from. What they need is loaded when one of them runs. */
export function addTrainingCommands(program: Command, io: Io, result: { exitCode: number }): void {
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
}
