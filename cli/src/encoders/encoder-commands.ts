import type { Command } from 'commander';
import type { Io } from '../io.js';
import { encoderAdd, encoderList, encoderRemove } from './encoders.js';

// `models` has a --json of its own, which takes the word wherever it stands: hence optsWithGlobals().

/** `models add`, `models list`, `models remove`: encoders that turn sentences into vectors, beside the one that is always there. */
export function addEncoderCommands(models: Command, io: Io): void {
  models
    .command('add')
    .description(
      'keep a sentence encoder of the BERT family (a sentence-transformers folder) below PROOFLINE_HOME, and try it',
    )
    .argument('<source>', 'a folder, a .zip or .tar.gz, or the https:// address of one of these')
    .option('--name <name>', 'how tasks call it (default: the last part of the source)')
    .option('--replace', 'put it in the place of one that has the name already')
    .option('--json', 'one object on stdout')
    .action(async (source, _options, command: Command) => encoderAdd(io, source, command.optsWithGlobals()));

  models
    .command('list')
    .description('list the sentence encoders that are there')
    .option('--json', 'one object on stdout')
    .action(async (_options, command: Command) => encoderList(io, command.optsWithGlobals()));

  models
    .command('remove')
    .description('remove an added sentence encoder')
    .argument('<name>', 'its name')
    .option('--json', 'one object on stdout')
    .action(async (name, _options, command: Command) => encoderRemove(io, name, command.optsWithGlobals()));
}
